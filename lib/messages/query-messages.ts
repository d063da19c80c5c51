import type { AuditRecord } from '#lib/audit/audited.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { answerSearch } from './answer-search.ts'
import { withScanSlot } from './scan-slots.ts'
import type { MessagePage, MessageQuery } from './schema.ts'
import { cursorStateOf, openSearch, type Search } from './search-query.ts'
import { requireSight, type Sight, sightOf } from './seen-as.ts'

/** An answer ends after this with what came. */
export const ANSWER_MS = 30_000

/**
 * Searches messages: the newest, a time range, a key, an id, or a place in a queue; one page of it.
 *
 * Reads as an outsider, so no group's progress moves. A broker that fails costs its own part only and is named; `coverage` says
 * what was read, and nothing but `complete` means that there is no more. Previews of bodies come with `message:read-body` alone,
 * and then the query is audited. A filter that looks at bodies needs that right, too.
 *
 * @throws AppError INVALID_INPUT, also for a cursor that is not ours and for a filter that is wrong or was stopped; NOT_FOUND for
 *   an unknown topic; RATE_LIMITED when 2 searches of this user or 6 of this cluster run already; what the cluster said when it
 *   could not be asked at all
 */
export async function queryMessages(
  ctx: Context,
  input: MessageQuery & { clusterId: string },
  now = new Date(),
): Promise<MessagePage> {
  const access = await accessOf(ctx, input, now)
  return auditedRead(ctx, access, async (record) => {
    const { cluster, search, withBody, caller, mayUnmask } = access
    const { clusterId } = cluster
    const answer = await withScanSlot({ userId: caller, clusterId, signal: ctx.signal }, () => {
      const context = { cluster, caller, mayUnmask, signal: ctx.signal, deadline: AbortSignal.timeout(ANSWER_MS) }
      return answerSearch(context, search, { withBody, now })
    })
    record?.after({ messages: answer.items.length, stoppedBecause: answer.coverage.stoppedBecause })
    return answer
  })
}

export interface SearchAccess extends Sight {
  cluster: LiveCluster
  search: Search
  /** The reader may see bodies. */
  withBody: boolean
  /** For fair turns between users. */
  caller: string
  isNextPage: boolean
}

/** What a search may do and show for who asks. @throws AppError as `queryMessages` does */
export async function accessOf(
  ctx: Context,
  { clusterId, ...given }: MessageQuery & { clusterId: string },
  now: Date,
): Promise<SearchAccess> {
  requirePermissionIn(ctx, 'message:read', clusterId)
  const cluster = await getCluster(ctx, clusterId, { topic: 'message:read' })
  const search = openSearch(clusterId, given, now)
  const { topic } = search.query
  // What a cursor goes on with is asked for like what is asked for anew. Without a topic, each message is judged by its own.
  const object = topic === undefined ? undefined : onTopic(topic)
  if (object) requirePermission(ctx, 'message:read', clusterId, object)
  if (search.filter?.needsBody) requirePermission(ctx, 'message:read-body', clusterId, object)
  await requireSight(ctx, clusterId, search.query)
  return {
    cluster,
    search,
    ...sightOf(ctx, clusterId, topic),
    withBody: hasPermission(ctx, 'message:read-body', clusterId, object),
    caller: ctx.actor.userId ?? ctx.actor.id,
    isNextPage: given.cursor !== undefined,
  }
}

/** A search that shows bodies leaves a row in the audit. */
export function auditedRead<T>(
  ctx: Context,
  { cluster, search: { query }, withBody, isNextPage }: SearchAccess,
  read: (record: AuditRecord | null) => Promise<T>,
): Promise<T> {
  if (!withBody) return read(null)
  const entry = {
    action: 'message.read-body',
    clusterId: cluster.clusterId,
    target:
      query.topic === undefined ? { kind: 'message', name: searchedId(query) } : { kind: 'topic', name: query.topic },
    permission: 'message:read-body' as const,
    detail: { ...cursorStateOf(query, undefined).query, isNextPage },
  }
  return audited(ctx, entry, read)
}

/** Only a search by id can do without a topic. */
const searchedId = (query: Search['query']) => (query.mode === 'id' ? query.id : '')
