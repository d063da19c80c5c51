'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ExportMenu } from '#components/data-table/export-menu.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { urlOf } from '#lib/api/call.ts'
import { listJobItemsEndpoint } from '#lib/jobs/api.ts'
import type { Job, JobItem, JobItemOutcome } from '#lib/jobs/schema.ts'
import { isMoving, itemStates } from './job-words.ts'
import { jobItemsQuery } from './queries.ts'
import type { JobWrites } from './use-job-writes.ts'

const PAGE_SIZE = 50
const WATCH_MS = 2_000

type Shown = 'all' | JobItemOutcome

/** What became of each item, the failed ones first in view when there are any. */
export function JobItems({ clusterId, job, writes }: { clusterId: string; job: Job; writes: JobWrites }) {
  const t = useTranslations('jobs')
  const format = useFormat()
  const [chosen, setShown] = useState<Shown | null>(null)
  const [page, setPage] = useState(1)
  const [exportError, setExportError] = useState<Error | null>(null)
  const shown = chosen ?? (job.failed > 0 ? 'FAILED' : job.unknown > 0 ? 'UNKNOWN' : 'all')
  const filter = shown === 'all' ? {} : { outcome: [shown] }
  const query = useQuery({
    ...jobItemsQuery(clusterId, job.jobId, { ...filter, page, pageSize: PAGE_SIZE }),
    placeholderData: keepPreviousData,
    refetchInterval: isMoving(job.state) ? WATCH_MS : false,
  })
  const columns: Column<JobItem>[] = [
    {
      id: 'outcome',
      head: t('outcome'),
      width: 104,
      cell: ({ outcome }) =>
        outcome === null ? (
          <span className="text-fg-3">{t('notBegun')}</span>
        ) : (
          <StatePill state={itemStates[outcome]} label={t(`outcomes.${outcome}`)} />
        ),
    },
    {
      id: 'target',
      head: t('target'),
      width: 150,
      cell: ({ target }) => <span className="font-mono text-12 [overflow-wrap:anywhere]">{target}</span>,
    },
    {
      id: 'remark',
      head: t('remark'),
      width: 220,
      isFlexible: true,
      cell: ({ code, remark }) => (
        <span className="[overflow-wrap:anywhere]" title={remark}>
          {[code, remark].filter(Boolean).join(': ') || '–'}
        </span>
      ),
    },
    { id: 'at', head: t('at'), width: 76, cell: ({ at }) => (at ? format.time(at, false) : '–') },
  ]
  const counts: [Shown, number][] = [
    ['all', job.total ?? 0],
    ['FAILED', job.failed],
    ['UNKNOWN', job.unknown],
    ['SKIPPED', job.skipped],
    ['DONE', job.done],
  ]
  const total = query.data?.total ?? 0
  const lastPage = Math.max(1, Math.ceil(total / PAGE_SIZE))
  return (
    <section className="grid gap-2 border-t border-line-1 pt-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">{t('items')}</h3>
        <span className="ml-auto flex items-center gap-2">
          <ExportMenu
            url={() => urlOf(listJobItemsEndpoint, { params: { clusterId, jobId: job.jobId }, query: filter })}
            onError={setExportError}
          />
          {writes.isPossible.retry && (
            <Button size="s" icon="replay" onClick={() => writes.control('retry')} disabledReason={writes.reason}>
              {t('retry', { count: format.number(job.failed) })}
            </Button>
          )}
        </span>
      </div>
      <ProblemStrip error={exportError} />
      <Segmented
        label={t('outcome')}
        size="s"
        value={shown}
        onValueChange={(value) => {
          setShown(value)
          setPage(1)
        }}
        options={counts
          .filter(([value, count]) => value === 'all' || value === shown || count > 0)
          .map(([value, count]) => ({
            value,
            label: `${value === 'all' ? t('all') : t(`outcomes.${value}`)} ${format.number(count)}`,
          }))}
      />
      {query.data ? (
        <PlainTable
          label={t('items')}
          columns={columns}
          rows={query.data.items}
          rowId={({ target }) => target}
          density={28}
        />
      ) : query.error ? (
        <ProblemView error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading what={t('readingItems')} />
      )}
      {lastPage > 1 && (
        <div className="flex items-center justify-end gap-2 text-12 text-fg-3">
          {t('page', { page: format.number(page), pages: format.number(lastPage) })}
          <Button size="s" onClick={() => setPage(page - 1)} disabledReason={page === 1 ? t('firstPage') : undefined}>
            {t('previous')}
          </Button>
          <Button
            size="s"
            onClick={() => setPage(page + 1)}
            disabledReason={page >= lastPage ? t('lastPage') : undefined}
          >
            {t('next')}
          </Button>
        </div>
      )}
    </section>
  )
}
