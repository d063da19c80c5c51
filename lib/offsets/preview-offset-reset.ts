import { randomBytes } from 'node:crypto'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { isSystemGroup } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { buildPlan } from './build-plan.ts'
import { requireOwnGroup } from './refuse-reset.ts'
import { encodePlan, encodeTarget, totalsOf } from './reset-plan.ts'
import type { ResetPreview, ResetScope, ResetTarget } from './schema.ts'

/** How long a preview can be applied. */
const PREVIEW_MS = 5 * 60_000

export interface PreviewResetInput {
  clusterId: string
  groupName: string
  scope: ResetScope
  target: ResetTarget
}

/**
 * Shows what a reset would do, queue by queue, and keeps it for five minutes, so that what is applied is what was shown. Asks
 * brokers only; works on a read-only cluster too.
 *
 * @throws AppError NOT_FOUND, INVALID_INPUT, LIMIT_EXCEEDED, and CONFLICT with the reason why it cannot be done
 */
export async function previewOffsetReset(ctx: Context, input: PreviewResetInput): Promise<ResetPreview> {
  const { clusterId, groupName, scope, target } = input
  requirePermission(ctx, target.kind === 'SNAPSHOT' ? 'offset:restore' : 'offset:reset', clusterId, onGroup(groupName))
  // Before anything is asked: of a system group nobody needs to know more.
  requireOwnGroup(groupName, isSystemGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  const readAt = new Date()
  const { plan, facts } = await buildPlan(cluster, { groupName, scope, target }, ctx.signal)
  const previewId = `prev_${randomBytes(12).toString('base64url')}`
  const expiresAt = new Date(readAt.getTime() + PREVIEW_MS)
  const { warnings, command, ...stored } = plan
  await db().offsetPreview.create({
    data: {
      previewId,
      clusterId,
      groupName,
      actorId: ctx.actor.id,
      createdAt: readAt,
      expiresAt,
      scope,
      target: encodeTarget(target),
      plan: encodePlan(stored),
    },
  })
  return {
    previewId,
    readAt,
    expiresAt,
    mechanism: plan.mechanism,
    onlineClients: plan.onlineClients,
    inflight: plan.inflight,
    warnings,
    command,
    totals: totalsOf(plan.queues),
    queues: plan.queues.map(({ address: _, isPop: __, ...queue }) => queue),
    ...(facts.partial.length > 0 && { partial: facts.partial }),
  }
}
