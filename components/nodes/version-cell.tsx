'use client'

import { useTranslations } from 'next-intl'
import { Explained } from '#components/ui/explained.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { useCveMeaning } from './use-cve-meaning.ts'

/** A version, marked where weaknesses of it are known; which ones, on hover and focus. */
export function VersionCell({ version, cves }: { version: string | null; cves: readonly string[] }) {
  const t = useTranslations('nodes')
  const meaningOf = useCveMeaning()
  if (version === null) return <span className="text-fg-3">?</span>
  if (cves.length === 0) return version
  const notes = cves.map((id) => t('cveNote', { id, text: meaningOf(id) }))
  return (
    <Explained note={notes} className="inline-flex items-center gap-1 text-critical">
      <Icon name="critical" size={12} />
      {version}
    </Explained>
  )
}
