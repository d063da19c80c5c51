import { db } from '#lib/db/db.ts'
import { alarmMetrics } from './alarm-metrics.ts'
import { scopeOf, seriesOf } from './row-reader.ts'
import type { AlarmCondition, Thresholds } from './rule-schema.ts'
import type { AlarmLevel } from './schema.ts'

const DAY_MS = 24 * 3_600_000
/** What is proposed lies so far beyond what is usual. */
const WARNING_FACTOR = 2
const CRITICAL_FACTOR = 10

/**
 * Thresholds out of what a metric was in the last 24 h in one cluster: well beyond its 99th percentile. Null where nothing was
 * stored, and for what has no number that grows when it gets worse.
 */
export async function suggestThresholds(
  clusterId: string,
  condition: AlarmCondition,
  level: AlarmLevel,
  now = new Date(),
): Promise<Thresholds | null> {
  const entry = alarmMetrics.get(condition.metric)
  const metric = seriesOf(condition)
  if (!entry || metric === null || entry.derivedFrom || entry.higherIsWorse !== true) return null
  const [row] = await db().$queryRaw<{ usual: number | null }[]>`
    select percentile_cont(0.99) within group (order by value) as usual
    from metric_series
        join metric_stores using (cluster_id)
        join metric_samples_1m using (store_no, series_id)
    where cluster_id = ${clusterId} and metric = ${metric} and scope = ${scopeOf(level)} and part = ''
      and at > ${new Date(now.getTime() - DAY_MS)} and at <= ${now} and value is not null`
  const usual = row?.usual ?? null
  if (usual === null) return null
  if (entry.unit === 'ratio') return usual >= 0.9 ? null : { warning: round(Math.min(0.9, usual * 1.2)) }
  return usual <= 0 ? null : { warning: round(usual * WARNING_FACTOR), critical: round(usual * CRITICAL_FACTOR) }
}

/** Two digits, as a person would write it. */
function round(value: number): number {
  const power = 10 ** (Math.floor(Math.log10(value)) - 1)
  return Number((Math.ceil(value / power - 1e-9) * power).toPrecision(2))
}
