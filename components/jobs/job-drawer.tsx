'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Instant } from '#components/layout/instant.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { buttonStyle } from '#components/ui/button-style.ts'
import { Drawer } from '#components/ui/drawer.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { LinkButton } from '#components/ui/link-button.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { urlOf } from '#lib/api/call.ts'
import { type Job, maxItemsPerSecond } from '#lib/jobs/schema.ts'
import { getExportFileEndpoint } from '#lib/messages/api.ts'
import { JobBar } from './job-bar.tsx'
import { JobItems } from './job-items.tsx'
import { isMoving, jobStates, processedOf } from './job-words.ts'
import { jobQuery } from './queries.ts'
import { useJobWords } from './use-job-words.ts'
import { type JobWrites, useJobWrites } from './use-job-writes.ts'

interface JobDrawerProps {
  clusterId: string
  jobId: string | null
  onClose: () => void
  /** Another job was started out of this one. */
  onStarted: (jobId: string) => void
}

const WATCH_MS = 1_000

/** One job beside the list: how far, how fast, what failed and why, and what can be done about it. */
export function JobDrawer({ clusterId, jobId, onClose, onStarted }: JobDrawerProps) {
  const t = useTranslations('jobs')
  const query = useQuery({
    ...jobQuery(clusterId, jobId ?? ''),
    enabled: jobId !== null,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data && isMoving(state.data.state) ? WATCH_MS : false),
  })
  const job = query.data?.jobId === jobId ? query.data : undefined
  const writes = useJobWrites(clusterId, job, onStarted)
  return (
    <Drawer
      open={jobId !== null}
      onClose={onClose}
      title={
        <span className="flex items-center gap-2">
          {t('jobTitle', { jobId: jobId ?? '' })}
          {job && <StatePill state={jobStates[job.state]} label={t(`states.${job.state}`)} />}
        </span>
      }
      headEnd={<Controls writes={writes} />}
      storageKey="job"
    >
      {job ? (
        <JobSections key={job.jobId} clusterId={clusterId} job={job} writes={writes} />
      ) : query.error ? (
        <ProblemView error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Loading shape="block" what={t('readingOne')} />
      )}
    </Drawer>
  )
}

function Controls({ writes: { control, runAgain, isPossible, reason } }: { writes: JobWrites }) {
  const t = useTranslations('jobs')
  return (
    <>
      {isPossible.pause && (
        <Button size="s" icon="pause" onClick={() => control('pause')} disabledReason={reason}>
          {t('pause')}
        </Button>
      )}
      {isPossible.resume && (
        <Button size="s" icon="play" onClick={() => control('resume')} disabledReason={reason}>
          {t('resume')}
        </Button>
      )}
      {isPossible.cancel && (
        <Button size="s" icon="stop" onClick={() => control('cancel')} disabledReason={reason}>
          {t('cancel')}
        </Button>
      )}
      {isPossible.runAgain && (
        <Button size="s" icon="replay" onClick={runAgain} disabledReason={reason}>
          {t('runAgain')}
        </Button>
      )}
    </>
  )
}

function JobSections({ clusterId, job, writes }: { clusterId: string; job: Job; writes: JobWrites }) {
  const t = useTranslations('jobs')
  const format = useFormat()
  const words = useJobWords()
  const left = job.total === null ? null : job.total - processedOf(job)
  const counts = [
    ['done', job.done],
    ['failed', job.failed],
    ['unknown', job.unknown],
    ['skipped', job.skipped],
    ['left', left],
  ] as const
  return (
    <div className="grid gap-3 pt-3">
      <p className="text-13 text-fg-2">{words.title(job)}</p>
      <div className="grid gap-1.5">
        <div className="flex items-baseline justify-between gap-3">
          <strong className="text-16 font-semibold">{words.progress(job)}</strong>
          <span className="text-12 text-fg-3">{words.pace(job)}</span>
        </div>
        <JobBar job={job} className="h-2" />
        <dl className="flex flex-wrap gap-x-5 gap-y-1 text-12">
          {counts.map(([name, count]) => (
            <div key={name} className="flex gap-1.5">
              <dt className="text-fg-3">{t(`counts.${name}`)}</dt>
              <dd className="font-medium">{count === null ? '?' : format.number(count)}</dd>
            </div>
          ))}
        </dl>
      </div>
      {job.stateReason && (
        <Strip tone={job.state === 'FAILED' ? 'critical' : 'warning'}>
          {words.reason(job)}
          {words.reason(job) !== job.stateReason.detail && (
            <span className="mt-0.5 block text-12 text-fg-2">{job.stateReason.detail}</span>
          )}
        </Strip>
      )}
      {job.state === 'LOST' && <Strip tone="unknown">{t('lostText')}</Strip>}
      <ProblemStrip error={writes.error} />
      {job.file && (
        <div className="flex flex-wrap items-center gap-3">
          <a
            href={urlOf(getExportFileEndpoint, { params: { clusterId, jobId: job.jobId } })}
            download
            className={buttonStyle({ variant: 'outline', size: 's' })}
          >
            <Icon name="download" />
            {t('downloadFile', { size: format.bytes(job.file.bytes) })}
          </a>
          <span className="text-12 text-fg-3">
            {t('fileUntil')} <Instant at={job.file.expiresAt} />
          </span>
        </div>
      )}
      <KeyValuePanel
        items={[
          { label: t('started'), value: job.startedAt ? <Instant at={job.startedAt} /> : t('notStarted') },
          { label: t('who'), value: job.by },
          { label: t('rate'), value: <Rate key={job.ratePerSecond} job={job} writes={writes} /> },
          ...(job.endedAt ? [{ label: t('ended'), value: <Instant at={job.endedAt} /> }] : []),
          ...(job.reason ? [{ label: t('reason'), value: job.reason }] : []),
          ...(job.expiresAt ? [{ label: t('keptUntil'), value: <Instant at={job.expiresAt} /> }] : []),
        ]}
      />
      <JobItems clusterId={clusterId} job={job} writes={writes} />
    </div>
  )
}

/** How many items may begin within a second, changed in place. */
function Rate({ job, writes }: { job: Job; writes: JobWrites }) {
  const t = useTranslations('jobs')
  const [edited, setEdited] = useState<number | null>(null)
  const [isEditing, setEditing] = useState(false)
  const format = useFormat()
  const text = t('atMost', { count: format.number(job.ratePerSecond) })
  if (job.endedAt !== null) return text
  if (!isEditing) {
    return (
      <span className="inline-flex items-center gap-2">
        {text}
        {writes.reason === undefined && <LinkButton onClick={() => setEditing(true)}>{t('changeRate')}</LinkButton>}
      </span>
    )
  }
  return (
    <form
      noValidate
      className="flex items-end gap-2"
      onSubmit={(event) => {
        event.preventDefault()
        if (edited !== null) writes.setRate(edited)
        setEditing(false)
      }}
    >
      <NumberField
        label={t('rate')}
        min={1}
        max={maxItemsPerSecond}
        value={edited ?? job.ratePerSecond}
        onValueChange={setEdited}
      />
      <Button type="submit" size="s">
        {t('setRate')}
      </Button>
    </form>
  )
}
