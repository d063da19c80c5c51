import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { retryTopics } from '#lib/groups/retry-topics.ts'
import { toFaults, withFilter } from '#lib/messages/answer-search.ts'
import { encodeCursor } from '#lib/messages/cursor.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { withScanSlot } from '#lib/messages/scan-slots.ts'
import { type MessageQuery, queryLimits } from '#lib/messages/schema.ts'
import type { SearchContext, SearchPage } from '#lib/messages/search-page.ts'
import { readPage } from '#lib/messages/search-pages.ts'
import { cursorScope, cursorStateOf, openSearch, type Search } from '#lib/messages/search-query.ts'
import { requireSight, sightOf } from '#lib/messages/seen-as.ts'
import { DLQ_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { type TopicRow, topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermission } from '#lib/users/require-permission.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { writeOnlyOn } from './can-read.ts'
import { readExpiredLetters } from './expired-letters.ts'
import { originIdOf } from './letter-facts.ts'
import { readMarks } from './read-marks.ts'
import type { DeadLetter, DeadLetterPage, DeadLetterState, ExpiredDeadLetters } from './schema.ts'
import { toDeadLetter } from './to-dead-letter.ts'

export interface DeadLetterFilter {
  /** A retry topic of the group, instead of its dead letters. */
  topic?: string | undefined
  from?: Date | undefined
  to?: Date | undefined
  key?: string | undefined
  id?: string | undefined
  tag?: string | undefined
  originTopic?: string | undefined
  /** A CEL expression. */
  filter?: string | undefined
  state?: DeadLetterState[] | undefined
}

export interface ListDeadLettersInput extends DeadLetterFilter {
  clusterId: string
  groupName: string
  order?: 'newest' | 'oldest' | undefined
  cursor?: string | undefined
  pageSize?: number | undefined
}

/** An answer ends after this with what came. */
const ANSWER_MS = 30_000
/** Pages of the topic read for one answer, where a filter leaves little of each. */
const PAGES_PER_ANSWER = 10

/**
 * Dead letters of a group, newest first: a search of `%DLQ%group` with the same cursors and the same coverage, each with what was
 * done about it. What the search itself cannot filter, origin topic and state, is filtered here, so that a page may be read from
 * several. Where the state EXPIRED is asked for, the first page also has those that retention has deleted.
 *
 * @throws AppError NOT_FOUND when the group has no dead-letter topic; as `queryMessages` does
 */
export async function listDeadLetters(
  ctx: Context,
  input: ListDeadLettersInput,
  now = new Date(),
): Promise<DeadLetterPage> {
  const { clusterId, groupName } = input
  requirePermission(ctx, 'dead-letter:read', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  const row = await findTopicOf(cluster, input, ctx.signal)
  const isFirst = input.cursor === undefined && row.kind === 'DLQ'
  const expired =
    isFirst && input.state?.includes('EXPIRED') ? await readExpiredLetters(ctx, cluster, row, input, now) : undefined
  // Nothing that is stored has that state.
  if (expired && input.state?.every((state) => state === 'EXPIRED')) return nothingStored(row, expired)
  const search = await openDeadLetterSearch(ctx, clusterId, input, row.topicName, now)
  const withBody = hasPermission(ctx, 'message:read-body', clusterId, onGroup(groupName))
  const caller = ctx.actor.userId ?? ctx.actor.id
  const run = () =>
    withScanSlot({ userId: caller, clusterId, signal: ctx.signal }, () => {
      const deadline = AbortSignal.timeout(ANSWER_MS)
      const context = { cluster, caller, ...sightOf(ctx, clusterId, row.topicName), signal: ctx.signal, deadline }
      return answer(context, input, row, { search, withBody, now })
    })
  const withExpired = async () => ({ ...(await run()), ...(expired && { expired }) })
  if (!withBody) return withExpired()
  const { cursor, clusterId: _, groupName: __, ...query } = input
  const entry = {
    action: 'message.read-body',
    clusterId,
    target: { kind: 'topic', name: row.topicName },
    permission: 'message:read-body' as const,
    detail: { groupName, ...query, isNextPage: cursor !== undefined },
  }
  return audited(ctx, entry, async (record) => {
    const page = await withExpired()
    record.after({ messages: page.items.length, stoppedBecause: page.coverage.stoppedBecause })
    return page
  })
}

const nothingStored = (row: TopicRow, expired: ExpiredDeadLetters): DeadLetterPage => ({
  items: [],
  cursor: null,
  coverage: {
    stoppedBecause: 'complete',
    range: { from: null, to: null },
    scanned: { messages: 0, bytes: 0n, queues: 0 },
    matched: 0,
    durationMs: 0,
    queues: [],
  },
  writeOnlyOn: writeOnlyOn(row),
  expired,
})

async function answer(
  context: SearchContext,
  input: ListDeadLettersInput,
  row: TopicRow,
  { search, withBody, now }: { search: Search; withBody: boolean; now: Date },
): Promise<DeadLetterPage> {
  const startedAt = performance.now()
  const { groupName } = input
  const { narrowing, faults } = withFilter(context, search)
  const limit = input.pageSize ?? queryLimits.pageSize.default
  const items: DeadLetter[] = []
  let page: SearchPage | undefined
  let position = search.position
  for (let pages = 0; pages < PAGES_PER_ANSWER && items.length < limit; pages++) {
    const next = await readPage(narrowing, { ...search, pageSize: limit, position }, now)
    page = page ? joinPages(page, next) : next
    items.push(...(await toLetters(context.cluster, input, next.found, withBody)))
    position = next.next
    if (next.next === undefined || next.coverage.stoppedBecause === 'time' || context.deadline.aborted) break
  }
  if (!page) throw new Error('no page was read')
  const cursorOf = (at: unknown) =>
    encodeCursor(cursorScope(context.cluster.clusterId), cursorStateOf(search.query, at))
  return {
    items,
    cursor: page.next === undefined ? null : cursorOf(page.next),
    coverage: {
      ...page.coverage,
      matched: items.length,
      ...(search.filter && { filterFaults: toFaults(faults) }),
      durationMs: Math.round(performance.now() - startedAt),
      ...(page.retry !== undefined && { retryCursor: cursorOf(page.retry) }),
    },
    writeOnlyOn: writeOnlyOn(row),
    ...(page.partial.length > 0 && { partial: page.partial }),
  }

  async function toLetters(
    { clusterId }: LiveCluster,
    filter: DeadLetterFilter,
    found: readonly FoundMessage[],
    shown: boolean,
  ): Promise<DeadLetter[]> {
    // A search for an id finds copies elsewhere too.
    const own = found.filter(({ message }) => message.topicName === row.topicName)
    const refs = own.map(({ message }) => ({ originId: originIdOf(message), uniqKey: message.uniqKey }))
    const marks = await readMarks(clusterId, groupName, row.kind === 'DLQ' ? refs : refs.map(withoutUniqKey))
    return own
      .map((each) => toDeadLetter(each, groupName, marks, { withBody: shown }))
      .filter((letter) => isWanted(letter, filter))
  }
}

/** In a retry topic the message of a resend is no proof of a failure. */
const withoutUniqKey = ({ originId }: { originId: string }) => ({ originId, uniqKey: null })

/**
 * The search of the topic that a filter stands for; a cursor carries it.
 *
 * @throws AppError INVALID_INPUT; FORBIDDEN for an expression about bodies of whom may not read these, and for what a rule hides
 */
export async function openDeadLetterSearch(
  ctx: Context,
  clusterId: string,
  input: Omit<ListDeadLettersInput, 'clusterId' | 'groupName'>,
  topic: string,
  now: Date,
): Promise<Search> {
  const { cursor, from, to, key, id, tag, filter, order } = input
  const given: MessageQuery = cursor
    ? { cursor }
    : {
        topic,
        ...(id !== undefined
          ? { mode: 'id' as const, id }
          : {
              ...(key === undefined ? { mode: 'time' as const } : { mode: 'key' as const, key }),
              // From the first one that is kept.
              from: from ?? new Date(0),
              ...(to && { to }),
            }),
        ...(order && { order }),
        ...(tag !== undefined && { tag }),
        ...(filter !== undefined && { filter }),
      }
  const search = openSearch(clusterId, given, now)
  if (search.filter?.needsBody) requirePermission(ctx, 'message:read-body', clusterId, onTopic(topic))
  await requireSight(ctx, clusterId, search.query)
  if (search.query.topic !== topic) {
    const detail = 'This cursor belongs to another search.'
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'query.cursor', rule: 'foreignCursor', detail }] })
  }
  return search
}

