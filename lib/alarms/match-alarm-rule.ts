import { seesAlarm } from '#lib/clusters/sees-alarm.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { ruleErrors } from './check-rule.ts'
import { closeReasonOf } from './close-instances.ts'
import { readClusterFacts, wantedBy } from './cluster-facts.ts'
import { judgeNow } from './judge-now.ts'
import { matchingObjects, objectKey } from './objects.ts'
import { findRule, visibleClusters } from './read-rule.ts'
import { isForCluster, toLoaded } from './rule-content.ts'
import { NewAlarmRule } from './rule-schema.ts'
import { sightFor } from './rule-sight.ts'
import type { RuleDraft, RuleMatch } from './rule-test-schema.ts'
import { suggestThresholds } from './suggest-thresholds.ts'
import { type NamedRow, toInstances, withCluster } from './to-instance.ts'

const MAX_ITEMS = 500
const MAX_SHOWN = 100

/**
 * What a rule would look at; with conditions also what would fire now, and which incidents of the edited rule would close.
 * Only of clusters that the actor may see.
 */
export async function matchAlarmRule(ctx: Context, { rule: draft, ruleId }: RuleDraft): Promise<RuleMatch> {
  requirePermissionSomewhere(ctx, 'alarm:read')
  const errors = ruleErrors(draft)
  if (errors[0]) {
    const fields = errors.map((error) => ({ ...error, path: `body.rule.${error.path}` }))
    throw new AppError('INVALID_INPUT', errors[0].detail, { fields })
  }
  const before = ruleId === undefined ? null : (await findRule(ctx, ruleId)).content
  const complete = draft.conditions ? NewAlarmRule.parse({ name: 'draft', ...draft }) : null
  const rule = complete && toLoaded(complete)
  const result: RuleMatch = {
    total: 0,
    clusters: [],
    items: [],
    firesNow: rule && { total: 0, items: [] },
    closes: null,
    suggested: null,
  }
  const stays = new Set<string>()
  const wanted = rule ? wantedBy([rule]) : { diskForecast: false, consumeOff: false }
  const clusters = (await visibleClusters(ctx)).filter((cluster) => isForCluster(draft.clusters, cluster))
  for (const { clusterId, name: clusterName } of clusters) {
    const facts = await readClusterFacts(ctx, clusterId, new Date(), wanted)
    const sees = sightFor(ctx, clusterId)
    const matched = matchingObjects(facts, draft.level, draft.selector, sees)
    result.total += matched.length
    result.clusters.push({ clusterId, clusterName, matched: matched.length })
    for (const { object, owner } of matched) {
      stays.add(`${clusterId} ${objectKey(object)}`)
      if (result.items.length < MAX_ITEMS) result.items.push({ clusterId, clusterName, object, owner })
    }
    if (!rule || !result.firesNow) continue
    for (const { candidate, severity, value, threshold } of (await judgeNow(rule, facts, sees)).objects) {
      if (severity === null) continue
      result.firesNow.total += 1
      const { object, owner } = candidate
      if (result.firesNow.items.length < MAX_SHOWN)
        result.firesNow.items.push({ clusterId, clusterName, object, owner, severity, value, threshold })
    }
  }
  // Thresholds are proposed out of the numbers of all objects.
  const first = clusters.find(({ clusterId }) => hasPermission(ctx, 'alarm:read', clusterId))
  if (rule && first) {
    result.suggested = await Promise.all(
      rule.conditions.map((condition) => suggestThresholds(first.clusterId, condition, rule.level)),
    )
  }
  if (before && ruleId !== undefined) {
    const after = { ...before, ...draft }
    const visible = new Set((await visibleClusters(ctx)).map(({ clusterId }) => clusterId))
    const open = (
      await db().alarmInstance.findMany({
        where: { ruleId, endedAt: null, state: { not: 'PENDING' } },
        include: withCluster,
      })
    ).filter((row) => visible.has(row.clusterId) && seesAlarm(ctx, 'alarm:read', row))
    const reason = closeReasonOf(before, after)
    const closing = reason === null ? [] : closingRows(open, reason, stays)
    result.closes = {
      total: closing.length,
      items: await toInstances(closing.slice(0, MAX_SHOWN), new Date()),
      reason: reason ?? 'NO_LONGER_MATCHES',
    }
  }
  return result
}

const closingRows = (open: readonly NamedRow[], reason: string, stays: ReadonlySet<string>): NamedRow[] =>
  reason === 'NO_LONGER_MATCHES'
    ? open.filter(({ clusterId, objectKey: key }) => !stays.has(`${clusterId} ${key}`))
    : [...open]
