import { getCluster, withSystemTopics } from '#lib/clusters/get-cluster.ts'
import { decodeCursor, encodeCursor } from '#lib/messages/cursor.ts'
import type { PackedParts } from '#lib/messages/scan/scan-parts.ts'
import { withScanSlot } from '#lib/messages/scan-slots.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { readTransactions } from './read-transactions.ts'
import { type TransactionPage, type TransactionQuery, transactionLimits } from './schema.ts'

/** An answer ends after this with what came. */
const ANSWER_MS = 30_000

/**
 * Half messages that are undecided, or that their broker has given up; one answer of the list. Bodies are not in it.
 *
 * The half queue is read from where its broker stands in it, without what the queue of decisions names. A broker that fails costs
 * its own part only and is named.
 *
 * @throws AppError INVALID_INPUT for a cursor that is not ours; RATE_LIMITED when 2 searches of this user or 6 of this cluster
 *   run already; what the cluster said when it could not be asked at all
 */
export async function listTransactions(
  ctx: Context,
  { clusterId, ...query }: TransactionQuery & { clusterId: string },
): Promise<TransactionPage> {
  if (query.topic === undefined) requirePermissionIn(ctx, 'message:read', clusterId)
  else requirePermission(ctx, 'message:read', clusterId, onTopic(query.topic))
  const cluster = withSystemTopics(await getCluster(ctx, clusterId, { topic: 'message:read' }))
  const caller = ctx.actor.userId ?? ctx.actor.id
  return withScanSlot({ userId: caller, clusterId, signal: ctx.signal }, () =>
    answerTransactions({ cluster, caller, signal: ctx.signal, deadline: AbortSignal.timeout(ANSWER_MS) }, query),
  )
}

/** The same without user and slot. */
export async function answerTransactions(
  context: SearchContext,
  { topic, state = 'UNDECIDED', pageSize = transactionLimits.pageSize.default, cursor }: TransactionQuery,
): Promise<TransactionPage> {
  const startedAt = performance.now()
  const scope = `transactions ${context.cluster.clusterId} ${topic ?? ''} ${state}`
  const last = cursor === undefined ? undefined : (decodeCursor(scope, cursor) as PackedParts) // made below
  const { items, rules, next, retry, coverage, partial } = await readTransactions(
    context,
    { topic, state, pageSize },
    last,
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
    rules,
    ...(partial.length > 0 && { partial }),
  }
}
