'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { oneOf } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { StatePill } from '#components/ui/state-pill.tsx'
import { urlOf } from '#lib/api/call.ts'
import { listJobsEndpoint } from '#lib/jobs/api.ts'
import { type Job, JobKind, JobState } from '#lib/jobs/schema.ts'
import { JobBar } from './job-bar.tsx'
import { JobDrawer } from './job-drawer.tsx'
import { jobStates, needsLook } from './job-words.ts'
import { type JobsFilter, jobsQuery } from './queries.ts'
import { useJobWords } from './use-job-words.ts'

/** Work in the background: what runs, how far it is, what went wrong. */
export function JobsPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('jobs')
  const format = useFormat()
  const words = useJobWords()
  const list = useListUrl({ filters: ['state', 'kind', 'who'], defaultSort: '-jobId' })
  const [openId, setOpenId] = useQueryState('job', parseAsString)
  const filter = toJobsFilter(list.query)
  const query = useLiveQuery({ ...jobsQuery(clusterId, filter), placeholderData: keepPreviousData })
  const states = query.data?.states ?? []
  const jobsIn = (wanted: (state: JobState) => boolean) =>
    states.reduce((sum, { state, jobs }) => sum + (wanted(state) ? jobs : 0), 0)
  const all = jobsIn(() => true)
  const looks = jobsIn(needsLook)

  const columns: Column<Job>[] = [
    {
      id: 'state',
      head: t('state'),
      width: 140,
      isSortable: true,
      canHide: false,
      cell: ({ state }) => <StatePill state={jobStates[state]} label={t(`states.${state}`)} />,
    },
    { id: 'jobId', head: t('job'), width: 76, align: 'right', isSortable: true, cell: ({ jobId }) => jobId },
    {
      id: 'what',
      head: t('what'),
      width: 260,
      isFlexible: true,
      canHide: false,
      cell: (job) => (
        <span className="flex min-w-0 gap-2">
          <span className="shrink-0 font-medium">{words.title(job)}</span>
          {job.reason && <span className="min-w-0 truncate text-fg-3">{job.reason}</span>}
        </span>
      ),
    },
    {
      id: 'progress',
      head: t('progress'),
      width: 220,
      cell: (job) => (
        <span className="grid grid-cols-[72px_minmax(0,1fr)] items-center gap-2">
          <JobBar job={job} className="h-1.5" />
          <span className="truncate">{words.progress(job)}</span>
        </span>
      ),
    },
    {
      id: 'pace',
      head: t('pace'),
      width: 190,
      priority: 2,
      cell: (job) => (
        <span className="truncate text-fg-2" title={job.stateReason?.detail}>
          {words.pace(job)}
        </span>
      ),
    },
    { id: 'by', head: t('who'), width: 120, priority: 2, cell: ({ by }) => by },
    {
      id: 'startedAt',
      head: t('started'),
      width: 170,
      isSortable: true,
      cell: ({ startedAt }) => (startedAt ? <Instant at={startedAt} /> : <span className="text-fg-3">–</span>),
    },
  ]
  return (
    <>
      <PageHeader
        title={t('title')}
        count={query.data && format.number(all)}
        facts={[
          t('facts.running', { count: jobsIn((state) => state === 'RUNNING' || state === 'CANCELLING') }),
          t('facts.queued', { count: jobsIn((state) => state === 'QUEUED') }),
          looks > 0 && <StatePill key="look" state="warning" label={t('facts.needLook', { count: looks })} />,
          <span key="kept" className="text-fg-3">
            {t('facts.kept')}
          </span>,
        ]}
      />
      <DataTable
        viewId="jobs"
        label={t('title')}
        columns={columns}
        rowId={({ jobId }) => jobId}
        list={list}
        query={query}
        onOpen={({ jobId }) => void setOpenId(jobId)}
        openId={openId}
        exportUrl={() => urlOf(listJobsEndpoint, { params: { clusterId }, query: filter })}
        textPlaceholder={t('filterText')}
        filters={[
          oneOf('state', t('state'), JobState.options, (value) => t(`states.${value}`)),
          oneOf('kind', t('what'), JobKind.options, (value) => t(`kindNames.${value}`)),
          { key: 'who', label: t('who'), kind: 'text' },
        ]}
        empty={<Empty title={t('emptyTitle')}>{t('emptyText')}</Empty>}
        what={t('reading')}
      />
      <JobDrawer
        clusterId={clusterId}
        jobId={openId}
        onClose={() => void setOpenId(null)}
        onStarted={(jobId) => void setOpenId(jobId)}
      />
    </>
  )
}

function toJobsFilter({ state, kind, ...rest }: Record<string, unknown>): JobsFilter {
  return {
    ...rest,
    ...(typeof state === 'string' && { state: state.split(',') as NonNullable<JobsFilter['state']> }), // the API refuses others
    ...(typeof kind === 'string' && { kind: kind.split(',') as NonNullable<JobsFilter['kind']> }), // the API refuses others
  }
}