export function isWanted(letter: DeadLetter, { originTopic, state, id, from, to }: DeadLetterFilter): boolean {
  if (originTopic !== undefined && letter.originTopic !== originTopic) return false
  if (id !== undefined && ((from && letter.storeTimestamp < from) || (to && letter.storeTimestamp > to))) return false
  return state === undefined || state.length === 0 || state.includes(letter.state)
}

/** The dead-letter topic of a group, or that of its retry topics which is asked for. @throws AppError NOT_FOUND, INVALID_INPUT */
export async function findTopicOf(
  cluster: LiveCluster,
  { groupName, topic }: { groupName: string; topic?: string | undefined },
  signal: AbortSignal,
): Promise<TopicRow> {
  const topicName = topic ?? DLQ_PREFIX + groupName
  let inventory = await cluster.getInventory({ signal })
  // It may have been made a moment ago.
  if (!topicRows(inventory).has(topicName)) inventory = await cluster.getInventory({ signal, fresh: true })
  const rows = topicRows(inventory)
  if (topicName !== DLQ_PREFIX + groupName) {
    const groups = await cluster.getGroupInventory({ signal })
    const hasGroup = (name: string) => groups.groupConfigs.some(({ configs }) => configs.has(name))
    const own = retryTopics(groupName, (name) => rows.has(name), hasGroup, rows.keys())
    if (!own.some((each) => each.topicName === topicName)) {
      const detail = `${topicName} is no retry topic of ${groupName}.`
      throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'query.topic', rule: 'unknownTopic', detail }] })
    }
  }
  const row = rows.get(topicName)
  if (row) return row
  const silent = inventory.partial.map(({ brokerName, address }) => brokerName ?? address)
  const unless = silent.length === 0 ? '' : ` ${silent.join(', ')} did not answer and may hold some.`
  throw new AppError('NOT_FOUND', `${groupName} has no dead letters in ${cluster.name}.${unless}`)
}

/** Two pages of one search as one. */
function joinPages(first: SearchPage, second: SearchPage): SearchPage {
  const times = [first.coverage.range, second.coverage.range].flatMap(({ from, to }) => [from, to])
  const known = times.flatMap((at) => at?.getTime() ?? [])
  return {
    ...second,
    found: [],
    coverage: {
      ...second.coverage,
      range:
        known.length === 0
          ? { from: null, to: null }
          : { from: new Date(Math.min(...known)), to: new Date(Math.max(...known)) },
      scanned: {
        messages: first.coverage.scanned.messages + second.coverage.scanned.messages,
        bytes: first.coverage.scanned.bytes + second.coverage.scanned.bytes,
        queues: second.coverage.scanned.queues,
      },
    },
    partial: [...new Map([...first.partial, ...second.partial].map((entry) => [`${entry.address}`, entry])).values()],
  }
}
