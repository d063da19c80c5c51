'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useClock } from '#components/layout/use-clock.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'
import type { AlarmIncident } from '#lib/alarms/incident-schema.ts'
import { NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import { objectName } from './alarm-href.ts'
import { bandsOf } from './incident-bands.ts'
import { backtestQuery } from './queries.ts'
import { ThresholdChart, type ThresholdLine } from './threshold-chart.tsx'
import { thresholdUnit, useAlarmWords } from './use-alarm-words.ts'

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS

/** The metric of an incident as its rule saw it, with its limits, shaded while it fired. */
export function IncidentChart({ incident }: { incident: AlarmIncident }) {
  const t = useTranslations('alarms.incident')
  const words = useAlarmWords()
  const nowMs = useClock(60_000)
  const { rule, since, clusterId, clusterName, object } = incident
  const ageMs = nowMs === null ? null : nowMs - since.getTime()
  const parsed = rule && NewAlarmRule.safeParse(ruleFields(rule))
  const isTooOld = ageMs !== null && ageMs > WEEK_MS
  const query = useQuery({
    ...backtestQuery({
      rule: parsed?.data as NewAlarmRule, // not asked without
      clusterId,
      hours: ageMs !== null && ageMs > DAY_MS * 0.9 ? 168 : 24,
      object,
    }),
    enabled: parsed?.success === true && ageMs !== null && !isTooOld,
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  })
  if (!rule) return <p className="text-fg-2">{t('ruleGone')}</p>
  if (isTooOld) return <p className="text-fg-2">{t('tooOld')}</p>
  const chart = query.data?.chart
  const [row] = rule.conditions
  if (query.data && (!chart || !row))
    return <p className="text-fg-2">{t('noSeries', { metric: words.metric(incident.metric) })}</p>
  if (query.error && !query.data)
    return <p className="text-fg-2">{t('noSeries', { metric: words.metric(incident.metric) })}</p>
  if (!query.data || !chart || !row) return <Skeleton width="100%" height={240} className="opacity-40" />
  const lines: ThresholdLine[] = (['critical', 'warning', 'info'] as const).flatMap((severity) => {
    const value = chart.thresholds[severity]
    return value === undefined ? [] : [{ severity, value }]
  })
  return (
    <ThresholdChart
      title={words.metric(chart.metric)}
      detail={objectName(object) ?? clusterName}
      seriesLabel={words.metric(chart.metric)}
      points={chart.points.map(([at, value]) => ({ at, value }))}
      from={query.data.from}
      to={query.data.to}
      unit={thresholdUnit(row, chart.unit)}
      bands={[...bandsOf(incident), ...incident.previous.flatMap(previousBand)]}
      lines={lines}
      height={200}
    />
  )
}

function previousBand({ firedAt, endedAt, peakSeverity }: AlarmIncident['previous'][number]) {
  if (!firedAt || !peakSeverity) return []
  return [{ from: firedAt, to: endedAt, severity: peakSeverity.toLowerCase() as 'info' | 'warning' | 'critical' }] // the same words
}

/** What a rule is beside how it does. */
const ruleFields = (rule: NonNullable<AlarmIncident['rule']>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(rule).filter(([key]) => key in NewAlarmRule.shape))
