'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { type ReactNode, useId, useMemo, useState } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { toLabels } from '#components/topics/labels.ts'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { ReasonOnce } from '#components/ui/reason-once.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { useHref } from '#components/ui/use-href.ts'
import { useSettled } from '#components/ui/use-settled.ts'
import { createAlarmRuleEndpoint, updateAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import type { AlarmRule, NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import { call } from '#lib/api/call.ts'
import { alarmsHref } from './alarm-href.ts'
import { BacktestPanel } from './backtest-panel.tsx'
import { GoesTo } from './goes-to.tsx'
import { MatchLine } from './match-line.tsx'
import { parseMeasure } from './measure.ts'
import { alarmKeys } from './queries.ts'
import { draftOfRule, type RuleDraft, severityKeys, toRule } from './rule-draft.ts'
import { RuleEffects } from './rule-effects.tsx'
import { severitiesOf } from './rule-facts.ts'
import { RuleWhat } from './rule-what.tsx'
import { RuleWhen } from './rule-when.tsx'
import { RuleWhom } from './rule-whom.tsx'
import type { ThresholdLine } from './threshold-chart.tsx'
import { useAlarmAccess } from './use-alarm-access.ts'
import type { Metrics } from './use-alarm-metrics.ts'
import { thresholdUnit } from './use-alarm-words.ts'
import { useFirstLimits } from './use-first-limits.ts'
import { useNoticeSample } from './use-notice-sample.ts'
import { useRuleMatch } from './use-rule-match.ts'

interface RuleEditorProps {
  clusterId: string
  opened: RuleDraft
  /** Null: a new one. */
  rule: AlarmRule | null
  metrics: Metrics
}

/** The form of one rule, with what it would have done beside it. */
export function RuleEditor({ clusterId, opened, rule: now, metrics }: RuleEditorProps) {
  const t = useTranslations('alarms.editor')
  const tAlarms = useTranslations('alarms')
  const format = useFormat()
  const access = useAccess()
  const alarmAccess = useAlarmAccess()
  const cluster = useCluster()
  const router = useRouter()
  const toHref = useHref()
  const toast = useToast()
  const client = useQueryClient()
  const [first] = useState(opened)
  const [rule] = useState(now)
  const [draft, setDraft] = useState(first)
  const [hasTried, setHasTried] = useState(false)
  const change = (patch: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...patch }))
  const { unitOf } = metrics
  const asked = useMemo(() => toRule(draft, unitOf), [draft, unitOf])
  const isComplete = Object.keys(asked.problems).length === 0
  const readOnly = now ? alarmAccess.ruleReason(now) : access.reason('alarm:write', clusterId, 'any')
  const clusterName = cluster?.name ?? clusterId

  // What is looked at while somebody types: once the form stands still.
  const settled = useSettled(draft)
  const { match, isProbe } = useRuleMatch(settled, rule, unitOf)
  useFirstLimits({ settled, rule, match, unitOf, setDraft })

  const save = useMutation({
    mutationFn: () =>
      rule === null
        ? call(createAlarmRuleEndpoint, { body: asked.rule as NewAlarmRule })
        : call(updateAlarmRuleEndpoint, {
            params: { ruleId: rule.ruleId },
            body: { ...(asked.rule as NewAlarmRule), revision: rule.revision },
          }),
    onSuccess: ({ firesNow, closed }) => {
      void client.invalidateQueries({ queryKey: alarmKeys.all })
      toast({
        title: t('saved', { name: draft.name }),
        description: [
          firesNow === null ? '' : t('savedFires', { count: firesNow }),
          closed > 0 ? t('savedClosed', { count: closed }) : '',
        ]
          .filter(Boolean)
          .join(' '),
      })
      router.push(toHref(alarmsHref(clusterId, 'rules')))
    },
  })
  const serverError = useFieldErrors(save.error)
  // What cannot be matched, such as a pattern that is none, is said while it is typed.
  const matchError = useFieldErrors(match.error)
  const savedName = problemOf(save.error)
  const errorOf = (field: string): string | undefined => {
    const problem = asked.problems[field]
    // What is not filled in yet is said once somebody tried to save; what cannot be read, at once.
    if (problem && (hasTried || problem === 'threshold' || problem === 'label')) return t(`problems.${problem}`)
    return serverError(`body.${field}`) ?? matchError(`body.rule.${field}`)
  }
  const isDirty = draft !== first && JSON.stringify(draft) !== JSON.stringify(first)
  const savedRule = useMemo(
    () => (rule === null ? null : toRule(draftOfRule(rule, unitOf), unitOf).rule),
    [rule, unitOf],
  )
  const backtestRule = useMemo(() => {
    const { rule: late, problems } = toRule(
      { ...settled, name: settled.name.trim().length < 2 ? 'rule' : settled.name },
      unitOf,
    )
    return Object.keys(problems).length === 0 ? late : null
  }, [settled, unitOf])
  const [row] = draft.rows
  const unit = row ? unitOf(row.metric) : ''
  const lines: ThresholdLine[] = row
    ? severityKeys.flatMap((severity) => {
        const value = parseMeasure(row.limits[severity], thresholdUnit(row, unit))
        return value === null ? [] : [{ severity, value }]
      })
    : []
  const objects = (match.data?.items ?? []).filter((item) => item.clusterId === clusterId).map(({ object }) => object)
  const sample = useNoticeSample({
    draft,
    match: match.data ?? null,
    unitOf,
    clusterName,
    environment: cluster?.environment ?? '',
  })
  const severity = severitiesOf(asked.rule as NewAlarmRule)[0] ?? 'WARNING'

  function submit(): void {
    setHasTried(true)
    if (isComplete && !save.isPending) save.mutate()
  }

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <PageHeader
        crumb={{ label: tAlarms('tabs.rules'), href: alarmsHref(clusterId, 'rules') }}
        title={rule === null ? t('newTitle') : rule.name}
        tags={
          <>
            {isDirty && <Tag tone="info">{t('notSaved')}</Tag>}
            {rule?.isSuggested && <Tag tone="dashed">{tAlarms('rules.suggested')}</Tag>}
            {rule?.shippedAs && <Tag>{t('shipped')}</Tag>}
          </>
        }
        facts={
          rule?.lastEvaluatedAt
            ? [
                t('evaluated', {
                  time: format.time(rule.lastEvaluatedAt, false),
                  took: rule.tookMs === null ? '?' : format.duration(rule.tookMs),
                }),
                t('changedBy', { name: rule.updatedBy, time: format.instant(rule.updatedAt, false) }),
              ]
            : []
        }
        actions={
          <>
            {readOnly ? (
              <Tag>{draft.isEnabled ? t('enabled') : t('disabled')}</Tag>
            ) : (
              <Switch
                label={t('enabled')}
                checked={draft.isEnabled}
                onCheckedChange={(isEnabled) => change({ isEnabled })}
                className="mr-2"
              />
            )}
            <Button {...(isDirty ? { onClick: () => setDraft(first) } : { href: alarmsHref(clusterId, 'rules') })}>
              {isDirty ? t('discard') : t('cancel')}
            </Button>
            <Button variant="primary" type="submit" isBusy={save.isPending} disabledReason={readOnly}>
              {t('save')}
            </Button>
          </>
        }
      />
      <div className="border-t border-line-2 pt-2">
        <ReasonOnce reason={readOnly}>
          <div className="grid gap-2">
            {rule?.error && <Strip tone="critical">{t('ruleError', { error: rule.error })}</Strip>}
            <ProblemStrip error={save.error} />
            {savedName?.code === 'CONFLICT' && rule && <p className="text-12 text-fg-2">{t('changedMeanwhile')}</p>}
            {hasTried && !isComplete && (
              <Strip tone="critical" role="alert">
                {t('incomplete', { count: Object.keys(asked.problems).length })}
              </Strip>
            )}
            {!readOnly && <RuleEffects rule={rule} match={isProbe ? null : (match.data ?? null)} isDirty={isDirty} />}
          </div>
          <div className="grid grid-cols-1 gap-x-10 gap-y-6 pt-3 xl:grid-cols-[minmax(0,460px)_minmax(0,1fr)]">
            <div className="grid content-start gap-4">
              <Part title={t('what')}>
                <RuleWhat
                  draft={draft}
                  change={change}
                  errorOf={errorOf}
                  readOnly={readOnly}
                  matchLine={<MatchLine query={match} level={settled.level} />}
                />
              </Part>
              <Part title={t('when')}>
                <RuleWhen
                  draft={draft}
                  change={change}
                  errorOf={errorOf}
                  readOnly={readOnly}
                  metrics={metrics}
                  saved={rule === null ? null : first}
                />
              </Part>
              <Part title={t('whom')}>
                <RuleWhom draft={draft} change={change} errorOf={errorOf} readOnly={readOnly} sample={sample} />
              </Part>
            </div>
            <div className="min-w-0">
              <BacktestPanel
                clusterId={clusterId}
                clusterName={clusterName}
                rule={backtestRule}
                row={row}
                unit={unit}
                lines={lines}
                onMove={
                  readOnly || !row
                    ? undefined
                    : (key, typed) =>
                        change({
                          rows: draft.rows.map((other) =>
                            other.id === row.id ? { ...other, limits: { ...other.limits, [key]: typed } } : other,
                          ),
                        })
                }
                savedRule={isDirty ? savedRule : null}
                objects={objects}
              />
              <div className="pt-4">
                <GoesTo
                  clusterId={clusterId}
                  severity={severity}
                  level={draft.level}
                  object={objects[0]}
                  owner={draft.owner}
                  labels={toLabels(draft.labels)}
                  policyIds={draft.policyIds}
                />
              </div>
            </div>
          </div>
        </ReasonOnce>
      </div>
      <p className="pt-4 text-12 text-fg-3">
        {rule ? (
          <Link href={`${alarmsHref(clusterId, 'history')}&rule=${rule.ruleId}`}>{t('itsIncidents')}</Link>
        ) : (
          t('fieldsHint')
        )}
      </p>
    </form>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="border-b border-line-1 pb-4 last:border-b-0">
      <h2 id={id} className="mb-2 font-semibold">
        {title}
      </h2>
      {children}
    </section>
  )
}
