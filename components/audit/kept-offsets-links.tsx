'use client'

import { useTranslations } from 'next-intl'
import { keptOffsetsHref } from '#components/groups/group-href.ts'
import { Link } from '#components/ui/link.tsx'
import type { HistoryRow } from '#lib/audit/schema.ts'
import { keptOffsetsOf } from './kept-offsets.ts'

/** From a change of offsets to those that it kept. */
export function KeptOffsetsLinks({ row }: { row: HistoryRow }) {
  const t = useTranslations('audit')
  const kept = keptOffsetsOf(row)
  const { cluster } = row
  if (!cluster || kept.length === 0) return null
  return (
    <p className="flex flex-wrap gap-x-3">
      {kept.map(({ groupName, snapshotId }) => (
        <Link key={snapshotId} href={keptOffsetsHref(cluster.clusterId, groupName, snapshotId)}>
          {t('keptOffsets', { group: groupName })}
        </Link>
      ))}
    </p>
  )
}
