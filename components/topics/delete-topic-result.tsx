'use client'

import { useTranslations } from 'next-intl'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { Button } from '#components/ui/button.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { DeleteTopicStep } from '#lib/topics/schema.ts'
import { isAllDone } from './deletion-steps.ts'
import { createAgainHref } from './topic-href.ts'

interface DeleteTopicResultProps {
  clusterId: string
  topicName: string
  steps: readonly DeleteTopicStep[]
  isPending: boolean
  /** Why a retry or a check failed. */
  error: unknown
  onRetry: () => void
  onCheck: () => void
}

const looks: Record<DeleteTopicStep['outcome'], State> = {
  DONE: 'ok',
  FAILED: 'critical',
  UNKNOWN: 'unknown',
  NOT_STARTED: 'pending',
}

/** What became of every step, and how it goes on from there. */
export function DeleteTopicResult({
  clusterId,
  topicName,
  steps,
  isPending,
  error,
  onRetry,
  onCheck,
}: DeleteTopicResultProps) {
  const t = useTranslations('topics.delete')
  const isGone = isAllDone(steps)
  const unknown = steps.filter(({ outcome }) => outcome === 'UNKNOWN')
  const isLeft = steps.some(({ outcome }) => outcome === 'FAILED' || outcome === 'NOT_STARTED')
  const routeLeft = steps.filter(({ step, outcome }) => step === 'NAME_SERVER' && outcome !== 'DONE')
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="min-w-0 text-14 font-semibold [overflow-wrap:anywhere]" aria-live="polite">
          {t(isGone ? 'gone' : 'inPart', { name: topicName })}
        </h3>
        {isGone && (
          <Button href={createAgainHref(clusterId, topicName)} icon="undo">
            {t('createAgain')}
          </Button>
        )}
      </div>
      {Boolean(error) && <ProblemStrip error={error} />}
      <table className="w-full table-fixed border-collapse text-left">
        <thead>
          <tr className="text-11 text-fg-3 [&>th]:h-7 [&>th]:border-b [&>th]:border-line-2 [&>th]:font-medium">
            <th scope="col" className="w-32">
              {t('state')}
            </th>
            <th scope="col" className="w-28">
              {t('step')}
            </th>
            <th scope="col" className="w-56">
              {t('target')}
            </th>
            <th scope="col">{t('answer')}</th>
          </tr>
        </thead>
        <tbody className="[&_td]:min-h-8 [&_td]:border-b [&_td]:border-line-1 [&_td]:py-1.5 [&_td]:pr-3 [&_td]:align-baseline [&_td]:[overflow-wrap:anywhere]">
          {steps.map((step) => (
            <tr key={`${step.step} ${step.target}`}>
              <td>
                <StatePill state={looks[step.outcome]} label={t(`outcomes.${step.outcome}`)} />
              </td>
              <td className="font-medium">{t(`steps.${step.step}`)}</td>
              <td>
                {step.brokerName && `${step.brokerName} `}
                <span className={step.step === 'SNAPSHOT' ? undefined : 'font-mono text-12'}>{step.target}</span>
              </td>
              <td className="text-fg-2">{answerOf(step)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {unknown.length > 0 && <Strip tone="unknown">{t('unknownHint')}</Strip>}
      {routeLeft.length > 0 && (
        <Strip tone="warning">{t('routeLeft', { addresses: routeLeft.map(({ target }) => target).join(', ') })}</Strip>
      )}
      {!isGone && (
        <div className="flex gap-2">
          {unknown.length > 0 && (
            <Button size="s" onClick={onCheck} isBusy={isPending}>
              {t('check', { count: unknown.length })}
            </Button>
          )}
          {(isLeft || unknown.length > 0) && (
            <Button
              size="s"
              icon="refresh"
              onClick={onRetry}
              isBusy={isPending}
              disabledReason={isLeft ? undefined : t('checkFirst')}
            >
              {t('retry')}
            </Button>
          )}
        </div>
      )}
    </div>
  )

  function answerOf({ step, outcome, error: refusal }: DeleteTopicStep): string {
    if (refusal?.broker) {
      const { responseCodeName, responseCode, remark } = refusal.broker
      return `${responseCodeName} (${responseCode}): ${remark}`
    }
    if (refusal) return refusal.detail
    return outcome === 'NOT_STARTED' ? t('waits') : t(`answers.${step}`)
  }
}
