'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTimeZone, useTranslations } from 'next-intl'
import { useState } from 'react'
import { StartedJob } from '#components/jobs/started-job.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { Button } from '#components/ui/button.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Select } from '#components/ui/select.tsx'
import { type ExportFormat, exportLimits, type MessageQuery, type MessageRef } from '#lib/messages/schema.ts'
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
  const access = useAccess()
  const { clusterId, messages, isSelection } = props
  const isAllowed = access.can('message:export', clusterId)
  const label = isSelection ? t('chosen', { count: messages.length }) : t('title')
  return (
    <Popover
      label={t('title')}
      align="end"
      width={340}
      trigger={
        <Button size="s" variant="ghost" icon="download" {...(!isAllowed && { disabledReason: t('denied') })}>
          {label}
        </Button>
      }
    >
      <ExportForm {...props} />
    </Popover>
  )
}

function ExportForm({ clusterId, messages, isSelection, query }: ExportMenuProps) {
  const t = useTranslations('messages.export')
  const access = useAccess()
  const queryClient = useQueryClient()
  const timeZone = useTimeZone() ?? 'UTC'
  const [format, setFormat] = useState<ExportFormat['format']>('csv')
  const [bodyMode, setBodyMode] = useState<ExportFormat['bodyMode']>('none')
  const asked: ExportFormat = { format, bodyMode, ...(format === 'csv' && { timeZone }) }
  const withBodies = access.can('message:read-body', clusterId)
  const download = useMutation({ mutationFn: () => downloadMessages(clusterId, { ...asked, messages: [...messages] }) })
  const job = useMutation({
    mutationFn: (search: MessageQuery) => exportSearch(clusterId, { ...asked, query: search }),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: ['clusters', clusterId, 'jobs'] }),
  })
  const tooMany = messages.length > exportLimits.selection
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
        <Button
          size="s"
          icon="download"
          isBusy={download.isPending}
          onClick={() => download.mutate()}
          {...(messages.length === 0
            ? { disabledReason: t('nothing') }
            : tooMany && { disabledReason: t('tooMany', { max: exportLimits.selection }) })}
        >
          {isSelection ? t('chosen', { count: messages.length }) : t('shown', { count: messages.length })}
        </Button>
        {query && !isSelection && (
          <Button size="s" icon="jobs" isBusy={job.isPending} onClick={() => job.mutate(query)}>
            {t('whole')}
          </Button>
        )}
      </div>
      {query && !isSelection && <p className="text-12 text-fg-3">{t('wholeHint', { max: exportLimits.messages })}</p>}
      {job.data && <StartedJob clusterId={clusterId} jobId={job.data.jobId} />}
    </div>
  )
}
