import type { Context } from '#lib/users/context.ts'
import { type ClusterFacts, readClusterFacts, wantedBy } from './cluster-facts.ts'
import { type Judgement, judge, type RowValue } from './judge.ts'
import { type Candidate, matchingObjects } from './objects.ts'
import { newestPass } from './read-windows.ts'
import { RowReader } from './row-reader.ts'
import type { LoadedRule } from './rule-content.ts'
import type { Sight } from './rule-sight.ts'
import { type Severity, severities } from './schema.ts'

const DAY_MS = 24 * 3_600_000

export interface JudgedNow {
  candidate: Candidate
  judgement: Judgement
  values: readonly RowValue[]
  /** What holds of it; null: nothing does. */
  severity: Severity | null
  value: number | null
  threshold: number | null
}

/** Facts of a cluster for rules of people: what they cost is read where the rule asks for it. */
export const factsFor = (
  ctx: Context,
  clusterId: string,
  rule: Pick<LoadedRule, 'conditions' | 'level'>,
): Promise<ClusterFacts> => readClusterFacts(ctx, clusterId, new Date(), wantedBy([rule]))

/** Judges every object of a rule by the newest period that is complete. Changes nothing. */
export async function judgeNow(
  rule: LoadedRule,
  facts: ClusterFacts,
  sees: Sight,
): Promise<{ at: Date; objects: JudgedNow[] }> {
  const { now, cluster } = facts
  const newest = rule.isLive ? now : await newestPass(cluster.clusterId, new Date(now.getTime() - DAY_MS))
  const at = new Date(Math.floor((newest ?? now).getTime() / rule.periodMs) * rule.periodMs)
  const reader = new RowReader(facts)
  await reader.prepare(rule.conditions, rule.level, at)
  const objects = matchingObjects(facts, rule.level, rule.selector, sees).map((candidate): JudgedNow => {
    const values = rule.conditions.map((condition) => reader.value(condition, candidate, at))
    const judgement = judge(rule, values)
    const severity =
      judgement.kind === 'JUDGED'
        ? (severities.findLast((each) => judgement.bySeverity[each]?.holds === true) ?? null)
        : null
    const verdict = judgement.kind === 'JUDGED' && severity !== null ? judgement.bySeverity[severity] : undefined
    return {
      candidate,
      judgement,
      values,
      severity,
      value: values[verdict?.row ?? 0]?.value ?? null,
      threshold: verdict?.threshold ?? null,
    }
  })
  return { at, objects }
}
