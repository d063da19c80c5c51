'use client'

import { useTranslations } from 'next-intl'
import { Explained } from '#components/ui/explained.tsx'

/** From where: anywhere, or a list of which the first two are shown. */
export function SourceIpsText({ sourceIps, isAny }: { sourceIps: readonly string[]; isAny: boolean }) {
  const t = useTranslations('roles')
  if (sourceIps.length === 0) return <span className="text-fg-2">{isAny ? t('anySource') : '–'}</span>
  const shown = sourceIps.slice(0, 2).join(', ')
  const more = sourceIps.length - 2
  const note = more > 0 || isAny ? [...(isAny ? [t('someFromAnywhere')] : []), ...sourceIps] : []
  return (
    <Explained note={note} className="inline-flex max-w-full items-baseline gap-1">
      <span className="truncate font-mono text-12">{shown}</span>
      {more > 0 && <span className="shrink-0 text-12 text-fg-3">+{more}</span>}
      {isAny && <span className="shrink-0 text-12 text-fg-3">{t('andAny')}</span>}
    </Explained>
  )
}
