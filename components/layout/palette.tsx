'use client'

import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { Command } from 'cmdk'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Icon } from '#components/ui/icon.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { stateLooks } from '#components/ui/state-pill.tsx'
import { useHref } from '#components/ui/use-href.ts'
import { type PaletteItem, type PaletteSource, usePalette } from './palette-provider.tsx'

interface Group {
  source: PaletteSource
  items: readonly PaletteItem[]
}

const perGroup = 8
const debounceMs = 120

/** Asks every source for what matches. A source that fails costs its own group only. */
function usePaletteResults(query: string): { groups: readonly Group[]; hasFailed: boolean; isSearching: boolean } {
  const { isOpen, sources } = usePalette()
  const [groups, setGroups] = useState<readonly Group[]>([])
  const [hasFailed, setHasFailed] = useState(false)
  const [isSearching, setIsSearching] = useState(false)

  useEffect(() => {
    if (!isOpen) return
    const abort = new AbortController()
    setIsSearching(true)
    const timer = setTimeout(
      async () => {
        const settled = await Promise.allSettled(
          sources.map(async (source) => source.search(query.trim(), abort.signal)),
        )
        if (abort.signal.aborted) return
        setHasFailed(settled.some((outcome) => outcome.status === 'rejected'))
        setGroups(
          sources.flatMap((source, index) => {
            const outcome = settled[index]
            const items = outcome?.status === 'fulfilled' ? outcome.value.slice(0, perGroup) : []
            return items.length > 0 ? [{ source, items }] : []
          }),
        )
        setIsSearching(false)
      },
      query === '' ? 0 : debounceMs,
    )
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [isOpen, sources, query])

  return { groups, hasFailed, isSearching }
}

/** Where one goes by typing: pages, clusters, and whatever features add. */
export function Palette() {
  const t = useTranslations('layout.palette')
  const { isOpen, setOpen } = usePalette()
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={setOpen}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <BaseDialog.Popup
          aria-label={t('title')}
          className="fixed top-[12vh] left-1/2 z-40 w-[560px] max-w-[calc(100vw-32px)] -translate-x-1/2 rounded-3 border border-line-2 bg-surface-raised shadow-dialog outline-none"
        >
          <PaletteBody />
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

function PaletteBody() {
  const t = useTranslations('layout.palette')
  const router = useRouter()
  const toHref = useHref()
  const { setOpen } = usePalette()
  const [query, setQuery] = useState('')
  const { groups, hasFailed, isSearching } = usePaletteResults(query)

  function choose(item: PaletteItem): void {
    setOpen(false)
    if (item.href !== undefined) router.push(toHref(item.href))
    item.onSelect?.()
  }

  return (
    <Command label={t('title')} shouldFilter={false} loop>
      <div className="flex items-center gap-2 border-b border-line-2 px-3">
        <Icon name="search" className="text-fg-3" />
        <Command.Input
          autoFocus
          value={query}
          onValueChange={setQuery}
          placeholder={t('placeholder')}
          className="h-11 w-full bg-transparent text-14 outline-none placeholder:text-fg-3 focus-visible:outline-none"
        />
        <Kbd>Esc</Kbd>
      </div>
      <Command.List className="max-h-[56vh] overflow-y-auto p-1">
        {groups.length === 0 && !isSearching && (
          <div role="status" className="px-2 py-3 text-12 text-fg-3">
            {hasFailed ? t('failed') : t('empty')}
          </div>
        )}
        {groups.map(({ source, items }) => (
          <Command.Group
            key={source.id}
            heading={source.heading}
            className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-fg-3"
          >
            {items.map((item) => (
              <Command.Item
                key={item.id}
                value={`${source.id} ${item.id}`}
                onSelect={() => choose(item)}
                className="group flex min-h-7 cursor-pointer items-center gap-2 rounded-1 px-2 py-1 data-[selected=true]:bg-accent-soft"
              >
                <Icon name={item.icon} className="text-fg-3" />
                <span className="min-w-0 truncate">{item.label}</span>
                {item.state && (
                  <Icon name={stateLooks[item.state].icon} size={14} className={stateLooks[item.state].mark} />
                )}
                {item.detail && <span className="shrink-0 text-fg-3">{item.detail}</span>}
                <span className="ml-auto hidden group-data-[selected=true]:block">
                  <Kbd>Enter</Kbd>
                </span>
              </Command.Item>
            ))}
          </Command.Group>
        ))}
        {hasFailed && groups.length > 0 && <div className="px-2 py-2 text-12 text-fg-3">{t('failed')}</div>}
      </Command.List>
    </Command>
  )
}
