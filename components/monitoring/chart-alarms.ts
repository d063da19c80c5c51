import type { Band, Limit } from '#components/charts/chart-parts.ts'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import type { AlarmRule } from '#lib/alarms/rule-schema.ts'
import type { AlarmObject, AlarmSelector, Severity } from '#lib/alarms/schema.ts'
import type { MetricName, MetricObject, MetricScope } from '#lib/monitoring/schema.ts'

/** One line of a chart, as rules know it. */
export interface WatchedLine {
  metric: MetricName
  scope: MetricScope
  object?: MetricObject | undefined
}

const names = ['brokerName', 'namespace', 'topicName', 'groupName', 'clientId'] as const

const isSame = (object: AlarmObject, line: WatchedLine): boolean =>
  object.level === line.scope && names.every((name) => (object[name] ?? '') === (line.object?.[name] ?? ''))

const stateOf = { CRITICAL: 'critical', WARNING: 'warning', INFO: 'info' } as const satisfies Record<Severity, string>

/** Incidents of the lines as bands: from when they fired to their end, or to `now`. */
export function bandsOf(lines: readonly WatchedLine[], instances: readonly AlarmInstance[], now: Date): Band[] {
  return instances.flatMap((incident): Band[] => {
    const { firedAt, endedAt, metric, object, severity, peakSeverity } = incident
    if (firedAt === null || !lines.some((line) => line.metric === metric && isSame(object, line))) return []
    return [{ from: firedAt, to: endedAt ?? now, state: stateOf[severity ?? peakSeverity ?? 'WARNING'] }]
  })
}

/** A threshold of a rule that watches one of the lines. */
export interface WatchedLimit {
  value: number
  state: Limit['state']
}

/**
 * The limits of the rules that look at the lines: rules about the objects by name, and those about all of their kind. A rule that
 * picks by label, owner or pattern may or may not mean them, which only the evaluation knows: its limit is not drawn. Nor is one that
 * holds together with others only: no line alone says when it fires.
 */
export function limitsOf(lines: readonly WatchedLine[], rules: readonly AlarmRule[]): WatchedLimit[] {
  const found = rules
    .filter(
      ({ isEnabled, level, selector, conditions, combine }) =>
        isEnabled &&
        (conditions.length === 1 || combine === 'any') &&
        lines.some((line) => line.scope === level && picks(selector, line)),
    )
    .flatMap(({ level, conditions }) =>
      conditions
        .filter(
          ({ metric, operator }) =>
            ['gt', 'ge', 'lt', 'le'].includes(operator) &&
            lines.some((line) => line.metric === metric && line.scope === level),
        )
        .flatMap(({ thresholds }) =>
          (['info', 'warning', 'critical'] as const).flatMap((state) => {
            const value = thresholds[state]
            return value === undefined ? [] : [{ value, state }]
          }),
        ),
    )
  return [...new Map(found.map((limit) => [`${limit.state} ${limit.value}`, limit])).values()]
}

function picks(selector: AlarmSelector, { scope, object }: WatchedLine): boolean {
  const { names: chosen, include, exclude, topics, labels, namespace, owner } = selector
  if (include || exclude || topics || labels || namespace !== undefined || owner !== undefined) return false
  if (chosen === undefined) return true
  const name =
    scope === 'groupTopic' || scope === 'client' || scope === 'group'
      ? object?.groupName
      : (object?.topicName ?? object?.brokerName ?? object?.namespace)
  return name !== undefined && chosen.includes(name)
}
