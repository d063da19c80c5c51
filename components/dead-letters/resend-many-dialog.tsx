'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { jobKeys } from '#components/jobs/queries.ts'
import { StartedJob } from '#components/jobs/started-job.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { NumberField } from '#components/ui/number-field.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { call } from '#lib/api/call.ts'
import { startResendJobEndpoint } from '#lib/dead-letters/api.ts'
import { deadLetterLimits, type ResendTo } from '#lib/dead-letters/schema.ts'
import type { BatchPreview } from '#lib/jobs/schema.ts'
import { type DeskState, toDeskQuery } from './desk-state.ts'
import { deadLetterKeys } from './queries.ts'
import { ResendToField } from './resend-to-field.tsx'

/** Single ones, or all of the filter. */
export type ResendScope = { kind: 'letters'; messageIds: string[] } | { kind: 'filter'; desk: DeskState }

interface ResendManyDialogProps {
  clusterId: string
  groupName: string
  scope: ResendScope
  timeZone: string
  onClose: () => void
}

const { ratePerSecond: rateLimits } = deadLetterLimits

/** Sends many dead letters again as a job: where to and how fast, then how many and who gets them. */
export function ResendManyDialog({ clusterId, groupName, scope, timeZone, onClose }: ResendManyDialogProps) {
  const t = useTranslations('deadLetters')
  const queryClient = useQueryClient()
  const environment = useCluster()?.environment
  const [to, setTo] = useState<ResendTo>('GROUP')
  const [topicName, setTopicName] = useState<string | null>(null)
  const [ratePerSecond, setRate] = useState<number | null>(rateLimits.default)
  const [withResent, setWithResent] = useState(false)
  const [reason, setReason] = useState('')
  // Resolved once: what is confirmed is what was shown.
  const [filter] = useState(() => (scope.kind === 'filter' ? filterOf(scope.desk, timeZone) : undefined))
  const ask = (dryRun: boolean, more: { confirm?: string; revision?: string } = {}) =>
    call(startResendJobEndpoint, {
      params: { clusterId, groupName },
      query: { dryRun },
      body: {
        ...(scope.kind === 'letters' ? { messageIds: scope.messageIds } : { filter: filter ?? {} }),
        to,
        ...(to === 'TOPIC' && topicName && { topicName }),
        ...(withResent && { again: true }),
        ...(ratePerSecond !== null && { ratePerSecond }),
        ...(reason.trim() && { reason: reason.trim() }),
        source: `/dead-letters/${encodeURIComponent(groupName)}`,
        ...more,
      },
    })
  const check = useMutation({ mutationFn: async () => (await ask(true)) as BatchPreview }) // a dry run
  const start = useMutation({
    mutationFn: async ({ confirm, revision }: BatchPreview) =>
      (await ask(false, { confirm, revision })) as { jobId: string }, // no dry run
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: jobKeys.all(clusterId) })
      void queryClient.invalidateQueries({ queryKey: deadLetterKeys.all(clusterId) })
    },
  })
  const errorOf = useFieldErrors(check.error ?? start.error)
  const preview = check.data
  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={scope.kind === 'filter' ? t('resendAll') : t('resendCountLabel', { count: scope.messageIds.length })}
      environment={environment}
      step={preview ? 'preview' : 'scope'}
      scope={
        <div className="grid gap-4">
          <ProblemStrip error={check.error} />
          <ResendToField
            {...{ clusterId, groupName, to, topicName }}
            onChange={(next, name) => {
              setTo(next)
              setTopicName(name)
            }}
          />
          <div className="grid grid-cols-1 gap-3 md:grid-cols-2">
            <NumberField
              label={t('rate')}
              hint={t('rateHint')}
              min={rateLimits.min}
              max={rateLimits.max}
              value={ratePerSecond}
              onValueChange={setRate}
              error={errorOf('body.ratePerSecond')}
            />
            <TextField label={t('reason')} value={reason} onValueChange={setReason} error={errorOf('body.reason')} />
          </div>
          <Checkbox
            label={t('withResent')}
            hint={t('withResentHint')}
            checked={withResent}
            onCheckedChange={setWithResent}
          />
        </div>
      }
      onScopeDone={() => check.mutate()}
      isPreviewLoading={check.isPending}
      scopeDisabledReason={to === 'TOPIC' && !topicName ? t('needsTopic') : undefined}
      onBack={() => check.reset()}
      preview={preview && <Preview preview={preview} to={to} />}
      impact={[
        { kind: to === 'GROUP' ? 'info' : 'warning', text: t(`impact.${to}`, { group: groupName }) },
        { kind: 'info', text: t('impact.new') },
        { kind: 'info', text: t('impact.job') },
      ]}
      command={null}
      confirmName={preview?.confirm ?? ''}
      applyLabel={t('resendCountLabel', { count: preview?.total ?? 0 })}
      onApply={() => preview && start.mutate(preview)}
      isApplying={start.isPending}
      applyDisabledReason={preview?.total === 0 ? t('nothingToSend') : undefined}
      problem={start.error && <ProblemStrip error={start.error} />}
      note={t('recorded')}
      result={start.data && <StartedJob clusterId={clusterId} jobId={start.data.jobId} />}
    />
  )
}

function Preview({ preview, to }: { preview: BatchPreview; to: ResendTo }) {
  const t = useTranslations('deadLetters')
  const format = useFormat()
  const groups = preview.effects.find(({ kind }) => kind === 'groups')
  return (
    <div className="grid gap-3">
      <Readouts
        items={[
          { label: t('toBeSent'), value: format.number(preview.total) },
          { label: t('leftAlone'), value: format.number(preview.skipped.length), context: t('leftAloneContext') },
          { label: t('receivers'), value: format.number(groups?.count ?? 0) },
        ]}
      />
      {groups && (
        <p className={to === 'GROUP' ? 'text-fg-2' : 'text-warning'}>
          {groups.count === 0 ? t('noReceivers') : t('receiversAre', { names: groups.targets.join(', ') })}
        </p>
      )}
    </div>
  )
}

function filterOf(desk: DeskState, timeZone: string) {
  const asked = toDeskQuery(desk, { now: new Date(), timeZone })
  if ('problem' in asked) return undefined
  const { topic: _, order: __, ...filter } = asked.query
  return filter
}
