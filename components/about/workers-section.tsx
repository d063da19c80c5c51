'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { WorkerRow } from '#lib/about/schema.ts'

/** The processes that sample and tidy up, when each was heard of, and what it does. */
export function WorkersSection({ workers }: { workers: readonly WorkerRow[] }) {
  const t = useTranslations('about.workers')
  const hasAlive = workers.some(({ isAlive }) => isAlive)
  const columns: Column<WorkerRow>[] = [
    {
      id: 'isAlive',
      head: t('state'),
      width: 104,
      // A worker that ended is no fault while another one runs.
      cell: ({ isAlive }) => (
        <StatePill
          state={isAlive ? 'ok' : hasAlive ? 'unknown' : 'critical'}
          label={isAlive ? t('alive') : t('gone')}
        />
      ),
    },
    {
      id: 'host',
      head: t('host'),
      width: 150,
      cell: ({ host, workerId }) => (
        <span className="block truncate font-medium" title={workerId}>
          {host}
        </span>
      ),
    },
    { id: 'version', head: t('version'), width: 84, cell: ({ version }) => version },
    {
      id: 'lastSeenAt',
      head: t('lastSeen'),
      width: 112,
      cell: ({ lastSeenAt }) => <Instant at={lastSeenAt} form="relative" />,
    },
    {
      id: 'startedAt',
      head: t('started'),
      width: 168,
      priority: 2,
      cell: ({ startedAt }) => <Instant at={startedAt} withMs={false} />,
    },
    {
      id: 'leases',
      head: t('leases'),
      isFlexible: true,
      minWidth: 220,
      cell: ({ leases }) => {
        const words = leases
          .map(({ task, clusterName }) => (clusterName === null ? task : `${task} ${clusterName}`))
          .join(', ')
        return (
          <span className="block truncate text-12" title={words}>
            {words || '–'}
          </span>
        )
      },
    },
  ]
  return (
    <Section title={t('title')} count={workers.length}>
      {workers.length === 0 ? (
        <p className="text-fg-2">{t('none')}</p>
      ) : (
        <PlainTable
          label={t('title')}
          columns={columns}
          rows={workers}
          rowId={({ workerId }) => workerId}
          rowTone={({ isAlive }) => (isAlive ? undefined : 'gone')}
        />
      )}
    </Section>
  )
}
