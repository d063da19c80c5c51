import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermission } from '#lib/users/require-permission.ts'
import { encodeCursor } from './cursor.ts'
import { withScanSlot } from './scan-slots.ts'
import type { MessagePage, MessageQuery } from './schema.ts'
import { searchId } from './search-id.ts'
import { searchKeys } from './search-keys.ts'
import type { SearchContext, SearchPage } from './search-page.ts'
import { cursorScope, cursorStateOf, openSearch, type Search } from './search-query.ts'
import { searchQueues } from './search-queues.ts'
import { toMessageItem } from './to-message-item.ts'

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
    withScanSlot({ userId: caller, clusterId, signal: ctx.signal }, async () => {
      const startedAt = performance.now()
      const context = { cluster, caller, signal: ctx.signal, deadline: AbortSignal.timeout(ANSWER_MS) }
      const page = await readPage(context, search, now)
      return toAnswer(page, { clusterId, search, withBody, durationMs: Math.round(performance.now() - startedAt) })
    })
  if (!withBody) return run()
  const { query } = search
  const entry = {
    action: 'message.read-body',
    clusterId,
    target: { kind: 'topic', name: query.topic ?? (query.mode === 'id' ? query.id : '') },
    permission: 'message:read-body' as const,
    detail: { ...cursorStateOf(query, undefined).query, isNextPage: given.cursor !== undefined },
  }
  return audited(ctx, entry, async (record) => {
    const answer = await run()
    record.after({ messages: answer.items.length, stoppedBecause: answer.coverage.stoppedBecause })
    return answer
  })
}

function readPage(context: SearchContext, { query, pageSize, position }: Search, now: Date): Promise<SearchPage> {
  switch (query.mode) {
    case 'key':
      return searchKeys(context, query, { pageSize, position })
    case 'id':
      return searchId(context, query, now)
    default:
      return searchQueues(context, query, { pageSize, position })
  }
}

function toAnswer(
  page: SearchPage,
  about: { clusterId: string; search: Search; withBody: boolean; durationMs: number },
): MessagePage {
  const { clusterId, search, withBody, durationMs } = about
  const cursorOf = (position: unknown) => encodeCursor(cursorScope(clusterId), cursorStateOf(search.query, position))
  return {
    items: page.found.map((found) => toMessageItem(found, { withBody })),
    cursor: page.next === undefined ? null : cursorOf(page.next),
    coverage: {
      ...page.coverage,
      matched: page.found.length,
      durationMs,
      ...(page.retry !== undefined && { retryCursor: cursorOf(page.retry) }),
    },
    ...(page.partial.length > 0 && { partial: page.partial }),
  }
}
