'use client'

import { useTranslations } from 'next-intl'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { cx } from '#components/ui/cx.ts'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { TestResult, TestStep } from '#lib/clusters/schema.ts'

interface TestPanelProps {
  result: TestResult | undefined
  isRunning: boolean
  /** What was tested is not what the form says now. */
  isOutdated: boolean
  error: unknown
  onRun: () => void
  onStop: () => void
  disabledReason?: string | undefined
}

const states = { OK: 'ok', FAILED: 'critical', SKIPPED: 'unknown' } as const

/** One line per step with time and reason. A failed step stops no other. */
export function TestPanel({ result, isRunning, isOutdated, error, onRun, onStop, disabledReason }: TestPanelProps) {
  const t = useTranslations('clusters.test')
  const format = useFormat()
  const factsOf = ({ version, aclKind, clockDifferenceSec }: NonNullable<TestStep['facts']>) => [
    ...(version ? [t('facts.version', { version })] : []),
    ...(aclKind ? [t(`facts.${aclKind}`)] : []),
    ...(clockDifferenceSec ? [t('facts.clock', { seconds: clockDifferenceSec })] : []),
  ]
  const count = (outcome: TestStep['outcome']) => result?.steps.filter((step) => step.outcome === outcome).length ?? 0
  return (
    <section aria-label={t('title')} className="min-w-0">
      <div className="flex min-h-8 items-center gap-2">
        <h2 className="font-semibold">{t('title')}</h2>
        {result && (
          <span className="text-fg-2" role="status">
            {t('summary', { ok: count('OK'), failed: count('FAILED'), skipped: count('SKIPPED') })}
          </span>
        )}
      </div>
      {error ? <ProblemStrip error={error} /> : null}
      {!result && !isRunning && !error && <p className="text-fg-2">{t('before')}</p>}
      {isRunning && (
        <p className="py-2 text-fg-2" role="status">
          {t('running')}
        </p>
      )}
      {result && isOutdated && (
        <Strip tone="info" className="my-2">
          {t('outdated')}
        </Strip>
      )}
      {result && (
        <ul className={cx('border-line-1 border-t', isOutdated && 'opacity-60')}>
          {result.steps.map((step) => (
            <li
              key={`${step.step} ${step.target}`}
              className="grid grid-cols-[76px_minmax(0,1fr)_auto] gap-x-2 border-line-1 border-b py-1.5"
            >
              <StatePill state={states[step.outcome]} label={t(`outcomes.${step.outcome}`)} className="self-start" />
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {t(`steps.${step.step}`, { target: step.target })}
                {(step.error?.detail ?? step.detail) && (
                  <span className="block text-12 text-fg-2">{step.error?.detail ?? step.detail}</span>
                )}
                {step.facts && <span className="block text-12 text-fg-2">{factsOf(step.facts).join(' · ')}</span>}
                {step.error?.broker && (
                  <code className="block font-mono text-12 text-fg-2">
                    {`${step.error.broker.responseCodeName} (${step.error.broker.responseCode}): ${step.error.broker.remark}`}
                  </code>
                )}
              </span>
              <span className="text-fg-3">{step.outcome === 'SKIPPED' ? '–' : format.duration(step.durationMs)}</span>
            </li>
          ))}
        </ul>
      )}
      <div className="mt-3 flex items-center gap-3">
        {isRunning ? (
          <Button size="s" icon="stop" onClick={onStop}>
            {t('stop')}
          </Button>
        ) : (
          <Button size="s" icon="play" onClick={onRun} disabledReason={disabledReason}>
            {result ? t('again') : t('run')}
          </Button>
        )}
        {result && <CopyButton text={JSON.stringify(result, null, 2)} label={t('copy')} />}
      </div>
      <p className="mt-2 text-12 text-fg-3">{t('note')}</p>
    </section>
  )
}
