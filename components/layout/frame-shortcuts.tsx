'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { copyText } from '#components/ui/copy-text.ts'
import { useToast } from '#components/ui/toast.tsx'
import { useHref } from '#components/ui/use-href.ts'
import { clusterNav, fleetNav } from './nav.ts'
import { usePalette } from './palette-provider.tsx'
import { useShortcut } from './shortcuts-provider.tsx'
import { useClusterId } from './use-cluster.ts'

function GoShortcut({ keys, label, href }: { keys: string; label: string; href: string }) {
  const router = useRouter()
  const toHref = useHref()
  useShortcut(keys, () => router.push(toHref(href)), { label })
  return null
}

/** Keys that work on every page. */
export function FrameShortcuts({ onKeys }: { onKeys: () => void }) {
  const t = useTranslations('layout')
  const toast = useToast()
  const clusterId = useClusterId()
  const { setOpen } = usePalette()
  useShortcut('mod+k', () => setOpen(true), { label: t('keys.palette') })
  useShortcut('?', onKeys, { label: t('keys.help') })
  useShortcut(
    'y',
    async () => {
      if (await copyText(window.location.href)) toast({ title: t('keys.linkCopied') })
    },
    { label: t('keys.copyLink') },
  )
  const items = (clusterId === null ? fleetNav : clusterNav).flatMap((section) => section.items)
  return items.flatMap((item) => {
    if (!item.shortcut) return []
    const label = t('keys.goTo', { page: t(`nav.${item.key}`) })
    return [<GoShortcut key={item.key} keys={`g ${item.shortcut}`} label={label} href={item.href(clusterId ?? '')} />]
  })
}
