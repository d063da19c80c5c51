import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { unitOf } from './alarm-metrics.ts'
import { openKeyOf } from './instance-row.ts'
import { judge, severitiesOf } from './judge.ts'
import { factsFor, type JudgedNow, judgeNow } from './judge-now.ts'
import { objectKey } from './objects.ts'
import { findRule, visibleClusters } from './read-rule.ts'
import { isForCluster, type LoadedRule, loadRule, toLoaded } from './rule-content.ts'
import { sightFor, sightOf } from './rule-sight.ts'
import type { RuleTest } from './rule-test-schema.ts'
import { AlarmState } from './schema.ts'

const MAX_ITEMS = 500

/** Judges a stored rule now, object by object. Changes nothing and tells nobody. */
export async function testAlarmRule(ctx: Context, { ruleId }: { ruleId: string }): Promise<RuleTest> {
  const startedAt = performance.now()
  const { row, content } = await findRule(ctx, ruleId)
  const rule = loadRule(row) ?? toLoaded(content)
  const bound = await sightOf(row.boundTo)
  const items: RuleTest['items'] = []
  let newest = new Date(0)
  for (const cluster of await visibleClusters(ctx)) {
    if (!isForCluster(rule.clusters, cluster)) continue
    const { clusterId } = cluster
    const own = sightFor(ctx, clusterId)
    const { at, objects } = await judgeNow(
      rule,
      await factsFor(ctx, clusterId, rule),
      (object) => own(object) && bound(clusterId)(object),
    )
    if (at > newest) newest = at
    const open = await db().alarmInstance.findMany({
      where: { clusterId, ruleId, endedAt: null },
      select: { openKey: true, state: true },
    })
    const states = new Map(open.map(({ openKey, state }) => [openKey, AlarmState.parse(state)]))
    for (const judged of objects) {
      const { candidate, severity, value, threshold } = judged
      items.push({
        clusterId,
        clusterName: cluster.name,
        object: candidate.object,
        owner: candidate.owner,
        result: resultOf(judged),
        severity,
        value,
        threshold,
        rows: rowsOf(rule, judged),
        state: states.get(openKeyOf(ruleId, clusterId, objectKey(candidate.object))) ?? 'OK',
      })
    }
  }
  const rank = ({ result }: RuleTest['items'][number]) => (result === 'TRUE' ? 0 : result === 'FALSE' ? 2 : 1)
  items.sort((a, b) => rank(a) - rank(b))
  return {
    at: newest.getTime() === 0 ? new Date() : newest,
    tookMs: Math.round((performance.now() - startedAt) * 10) / 10,
    total: items.length,
    holding: items.filter(({ result }) => result === 'TRUE').length,
    unknown: items.filter(({ result }) => result === 'NO_DATA' || result === 'ERROR').length,
    items: items.slice(0, MAX_ITEMS),
  }
}

function resultOf({ judgement, severity }: JudgedNow): RuleTest['items'][number]['result'] {
  if (judgement.kind !== 'JUDGED') return judgement.kind
  return severity === null ? 'FALSE' : 'TRUE'
}

function rowsOf(rule: LoadedRule, { values }: JudgedNow): RuleTest['items'][number]['rows'] {
  return rule.conditions.map((condition, row) => {
    const { value = null, state = 'unknown', reason } = values[row] ?? {}
    const alone = { ...rule, conditions: [condition], combine: 'any' as const, parsed: null }
    const severity = value === null ? null : holdsAt(alone, value)
    return {
      metric: condition.metric,
      unit: unitOf(condition.metric),
      value,
      ...(reason && { reason }),
      result: state === 'na' ? 'NOT_APPLICABLE' : value === null ? 'UNKNOWN' : severity ? 'TRUE' : 'FALSE',
      severity,
    }
  })
}

function holdsAt(rule: LoadedRule, value: number) {
  const judgement = judgeOne(rule, value)
  if (judgement.kind !== 'JUDGED') return null
  return severitiesOf(rule.conditions).findLast((severity) => judgement.bySeverity[severity]?.holds === true) ?? null
}

const judgeOne = (rule: LoadedRule, value: number) => judge(rule, [{ value, state: 'known' }])
