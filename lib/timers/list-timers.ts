import { getCluster, withSystemTopics } from '#lib/clusters/get-cluster.ts'
import { decodeCursor, encodeCursor } from '#lib/messages/cursor.ts'
import { withScanSlot } from '#lib/messages/scan-slots.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { readTimers, type TimerPosition } from './read-timers.ts'
import { type TimerPage, type TimerQuery, timerLimits } from './schema.ts'

/** An answer ends after this with what came. */
const ANSWER_MS = 30_000

/**
 * Messages that wait for their delivery time, or did, from the topics in which brokers keep them; one answer of the list, by due
 * time. Bodies are not in it.
 *
 * What is pending is told from the progress of each broker's timer and levels (26, 28); what is due, from the index of the topic
 * that it is for. A broker that fails costs its own part only and is named.
 *
 * @throws AppError INVALID_INPUT for a cursor that is not ours; RATE_LIMITED when 2 searches of this user or 6 of this cluster
 *   run already; what the cluster said when it could not be asked at all
 */
export async function listTimers(
  ctx: Context,
  { clusterId, cursor, ...query }: TimerQuery & { clusterId: string },
  now = new Date(),
): Promise<TimerPage> {
  if (query.topic === undefined) requirePermissionIn(ctx, 'message:read', clusterId)
  else requirePermission(ctx, 'message:read', clusterId, onTopic(query.topic))
  const cluster = withSystemTopics(await getCluster(ctx, clusterId, { topic: 'message:read' }))
  const caller = ctx.actor.userId ?? ctx.actor.id
  return withScanSlot({ userId: caller, clusterId, signal: ctx.signal }, () =>
    answerTimers(
      { cluster, caller, signal: ctx.signal, deadline: AbortSignal.timeout(ANSWER_MS) },
      { ...query, cursor },
      now,
    ),
  )
}

/** The same without user and slot. */
export async function answerTimers(
  context: SearchContext,
  { topic, state: states = ['PENDING'], pageSize = timerLimits.pageSize.default, cursor }: TimerQuery,
  now: Date,
): Promise<TimerPage> {
  const startedAt = performance.now()
  // A cursor belongs to one list: of other states it would have read other offsets.
  const scope = `timers ${context.cluster.clusterId} ${topic ?? ''} ${[...states].sort().join(',')}`
  const last = cursor === undefined ? undefined : (decodeCursor(scope, cursor) as TimerPosition) // made below
  const { items, next, retry, coverage, partial, levels, limits } = await readTimers(
    context,
    { topic, states, pageSize },
    last,
    now,
  )
  return {
    items,
    cursor: next === undefined ? null : encodeCursor(scope, next),
    coverage: {
      ...coverage,
      matched: items.length,
      durationMs: Math.round(performance.now() - startedAt),
      ...(retry && { retryCursor: encodeCursor(scope, retry) }),
    },
    // How many wait per level is told of a whole broker only.
    levels: context.cluster.scope.isWhole ? levels : [],
    limits,
    ...(partial.length > 0 && { partial }),
  }
}
