import { randomUUID } from 'node:crypto'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { clusterNotFound, requirePermission } from '#lib/users/require-permission.ts'
import { findPolicies } from './find-policies.ts'
import { findGroupTimes, findLastSent, planDeliveries } from './plan-deliveries.ts'
import { groupKeyOf, type RoutedNotice } from './route-notice.ts'
import type { Route, RouteTest, RouteTestInput } from './route-schema.ts'

/**
 * Who would hear of an event, when, and why not: the same plan that a real event makes, without writing it.
 *
 * @throws AppError NOT_FOUND for a cluster that is not there
 */
export async function testRoute(ctx: Context, input: RouteTestInput, now: Date = new Date()): Promise<RouteTest> {
  const { clusterId, at = now } = input
  requirePermission(ctx, 'alarm:read', clusterId)
  const cluster = await db().cluster.findUnique({
    where: { clusterId },
    select: { environment: true, removedAt: true },
  })
  if (!cluster || cluster.removedAt) throw clusterNotFound(clusterId)
  const notice: RoutedNotice = {
    ...input,
    environment: cluster.environment,
    eventId: randomUUID(),
    instanceId: input.instanceId || randomUUID(),
    object: Object.fromEntries(Object.entries(input.object).filter(([, value]) => value !== undefined)),
  }
  const policies = await findPolicies()
  const groups = await findGroupTimes(db(), [notice], policies)
  const lastSent = await findLastSent(db(), input.instanceId ? [input.instanceId] : [], policies)
  const [plan] = planDeliveries([notice], policies, at, groups, lastSent)
  const routes = (plan?.routes ?? []).map(({ policy, outcome, reason }): Route => {
    const deliveries = plan?.deliveries.filter((delivery) => delivery.policy === policy) ?? []
    return {
      policyId: policy.policyId,
      policyName: policy.name,
      outcome,
      reason,
      groupKey: outcome === 'SENDS' ? (deliveries[0]?.groupKey ?? groupKeyOf(notice, policy.groupBy, 'EMAIL')) : null,
      channels: policy.channels.map(({ channelId, name, kind }) => {
        const delivery = deliveries.find(({ channel }) => channel.channelId === channelId)
        return { channelId, name, kind, dueAt: delivery?.dueAt ?? null, reason: delivery ? delivery.reason : reason }
      }),
    }
  })
  return { routes, at }
}
