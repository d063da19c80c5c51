import type { Prisma, AlarmRule as RuleRow } from '#lib/db/generated/client.ts'
import { alarmMetrics } from './alarm-metrics.ts'
import { NewAlarmRule } from './rule-schema.ts'
import { type Expression, parseExpression } from './three-valued.ts'

/** A rule as the evaluation uses it. */
export interface LoadedRule extends NewAlarmRule {
  ruleId: string
  revision: number
  shippedAs: string | null
  /** The person whose rights bound what it sees; null = it sees all of its clusters. */
  boundTo: string | null
  /** Of combine `expression`. */
  parsed: Expression | null
  /** The shortest period of its rows: it is judged at the end of each. */
  periodMs: number
  /** All its metrics are states of this moment: it need not wait for a sample, and is judged as often as nodes are checked. */
  isLive: boolean
  /** How often it is judged: its period, or of a live rule less. */
  stepMs: number
  /** How many steps in a row must hold before it fires: as long as its `forPeriods`. */
  forSteps: number
}

const LIVE_STEP_MS = 10_000

/** Fields of the stored content; a rule that a later version wrote and this one cannot read is none. */
export function readContent(row: Pick<RuleRow, 'content'>): NewAlarmRule | null {
  const parsed = NewAlarmRule.safeParse(row.content)
  return parsed.success ? parsed.data : null
}

export function loadRule(row: RuleRow): LoadedRule | null {
  const content = readContent(row)
  return (
    content && {
      ...toLoaded(content),
      ruleId: row.ruleId,
      revision: row.revision,
      shippedAs: row.shippedAs,
      boundTo: row.boundTo,
      isEnabled: row.isEnabled,
    }
  )
}

/** A rule that is not stored: for tests, previews and backtests. */
export function toLoaded(content: NewAlarmRule): LoadedRule {
  const parsed = content.expression === null ? null : parseExpression(content.expression, content.conditions.length)
  const { forPeriods } = content
  const periodMs = Math.min(...content.conditions.map(({ periodSeconds }) => periodSeconds)) * 1000
  const isLive = content.conditions.every(({ metric }) => alarmMetrics.get(metric)?.isStored === false)
  return {
    ...content,
    ruleId: '',
    revision: 0,
    shippedAs: null,
    boundTo: null,
    parsed: typeof parsed === 'string' ? null : parsed,
    periodMs,
    isLive,
    stepMs: isLive ? LIVE_STEP_MS : periodMs,
    // Two minutes in a row are all steps from the first to the second.
    forSteps: isLive && forPeriods > 1 ? ((forPeriods - 1) * periodMs) / LIVE_STEP_MS + 1 : forPeriods,
  }
}

/** Which clusters it is for, written in one way: names are unique within it. */
export function scopeKeyOf(clusters: NewAlarmRule['clusters']): string {
  if (clusters === 'all') return 'all'
  const { clusterIds, environments, labels } = clusters
  return JSON.stringify([
    clusterIds ? [...clusterIds].sort() : null,
    environments ? [...environments].sort() : null,
    labels ? Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)) : null,
  ])
}

export { isForCluster } from '#lib/users/is-for-cluster.ts'

/** As it is stored: plain JSON without what is undefined. */
export const toContent = (rule: NewAlarmRule): Prisma.InputJsonObject =>
  JSON.parse(JSON.stringify(rule)) as Prisma.InputJsonObject // plain data by its schema

/** Columns of what people write. */
export function columnsOf(
  rule: NewAlarmRule,
): Pick<Prisma.AlarmRuleCreateInput, 'name' | 'scopeKey' | 'isEnabled' | 'content'> {
  return { name: rule.name, scopeKey: scopeKeyOf(rule.clusters), isEnabled: rule.isEnabled, content: toContent(rule) }
}
