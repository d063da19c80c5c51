'use client'

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryStates } from 'nuqs'
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
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
import { createAlarmRuleEndpoint, updateAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import type { AlarmRule, NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import type { RuleMatch } from '#lib/alarms/rule-test-schema.ts'
import { call } from '#lib/api/call.ts'
import { alarmsHref, objectName } from './alarm-href.ts'
import { BacktestPanel } from './backtest-panel.tsx'
import { GoesTo } from './goes-to.tsx'
import { MatchLine } from './match-line.tsx'
import { parseMeasure } from './measure.ts'
import { alarmKeys, matchQuery, ruleQuery } from './queries.ts'
import {
  draftOfRule,
  firstLimitsOf,
  parseObject,
  type RuleDraft,
  rowOfMetric,
  severityKeys,
  startDraft,
  toClusters,
  toCondition,
  toRule,
  toSelector,
  withSuggestion,
} from './rule-draft.ts'
import { severitiesOf } from './rule-facts.ts'
import { RuleWhat } from './rule-what.tsx'
import { RuleWhen } from './rule-when.tsx'
import { RuleWhom } from './rule-whom.tsx'
import type { ThresholdLine } from './threshold-chart.tsx'
import { useAlarmAccess } from './use-alarm-access.ts'
import { type Metrics, useAlarmMetrics } from './use-alarm-metrics.ts'
import { thresholdUnit, useAlarmWords } from './use-alarm-words.ts'
import { useSettled } from './use-settled.ts'

/** A rule is written or changed: what it is about, when it fires, who hears of it; and what it would have done. */
export function RuleEditorPage({ clusterId, ruleId }: { clusterId: string; ruleId: string | null }) {
  const t = useTranslations('alarms.editor')
  const tAlarms = useTranslations('alarms')
  const words = useAlarmWords()
  const metrics = useAlarmMetrics()
  const [start] = useQueryStates({
    metric: parseAsString,
    scope: parseAsString,
    object: parseAsString,
    like: parseAsString,
  })
  const readId = ruleId ?? start.like
  // The form begins with what is saved now, and then stands still: what others save meanwhile is refused by its revision.
  const rule = useQuery({
    ...ruleQuery(readId ?? ''),
    enabled: readId !== null,
    refetchOnMount: 'always',
    refetchOnWindowFocus: false,
  })
  const hasMetrics = metrics.items.length > 0
  const draft = useMemo<RuleDraft | null>(() => {
    if (!hasMetrics) return null
    if (readId !== null) {
      if (!rule.data || !rule.isFetchedAfterMount) return null
      const read = draftOfRule(rule.data, metrics.unitOf)
      return ruleId === null ? { ...read, name: t('copyOf', { name: read.name }).slice(0, 60) } : read
    }
    const empty = startDraft(clusterId, start)
    const entry = metrics.find(start.metric ?? '')
    const [row] = empty.rows
    if (!entry || !row) return empty
    const names = parseObject(start.object, empty.level)
    const object = objectName({ level: empty.level, ...names })
    return {
      ...empty,
      name: [words.metric(entry.metric), ...(start.object && object ? [object] : [])].join(' ').slice(0, 60),
      rows: [rowOfMetric(row, entry.metric, entry.higherIsWorse, entry.unit)],
    }
  }, [hasMetrics, readId, ruleId, rule.data, rule.isFetchedAfterMount, metrics, clusterId, start, words, t])
  const crumb = { label: tAlarms('tabs.rules'), href: alarmsHref(clusterId, 'rules') }
  if (rule.error && !rule.data) {
    return (
      <>
        <PageHeader crumb={crumb} title={t('editTitle')} />
        <ProblemView error={rule.error} onRetry={() => void rule.refetch()} />
      </>
    )
  }
  if (!draft) {
    return (
      <>
        <PageHeader crumb={crumb} title={ruleId === null ? t('newTitle') : t('editTitle')} />
        <Loading shape="block" what={t('reading')} />
      </>
    )
  }
  return (
    <Editor
      key={readId ?? 'new'}
      clusterId={clusterId}
      opened={draft}
      rule={ruleId === null ? null : (rule.data ?? null)}
      metrics={metrics}
    />
  )
}

interface EditorProps {
  clusterId: string
  opened: RuleDraft
  /** Null: a new one. */
  rule: AlarmRule | null
  metrics: Metrics
}

function Editor({ clusterId, opened, rule: now, metrics }: EditorProps) {
  const t = useTranslations('alarms.editor')
  const tAlarms = useTranslations('alarms')
  const format = useFormat()
  const words = useAlarmWords()
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
  const matchBody = useMemo(() => {
    const scope = toClusters(settled)
    const rows = settled.rows.map((row) => toCondition(row, unitOf))
    const hasRows = rows.every(({ problems }) => Object.keys(problems).length === 0)
    // Limits are proposed for rows that have a metric and none yet.
    const wantsLimits = rows.every(
      ({ condition, problems }) =>
        condition.metric !== '' && Object.keys(problems).every((name) => name === 'thresholds'),
    )
    return {
      rule: {
        clusters: scope as NewAlarmRule['clusters'],
        level: settled.level,
        selector: toSelector(settled),
        ...((hasRows || wantsLimits) && {
          conditions: rows.map(({ condition }) => (hasRows ? condition : { ...condition, thresholds: { warning: 0 } })),
          combine: settled.rows.length === 1 || settled.combine === 'expression' ? ('any' as const) : settled.combine,
        }),
      },
      ...(rule && { ruleId: rule.ruleId }),
      isProbe: !hasRows,
    }
  }, [settled, unitOf, rule])
  const { isProbe, ...body } = matchBody
  const hasScope =
    settled.scopeKind === 'all' ||
    body.rule.clusters === 'all' ||
    Object.values(body.rule.clusters).some((part) => Object.keys(part).length > 0)
  const match = useQuery({
    ...matchQuery(body),
    enabled: hasScope && (settled.selectorKind !== 'names' || settled.names.length > 0),
    placeholderData: keepPreviousData,
  })
  const suggested = match.data?.suggested ?? null
  const hasAnswer = (match.data !== undefined && !match.isPlaceholderData) || match.error !== null

  // Limits that nobody has typed are filled with what the last 24 h propose, else with what is sensible for the metric; once, so
  // that whoever clears them to type others is left alone.
  const filled = useRef(new Set<string>())
  useEffect(() => {
    if (rule !== null || !hasAnswer) return
    const places = settled.rows.map(({ id, metric }) => `${id} ${metric}`)
    const fresh = settled.rows.map(({ metric }, index) => metric !== '' && !filled.current.has(places[index] ?? ''))
    if (!fresh.includes(true)) return
    for (const place of places) filled.current.add(place)
    setDraft((before) => ({
      ...before,
      rows: before.rows.map((row) => {
        const index = settled.rows.findIndex(({ id, metric }) => id === row.id && metric === row.metric)
        if (!fresh[index]) return row
        return withSuggestion(row, suggested?.[index] ?? firstLimitsOf(row.metric), unitOf)
      }),
    }))
  }, [rule, hasAnswer, suggested, settled, unitOf])

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
  const sample = sampleOf(draft, match.data ?? null, metrics, clusterName, cluster?.environment ?? '')
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
            {!readOnly && <Effects rule={rule} match={isProbe ? null : (match.data ?? null)} isDirty={isDirty} />}
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

  /** Values for the preview of a text: those of an alarm that would fire now, else of the worst thing there is. */
  function sampleOf(
    of: RuleDraft,
    found: RuleMatch | null,
    known: Metrics,
    name: string,
    environment: string,
  ): { values: Record<string, string>; isReal: boolean } {
    const fires = found?.firesNow?.items[0]
    const any = fires ?? found?.items[0]
    const [firstRow] = of.rows
    const itsUnit = firstRow ? known.unitOf(firstRow.metric) : ''
    const limit =
      firstRow && parseMeasure(firstRow.limits.critical || firstRow.limits.warning || firstRow.limits.info, itsUnit)
    const shown = (value: number | null | undefined) =>
      value === null || value === undefined ? '?' : words.value(value, itsUnit)
    return {
      isReal: any !== undefined,
      values: {
        cluster: any?.clusterName ?? name,
        environment,
        object: any ? (objectName(any.object) ?? any.clusterName) : t('sampleObject'),
        namespace: any?.object.namespace ?? '',
        owner: any?.owner ?? of.owner,
        metric: firstRow ? words.metric(firstRow.metric) : '',
        value: fires ? shown(fires.value) : shown(limit === null || limit === undefined ? null : limit * 1.2),
        threshold: fires ? shown(fires.threshold) : shown(limit),
        severity: tAlarms(`states.${fires?.severity ?? 'WARNING'}`),
        since: format.instant(new Date(), false),
        duration: words.duration(0),
        trend: tAlarms('trends.UP'),
        link: '/alarms/…',
        runbook: of.runbookUrl,
        labels: of.labels.join(', '),
        count: '1',
      },
    }
  }
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

/** What saving does, said before: which incidents close, which stay, and what fires at once. */
function Effects({ rule, match, isDirty }: { rule: AlarmRule | null; match: RuleMatch | null; isDirty: boolean }) {
  const t = useTranslations('alarms.editor')
  const tAlarms = useTranslations('alarms')
  if (!match) return null
  const { closes, firesNow } = match
  const names = (items: readonly { object: RuleMatch['items'][number]['object']; clusterName: string }[]) =>
    items
      .slice(0, 5)
      .map(({ object, clusterName }) => objectName(object) ?? clusterName)
      .join(', ')
  const open = rule ? rule.firing.critical + rule.firing.warning + rule.firing.info + rule.pending : 0
  return (
    <>
      {rule && isDirty && closes && closes.total > 0 && (
        <Strip tone="warning" role="status">
          {t('closes', {
            count: closes.total,
            names: names(closes.items),
            reason: tAlarms(`closeReasons.${closes.reason}`),
          })}
        </Strip>
      )}
      {rule && isDirty && open > 0 && (!closes || closes.total < open) && (
        <Strip tone="info" role="status">
          {t('keeps', { count: open - (closes?.total ?? 0) })}
        </Strip>
      )}
      {firesNow && firesNow.total > 0 && (rule === null || isDirty) && (
        <Strip tone="warning" role="status">
          {t('firesNow', { count: firesNow.total, of: match.total, names: names(firesNow.items) })}
        </Strip>
      )}
    </>
  )
}
