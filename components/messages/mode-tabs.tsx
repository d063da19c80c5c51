'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { tailHref } from '#components/topics/topic-href.ts'
import { Tabs } from '#components/ui/tabs.tsx'
import { useHref } from '#components/ui/use-href.ts'
import type { MessageMode } from '#lib/messages/schema.ts'

const tabOrder = ['time', 'newest', 'key', 'id', 'position', 'around', 'tail'] as const

interface ModeTabsProps {
  clusterId: string
  mode: (typeof tabOrder)[number]
  /** Taken along. */
  topic: string | null
  /** Another way to search; absent on pages that are no search. */
  onSearchMode?: (mode: MessageMode) => void
}

/** Ways to look at messages: searches of one page, and the live tail with a page of its own. */
export function ModeTabs({ clusterId, mode, topic, onSearchMode }: ModeTabsProps) {
  const t = useTranslations('messages')
  const router = useRouter()
  const toHref = useHref()
  const hrefOf = (next: ModeTabsProps['mode']) =>
    next === 'tail'
      ? tailHref(clusterId, topic)
      : `/clusters/${clusterId}/messages?${new URLSearchParams({ mode: next, ...(topic !== null && { topic }) })}`
  return (
    <Tabs
      label={t('modes.label')}
      className="mb-3"
      tabs={tabOrder.map((value) => ({ value, label: t(`modes.${value}`) }))}
      value={mode}
      onValueChange={(next) => {
        if (next !== 'tail' && onSearchMode) onSearchMode(next)
        else router.push(toHref(hrefOf(next)))
      }}
    />
  )
}
