import { db } from '#lib/db/db.ts'
import { isForCluster, type LoadedRule, loadRule } from './rule-content.ts'

/** The rules that are for one cluster, disabled ones too, and how far each was judged in it. */
export async function loadRules(
  clusterId: string,
): Promise<{ rules: LoadedRule[]; judgedAt: ReadonlyMap<string, Date | null> }> {
  const [cluster, rows, states] = await Promise.all([
    db().cluster.findUnique({ where: { clusterId }, select: { clusterId: true, environment: true, labels: true } }),
    db().alarmRule.findMany({ orderBy: { createdAt: 'asc' } }),
    db().alarmRuleState.findMany({ where: { clusterId }, select: { ruleId: true, judgedAt: true } }),
  ])
  const rules = rows.flatMap((row) => loadRule(row) ?? [])
  return {
    rules: cluster ? rules.filter((rule) => isForCluster(rule.clusters, cluster)) : [],
    judgedAt: new Map(states.map((state) => [state.ruleId, state.judgedAt])),
  }
}
