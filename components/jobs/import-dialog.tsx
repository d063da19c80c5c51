'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { FormDialog } from '#components/ui/form-dialog.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import type { BatchLine, BatchPreview } from '#lib/jobs/schema.ts'
import { importBatch } from './batch-target.ts'
import { jobKeys } from './queries.ts'
import { StartedJob } from './started-job.tsx'

interface ImportDialogProps {
  clusterId: string
  things: 'topics' | 'groups' | 'roles'
  source: string
  onClose: () => void
}

type Format = 'csv' | 'ndjson'
const examples = {
  topics: 'name,type,queues,remark\norder_paid,NORMAL,8,',
  groups: 'name,ordered,maxRetries\ncg_billing,false,16',
  roles: 'roleName,type,rows\nshop_send,TOPIC_AND_GROUP,Topic:orders=Pub',
} as const
const lineStates: Record<BatchLine['status'], State> = {
  NEW: 'ok',
  EXISTS_SAME: 'silenced',
  EXISTS_DIFFERENT: 'warning',
  INVALID: 'critical',
}

/** Lines of a file become topics, groups or roles: first what each line would do, then a job. */
export function ImportDialog({ clusterId, things, source, onClose }: ImportDialogProps) {
  const t = useTranslations('jobs.import')
  const queryClient = useQueryClient()
  const cluster = useCluster()
  const [text, setText] = useState('')
  const [format, setFormat] = useState<Format>('csv')
  const file = useRef<HTMLInputElement>(null)
  const input = { format, text, source }
  const check = useMutation({
    mutationFn: async () => (await importBatch(things, clusterId, { ...input, dryRun: true })) as BatchPreview, // a dry run
  })
  const start = useMutation({
    mutationFn: async () => (await importBatch(things, clusterId, { ...input, dryRun: false })) as { jobId: string }, // no dry run
    onSettled: () => void queryClient.invalidateQueries({ queryKey: jobKeys.all(clusterId) }),
  })
  const preview = check.data
  const edit = (next: string) => {
    setText(next)
    check.reset()
  }
  const words = {
    topics: { start: 'start', hint: 'pasteHintTopics' },
    groups: { start: 'startGroups', hint: 'pasteHintGroups' },
    roles: { start: 'startRoles', hint: 'pasteHintRoles' },
  } as const

  async function read(chosen: File | undefined): Promise<void> {
    if (!chosen) return
    setFormat(/\.(nd)?json(l)?$/i.test(chosen.name) ? 'ndjson' : 'csv')
    edit(await chosen.text())
  }

  const count = preview?.total ?? 0
  return (
    <FormDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(things)}
      environment={cluster?.environment}
      width={880}
      steps={{
        labels: [t('steps.lines'), t('steps.check'), t('steps.result')],
        current: start.data ? 2 : preview ? 1 : 0,
      }}
      note={t('note')}
      submitLabel={preview ? t(words[things].start, { count }) : t('check')}
      onSubmit={() => (preview ? start.mutate() : check.mutate())}
      isSubmitting={check.isPending || start.isPending}
      submitDisabledReason={text.trim() === '' ? t('needsText') : preview?.total === 0 ? t('nothingNew') : undefined}
      hasUnsavedInput={text !== '' && !start.data}
      problem={Boolean(check.error ?? start.error) && <ProblemStrip error={check.error ?? start.error} />}
      result={start.data && <StartedJob clusterId={clusterId} jobId={start.data.jobId} />}
    >
      {preview ? (
        <div className="grid gap-3">
          <Summary preview={preview} />
          <div>
            <Button size="s" onClick={() => check.reset()}>
              {t('back')}
            </Button>
          </div>
        </div>
      ) : (
        <div className="grid gap-3">
          <div className="flex flex-wrap items-end gap-3">
            <Segmented
              label={t('format')}
              value={format}
              onValueChange={(value) => {
                setFormat(value)
                check.reset()
              }}
              options={[
                { value: 'csv', label: 'CSV' },
                { value: 'ndjson', label: 'NDJSON' },
              ]}
            />
            <Button icon="table" onClick={() => file.current?.click()}>
              {t('file')}
            </Button>
            <input
              ref={file}
              type="file"
              accept=".csv,.ndjson,.jsonl,.json,text/csv,application/x-ndjson"
              aria-label={t('file')}
              className="sr-only"
              tabIndex={-1}
              onChange={(event) => void read(event.target.files?.[0])}
            />
          </div>
          <TextArea
            label={t('paste')}
            hint={t(words[things].hint)}
            rows={14}
            isMono
            value={text}
            onValueChange={edit}
            placeholder={examples[things]}
          />
        </div>
      )}
    </FormDialog>
  )
}

/** How many lines do what, and every line that creates nothing. */
function Summary({ preview }: { preview: BatchPreview }) {
  const t = useTranslations('jobs.import')
  const format = useFormat()
  const lines = preview.lines ?? []
  const count = (status: BatchLine['status']) => lines.filter((line) => line.status === status).length
  const columns: Column<BatchLine>[] = [
    { id: 'line', head: t('line'), width: 60, align: 'right', cell: ({ line }) => format.number(line) },
    {
      id: 'name',
      head: t('name'),
      width: 220,
      cell: ({ target }) => <span className="font-mono text-12 [overflow-wrap:anywhere]">{target}</span>,
    },
    {
      id: 'status',
      head: t('status'),
      width: 150,
      cell: ({ status }) => <StatePill state={lineStates[status]} label={t(`statuses.${status}`)} />,
    },
    {
      id: 'details',
      head: t('details'),
      width: 260,
      isFlexible: true,
      cell: ({ details }) => <span className="[overflow-wrap:anywhere]">{details.join('; ') || '–'}</span>,
    },
  ]
  return (
    <>
      <Readouts
        items={[
          { label: t('new'), value: format.number(preview.total) },
          { label: t('same'), value: format.number(count('EXISTS_SAME')) },
          { label: t('different'), value: format.number(count('EXISTS_DIFFERENT')) },
          { label: t('invalid'), value: format.number(count('INVALID')) },
        ]}
      />
      {lines.length > 0 && (
        <PlainTable
          label={t('others')}
          columns={columns}
          rows={lines}
          rowId={({ line, target }) => `${line} ${target}`}
          density={28}
        />
      )}
    </>
  )
}
