'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTimeZone, useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { limitsQuery } from '#components/clusters/queries.ts'
import { StartedJob } from '#components/jobs/started-job.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { type ExportFormat, exportLimits, type MessageQuery, type MessageRef } from '#lib/messages/schema.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { downloadMessages, exportSearch } from './queries.ts'

interface ExportMenuProps {
  clusterId: string
  messages: readonly MessageRef[]
  /** They were chosen among others. */
  isSelection: boolean
  /** Of the whole search, as a job; null: there is no search around them. */
  query: MessageQuery | null
}

/** Messages as a file: those at hand at once, all that the search finds as a job. */
export function ExportMenu(props: ExportMenuProps) {
  const t = useTranslations('messages.export')
  const { clusterId, messages, isSelection } = props
  return (
    <FormMenu
      clusterId={clusterId}
      icon="download"
      label={isSelection ? t('chosen', { count: messages.length }) : t('title')}
    >
      <ExportForm {...props} />
    </FormMenu>
  )
}

/** What a page does not get to the end of: the same search as a job, whose file has all that it finds. */
export function RunAsJobMenu({ clusterId, query }: { clusterId: string; query: MessageQuery }) {
  const t = useTranslations('messages.export')
  return (
    <FormMenu clusterId={clusterId} icon="jobs" label={t('runAsJob')}>
      <ExportForm clusterId={clusterId} messages={null} isSelection={false} query={query} />
    </FormMenu>
  )
}

interface FormMenuProps {
  clusterId: string
  icon: 'download' | 'jobs'
  label: string
  children: ReactNode
}

function FormMenu({ clusterId, icon, label, children }: FormMenuProps) {
  const t = useTranslations('messages.export')
  const access = useAccess()
  const isAllowed = access.can('message:export', clusterId, 'any')
  return (
    <Popover
      label={t('title')}
      align="end"
      width={340}
      trigger={
        <Button size="s" variant="ghost" icon={icon} {...(!isAllowed && { disabledReason: t('denied') })}>
          {label}
        </Button>
      }
    >
      {children}
    </Popover>
  )
}

interface ExportFormProps extends Omit<ExportMenuProps, 'messages'> {
  /** null: only the whole search is offered. */
  messages: readonly MessageRef[] | null
}

function ExportForm({ clusterId, messages, isSelection, query }: ExportFormProps) {
  const t = useTranslations('messages.export')
  const access = useAccess()
  const queryClient = useQueryClient()
  const timeZone = useTimeZone() ?? 'UTC'
  const [format, setFormat] = useState<ExportFormat['format']>('csv')
  const [bodyMode, setBodyMode] = useState<ExportFormat['bodyMode']>('none')
  const asked: ExportFormat = { format, bodyMode, ...(format === 'csv' && { timeZone }) }
  const limits = useQuery(limitsQuery(clusterId)).data
  const mostChosen = Math.min(exportLimits.selection, limits?.maxExportMessages ?? exportLimits.selection)
  const withBodies = access.can('message:read-body', clusterId, 'any')
  // A whole search is of its topic, or of all; of chosen messages each is asked for.
  const wholeReason = access.reason('message:export', clusterId, query?.topic ? onTopic(query.topic) : 'all')
  const download = useMutation({
    mutationFn: (chosen: readonly MessageRef[]) => downloadMessages(clusterId, { ...asked, messages: [...chosen] }),
  })
  const job = useMutation({
    mutationFn: (search: MessageQuery) => exportSearch(clusterId, { ...asked, query: search }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['clusters', clusterId, 'jobs'] }),
  })
  return (
    <div className="grid gap-3 p-3">
      <Segmented
        label={t('format')}
        size="s"
        value={format}
        onValueChange={setFormat}
        options={[
          { value: 'csv', label: 'CSV' },
          { value: 'ndjson', label: 'NDJSON' },
        ]}
      />
      <Select
        label={t('body')}
        size="s"
        value={bodyMode}
        onValueChange={setBodyMode}
        options={(['none', 'text', 'base64'] as const).map((value) => ({ value, label: t(`bodies.${value}`) }))}
        {...(withBodies ? { hint: t('bodyHint') } : { disabledReason: t('bodyDenied') })}
      />
      <ProblemStrip error={download.error ?? job.error} />
      <div className="grid gap-2">
        {messages && (
          <Button
            size="s"
            icon="download"
            isBusy={download.isPending}
            onClick={() => download.mutate(messages)}
            {...(messages.length === 0
              ? { disabledReason: t('nothing') }
              : messages.length > mostChosen && { disabledReason: t('tooMany', { max: mostChosen }) })}
          >
            {isSelection ? t('chosen', { count: messages.length }) : t('shown', { count: messages.length })}
          </Button>
        )}
        {query && !isSelection && (
          <Button
            size="s"
            icon="jobs"
            isBusy={job.isPending}
            onClick={() => job.mutate(query)}
            disabledReason={wholeReason}
          >
            {t('whole')}
          </Button>
        )}
      </div>
      {query && !isSelection && (
        <p className="text-12 text-fg-3">
          {limits && `${t('wholeLimits', { max: limits.maxExportMessages, looked: limits.maxScanMessages })} `}
          {t('wholeHint')}
        </p>
      )}
      {job.data && <StartedJob clusterId={clusterId} jobId={job.data.jobId} />}
    </div>
  )
}
