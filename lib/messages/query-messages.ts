import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermission } from '#lib/users/require-permission.ts'
import { answerSearch } from './answer-search.ts'
import { withScanSlot } from './scan-slots.ts'
import type { MessagePage, MessageQuery } from './schema.ts'
import { cursorStateOf, openSearch } from './search-query.ts'

/** An answer ends after this with what came. */
const ANSWER_MS = 30_000

/**
 * Searches messages: the newest, a time range, a key, an id, or a place in a queue; one page of it.
 *
 * Reads as an outsider, so no group's progress moves. A broker that fails costs its own part only and is named; `coverage` says
 * what was read, and nothing but `complete` means that there is no more. Previews of bodies come with `message:read-body` alone,
 * and then the query is audited.
 *
 * @throws AppError INVALID_INPUT, also for a cursor that is not ours; NOT_FOUND for an unknown topic; RATE_LIMITED when 2 searches
 *   of this user or 6 of this cluster run already; what the cluster said when it could not be asked at all
 */
export async function queryMessages(
  ctx: Context,
  input: MessageQuery & { clusterId: string },
  now = new Date(),
): Promise<MessagePage> {
  const { clusterId, ...given } = input
  requirePermission(ctx, 'message:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const search = openSearch(clusterId, given, now)
  const withBody = hasPermission(ctx, 'message:read-body', clusterId)
  const caller = ctx.actor.userId ?? ctx.actor.id
  const run = () =>
    withScanSlot({ userId: caller, clusterId, signal: ctx.signal }, () => {
      const context = { cluster, caller, signal: ctx.signal, deadline: AbortSignal.timeout(ANSWER_MS) }
      return answerSearch(context, search, { withBody, now })
    })
  if (!withBody) return run()
  const { query } = search
  const entry = {
    action: 'message.read-body',
    clusterId,
    target:
      query.topic === undefined ? { kind: 'message', name: searchedId(query) } : { kind: 'topic', name: query.topic },
    permission: 'message:read-body' as const,
    detail: { ...cursorStateOf(query, undefined).query, isNextPage: given.cursor !== undefined },
  }
  return audited(ctx, entry, async (record) => {
    const answer = await run()
    record.after({ messages: answer.items.length, stoppedBecause: answer.coverage.stoppedBecause })
    return answer
  })
}

/** Only a search by id can do without a topic. */
const searchedId = (query: ReturnType<typeof openSearch>['query']) => (query.mode === 'id' ? query.id : '')
