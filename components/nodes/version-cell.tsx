'use client'

import { useTranslations } from 'next-intl'
import { Icon } from '#components/ui/icon.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { useCveMeaning } from './use-cve-meaning.ts'

/** A version, marked where weaknesses of it are known; which ones, on hover and focus. */
export function VersionCell({ version, cves }: { version: string | null; cves: readonly string[] }) {
  const t = useTranslations('nodes')
  const meaningOf = useCveMeaning()
  if (version === null) return <span className="text-fg-3">?</span>
  if (cves.length === 0) return version
  const notes = cves.map((id) => t('cveNote', { id, text: meaningOf(id) }))
  return (
    <Tooltip
      content={
        <ul>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what they are must be reachable without a pointer */}
      <span tabIndex={0} className="inline-flex cursor-help items-center gap-1 rounded-1 text-critical">
        <Icon name="critical" size={12} />
        {version}
        <span className="sr-only">, {notes.join(' ')}</span>
      </span>
    </Tooltip>
  )
}
