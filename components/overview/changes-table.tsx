'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Link } from '#components/ui/link.tsx'
import type { Change } from '#lib/overview/schema.ts'

/** What happened in the last hour: the first thing to ask when something has just broken. */
export function ChangesTable({ clusterId, changes }: { clusterId: string; changes: readonly Change[] }) {
  const t = useTranslations('overview')
  const format = useFormat()
  const columns: Column<Change>[] = [
    { id: 'at', head: t('when'), width: 84, cell: ({ at }) => format.time(at, false) },
    {
      id: 'what',
      head: t('what'),
      isFlexible: true,
      minWidth: 160,
      cell: ({ kind, action, target, from, to }) => {
        if (kind === 'AUDIT') return t('changes.AUDIT', { action, target })
        if (kind === 'CLIENTS') {
          const words = t('changes.CLIENTS', { target, from: from ?? 0, to: to ?? 0 })
          return <Link href={`/clusters/${clusterId}/groups/${encodeURIComponent(target)}?tab=clients`}>{words}</Link>
        }
        return <Link href={`/clusters/${clusterId}/nodes`}>{t(`changes.${kind}`, { target })}</Link>
      },
    },
    {
      id: 'by',
      head: t('who'),
      width: 104,
      cell: ({ by }) => by ?? <span className="text-fg-3">{t('observed')}</span>,
    },
  ]
  return (
    <Section title={t('changed')} count={format.number(changes.length)}>
      {changes.length === 0 ? (
        <p className="py-1.5 text-fg-2">{t('noChanges')}</p>
      ) : (
        <PlainTable
          label={t('changed')}
          columns={columns}
          rows={changes}
          rowId={({ at, kind, action, target }) => `${at.getTime()} ${kind} ${action} ${target}`}
        />
      )}
    </Section>
  )
}
