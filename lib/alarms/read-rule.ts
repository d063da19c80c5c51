import { isBoundTo, seesRule } from '#lib/clusters/sees-rule.ts'
import { db } from '#lib/db/db.ts'
import type { AlarmRule as RuleRow } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import {
  hasPermission,
  reachedClusterIds,
  requirePermission,
  requirePermissionIn,
} from '#lib/users/require-permission.ts'
import { isForCluster, readContent } from './rule-content.ts'
import type { AlarmRule, NewAlarmRule } from './rule-schema.ts'

interface NamedCluster {
  clusterId: string
  name: string
  environment: string
  labels: unknown
}

/** Registered clusters in which the actor sees alarms, by name. */
export async function visibleClusters(ctx: Context): Promise<NamedCluster[]> {
  const visible = reachedClusterIds(ctx, 'alarm:read')
  return db().cluster.findMany({
    where: { removedAt: null, ...(visible !== 'all' && { clusterId: { in: [...visible] } }) },
    select: { clusterId: true, name: true, environment: true, labels: true },
    orderBy: { name: 'asc' },
  })
}

/** A stored rule with its fields read. */
export interface StoredRule {
  row: RuleRow
  content: NewAlarmRule
}

/** @throws AppError NOT_FOUND for one that is not there and one for clusters that are not to be seen alike */
export async function findRule(ctx: Context, ruleId: string): Promise<StoredRule> {
  const row = await db().alarmRule.findUnique({ where: { ruleId } })
  const content = row && readContent(row)
  const clusters = await visibleClusters(ctx)
  if (!row || !content || !isVisible(ctx, { row, content }, clusters)) {
    throw new AppError('NOT_FOUND', `There is no rule ${ruleId}.`)
  }
  return { row, content }
}

/** For one of the clusters in which the actor sees it; one for all clusters is seen by whoever sees all of any. */
export function isVisible(ctx: Context, { row, content }: StoredRule, clusters: readonly NamedCluster[]): boolean {
  if (hasPermission(ctx, 'alarm:read')) return true
  return clusters.some(
    (cluster) => isForCluster(content.clusters, cluster) && seesRule(ctx, row.boundTo, cluster.clusterId),
  )
}

/**
 * A rule for single clusters is written by whoever may in each of them; one that is for clusters to come too, only by whoever may
 * everywhere: a rule sees what its author may see. Who may on a part of a cluster writes rules that are bound to what they see there.
 *
 * @param boundTo of the rule as it is stored; of a new one absent
 * @returns to whom the rule is bound: null = to nobody, it sees all of its clusters
 * @throws AppError NOT_FOUND, FORBIDDEN
 */
export function requireRuleScope(
  ctx: Context,
  permission: Permission,
  clusters: NewAlarmRule['clusters'],
  boundTo?: string | null,
): string | null {
  const clusterIds = clusters !== 'all' ? clusters.clusterIds : undefined
  if (!clusterIds) {
    requirePermission(ctx, permission)
    return boundTo ?? null
  }
  const narrow = clusterIds.filter((clusterId) => !hasPermission(ctx, permission, clusterId))
  if (narrow.length === 0) return boundTo ?? null
  const { userId, isNarrowed } = ctx.actor
  const mayBind = userId !== null && !isNarrowed && (boundTo === undefined || isBoundTo(ctx, boundTo))
  for (const clusterId of narrow) {
    if (mayBind) requirePermissionIn(ctx, permission, clusterId)
    else requirePermission(ctx, permission, clusterId)
  }
  return userId
}

/** Rules as they are shown, with how they do in the clusters that the actor may see. */
export async function toRules(ctx: Context, rules: readonly StoredRule[]): Promise<AlarmRule[]> {
  const visible = reachedClusterIds(ctx, 'alarm:read')
  const inVisible = {
    cluster: { removedAt: null },
    ...(visible !== 'all' && { clusterId: { in: [...visible] } }),
    ruleId: { in: rules.map(({ row }) => row.ruleId) },
  }
  const [states, open] = await Promise.all([
    db().alarmRuleState.findMany({ where: inVisible }),
    db().alarmInstance.groupBy({
      by: ['ruleId', 'state', 'severity'],
      where: { ...inVisible, endedAt: null },
      _count: true,
    }),
  ])
  return rules.map(({ row, content }) => {
    const own = states.filter(({ ruleId }) => ruleId === row.ruleId)
    const counts = open.filter(({ ruleId }) => ruleId === row.ruleId)
    const count = (of: (each: (typeof counts)[number]) => boolean) =>
      counts.filter(of).reduce((sum, each) => sum + each._count, 0)
    const firing = (wanted: string) => count(({ state, severity }) => state !== 'PENDING' && severity === wanted)
    const newest = own.reduce<Date | null>((at, { evaluatedAt }) => (at && at > evaluatedAt ? at : evaluatedAt), null)
    return {
      ...content,
      ruleId: row.ruleId,
      isEnabled: row.isEnabled,
      deletionProtection: false,
      isDeclared: true,
      createdAt: row.createdAt,
      createdBy: row.createdBy,
      updatedAt: row.updatedAt,
      updatedBy: row.updatedBy,
      revision: String(row.revision),
      shippedAs: row.shippedAs,
      isSuggested: row.isSuggested,
      isBoundToMe: isBoundTo(ctx, row.boundTo),
      matched: own.length === 0 ? null : own.reduce((sum, { matched }) => sum + matched, 0),
      firing: { critical: firing('CRITICAL'), warning: firing('WARNING'), info: firing('INFO') },
      pending: count(({ state }) => state === 'PENDING'),
      lastEvaluatedAt: newest,
      tookMs: own.length === 0 ? null : Math.max(...own.map(({ tookMs }) => tookMs)),
      error: own.find(({ error }) => error !== null)?.error ?? null,
    }
  })
}

/** One rule as it is shown; null when it is gone or not to be seen. */
export async function readRule(ctx: Context, ruleId: string): Promise<AlarmRule | null> {
  try {
    const [rule] = await toRules(ctx, [await findRule(ctx, ruleId)])
    return rule ?? null
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return null
    throw error
  }
}
