'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type ReactNode, useState } from 'react'
import { groupProgressQuery } from '#components/groups/queries.ts'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { DangerDialog } from '#components/ui/danger-dialog.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { type QueueName, resetLimits } from '#lib/offsets/schema.ts'
import { PreviewTable } from './preview-table.tsx'
import { snapshotsQuery } from './queries.ts'
import { emptyResetDraft, type ResetDraft, toResetQuestion } from './reset-draft.ts'
import { ResetResult } from './reset-result.tsx'
import { ScopeFields } from './scope-fields.tsx'
import { useTargetText } from './target-text.tsx'
import { type ResetQuestion, useReset } from './use-reset.ts'
import { useImpacts } from './warning-text.tsx'

interface ResetDialogProps {
  clusterId: string
  groupName: string
  /** Chosen where the dialog was opened. */
  topicName: string | null
  snapshotId: string | null
  /** A time to go back to. */
  at?: Date
  onClose: () => void
}

/** Scope → preview → typed name → result, verified while one looks → undo, with a preview of its own. */
export function ResetDialog({ clusterId, groupName, topicName, snapshotId, at, onClose }: ResetDialogProps) {
  const t = useTranslations('offsets')
  const format = useFormat()
  const { timeZone } = usePreferences()
  const environment = useCluster()?.environment
  const isProduction = environment === 'production'
  const [draft, setDraft] = useState<ResetDraft>(() =>
    emptyResetDraft({
      topicName,
      ...(at && { kind: 'TIME', time: at.toISOString() }),
      ...(snapshotId !== null && { kind: 'SNAPSHOT', snapshotId }),
    }),
  )
  const [reason, setReason] = useState('')
  const reset = useReset(clusterId, groupName)
  const impactsOf = useImpacts()
  const targetText = useTargetText()
  const errorOf = useFieldErrors(reset.previewError)
  const applyErrorOf = useFieldErrors(reset.applyError)

  const progress = useQuery(groupProgressQuery(clusterId, groupName))
  const snapshots = useQuery(snapshotsQuery(clusterId, groupName)).data?.items ?? []
  const rows: readonly QueueName[] = [...(progress.data?.items ?? []), ...(progress.data?.deadSubscriptions ?? [])]
  const topicNames = [...new Set([...rows.map((row) => row.topicName), ...(draft.topicName ? [draft.topicName] : [])])]
  const queues = rows.filter((row) => row.topicName === draft.topicName)
  const question = toResetQuestion(draft, { groupName, queues, now: new Date(), timeZone })
  const problem = 'problem' in question ? question.problem : null

  const refused = problemOf(reset.previewError)
  const others = Array.isArray(refused?.answeringBrokers) ? refused.answeringBrokers.map(String) : []
  const ask = (patch: Partial<ResetDraft> = {}) => {
    const next = { ...draft, ...patch }
    setDraft(next)
    const asked = toResetQuestion(next, { groupName, queues, now: new Date(), timeZone })
    if (!('problem' in asked)) reset.preview(asked)
  }
  const { previewed } = reset
  const preview = previewed?.preview
  const isStale = problemOf(reset.applyError)?.code === 'PREVIEW_STALE'
  const canUndo = reset.result?.snapshotId != null && reset.result.appliedAt !== null
  const undo: ResetQuestion | null = reset.result?.snapshotId
    ? { scope: {}, target: { kind: 'SNAPSHOT', snapshotId: reset.result.snapshotId } }
    : null
  const step = reset.hasResult ? 'result' : previewed ? 'preview' : 'scope'

  return (
    <DangerDialog
      open
      onOpenChange={(open) => !open && onClose()}
      width={step === 'scope' ? 760 : 940}
      title={t('title', { group: groupName })}
      environment={environment}
      step={step}
      scope={
        <div className="grid gap-4">
          {reset.previewError !== null && (
            <Refusal error={reset.previewError}>
              {others.length > 0 && (
                <Button size="s" onClick={() => ask({ brokerNames: others })} isBusy={reset.isPreviewing}>
                  {t('onlyTheOthers', { brokers: others.join(', ') })}
                </Button>
              )}
            </Refusal>
          )}
          {progress.isPending && topicName === null ? (
            <Loading shape="block" what={t('readingTopics')} />
          ) : (
            <ScopeFields
              clusterId={clusterId}
              groupName={groupName}
              draft={draft}
              onChange={(patch) => setDraft((present) => ({ ...present, ...patch }))}
              topicNames={topicNames}
              queues={queues}
              snapshots={snapshots}
              problem={problem}
              errorOf={errorOf}
            />
          )}
        </div>
      }
      onScopeDone={() => ask()}
      scopeDisabledReason={problem ? t(`problems.${problem}`) : undefined}
      onBack={reset.drop}
      isPreviewLoading={reset.isPreviewing}
      previewNote={
        preview && (
          <span>
            {t(preview.onlineClients === 0 ? 'readAtStill' : 'readAtRunning', {
              time: format.time(preview.readAt, false),
            })}
          </span>
        )
      }
      preview={
        preview && previewed && <PreviewTable preview={preview} target={targetText(previewed.question.target)} />
      }
      impact={preview && impactsOf(preview)}
      command={preview && preview.command !== '' ? preview.command : null}
      fields={
        <>
          {preview && (
            <dl className="order-first grid grid-cols-[1fr_max-content] items-baseline gap-x-3">
              <dt className="text-fg-3">{t('replayed')}</dt>
              <dd className="text-right text-16 tabular-nums">{format.number(preview.totals.repeats)}</dd>
              <dt className="text-fg-3">{t('skipped')}</dt>
              <dd
                className={`text-right text-16 tabular-nums ${preview.totals.skips > 0n ? 'font-medium text-warning' : ''}`}
              >
                {format.number(preview.totals.skips)}
              </dd>
            </dl>
          )}
          <TextField
            label={t('reason')}
            isRequired={isProduction}
            value={reason}
            onValueChange={setReason}
            maxLength={resetLimits.reasonCharactersMax}
            error={applyErrorOf('body.reason')}
          />
        </>
      }
      confirmName={groupName}
      applyLabel={t('apply', { count: preview?.totals.queues ?? 0 })}
      onApply={() => reset.apply(reason.trim())}
      isApplying={reset.isApplying}
      applyDisabledReason={
        isStale ? t('readAgainFirst') : isProduction && reason.trim() === '' ? t('needsReason') : undefined
      }
      problem={
        reset.applyError !== null && (
          <Refusal error={reset.applyError}>
            {isStale && previewed && (
              <Button
                size="s"
                icon="refresh"
                onClick={() => reset.preview(previewed.question)}
                isBusy={reset.isPreviewing}
              >
                {t('readAgain')}
              </Button>
            )}
          </Refusal>
        )
      }
      note={t('note')}
      result={
        reset.hasResult && (
          <div className="grid gap-4">
            {reset.applyError !== null && <ProblemStrip error={reset.applyError} />}
            {reset.previewError !== null && <ProblemStrip error={reset.previewError} />}
            {reset.result ? <ResetResult reset={reset.result} /> : <Loading shape="block" what={t('readingResult')} />}
            {reset.result && !canUndo && reset.result.appliedAt !== null && <Strip tone="info">{t('noUndo')}</Strip>}
          </div>
        )
      }
      resultActions={
        canUndo &&
        undo && (
          <Button
            icon="undo"
            onClick={() => {
              setReason('')
              reset.preview(undo)
            }}
            isBusy={reset.isPreviewing}
          >
            {t('undo')}
          </Button>
        )
      }
    />
  )
}

/** Why it cannot be done as asked, in the reader's language where the reason is known, and one way on. */
function Refusal({ error, children }: { error: unknown; children?: ReactNode }) {
  const t = useTranslations('offsets.refusals')
  const problem = problemOf(error)
  const key = problem?.reason as Parameters<typeof t.has>[0] // the server's reasons are open: `has` decides
  const isKnown = problem?.reason !== undefined && t.has(key)
  return (
    <div className="grid gap-2">
      {isKnown ? (
        <Strip tone="critical" role="alert">
          <strong className="font-semibold">{t(key)}</strong> <span className="text-fg-2">{problem?.detail}</span>
        </Strip>
      ) : (
        <ProblemStrip error={error} />
      )}
      {children && <div>{children}</div>}
    </div>
  )
}
