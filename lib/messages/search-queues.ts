import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { type Merged, mergeSources } from './scan/merge-sources.ts'
import { type PackedQueues, packQueues, unpackQueues } from './scan/pack-queues.ts'
import { findTopicBrokers, planQueues, type Stretch, type TopicBroker } from './scan/plan-queues.ts'
import {
  byQueue,
  failWithoutServer,
  serverOf,
  toCoverage,
  toPartial,
  uniqueServers,
  withoutError,
} from './scan/queue-coverage.ts'
import { type QueueProgress, QueueSource } from './scan/queue-source.ts'
import { type Coverage, queryLimits } from './schema.ts'
import type { SearchContext, SearchPage } from './search-page.ts'
import type { AroundQuery, NewestQuery, PositionQuery, TimeQuery } from './search-query.ts'
import { seenAs } from './seen-as.ts'

type QueueQuery = NewestQuery | TimeQuery | PositionQuery | AroundQuery

/** Pulls of one queue for one page. */
const PULLS_PER_PAGE = 4
/** Of the second page on, with a filter: most pulls give nothing, and what is told of the way is told less often. */
const FILTERED_PULLS_PER_PAGE = 16
/** Newest N in one answer counts as pages of this size: so many one queue can give in the pulls of a page. */
const MESSAGES_PER_PAGE = 128
const MAX_BYTES = 64 * 1024 * 1024
/** Guess at a queue's share of a page: twice its even share, so that most queues are asked once. */
const MIN_FIRST_PULL = 4
const FILTERED_FIRST_STRETCH = 256

/** What the cursor of a scan holds. */
interface ScanPosition {
  queues: PackedQueues
  /** Messages still to come; absent without an end of that kind. */
  left?: number
  /** Store time of the oldest message, ms, where the stretch begins before it. */
  oldest?: number
}

/**
 * Newest, time range, position and around: reads the topic's queues side by side and merges them by store time.
 *
 * Offsets are fixed on the first page and travel in the cursor, so pages join exactly while messages arrive: none twice, none
 * left out. Queues of a broker that does not answer are failed; the others' messages come all the same.
 *
 * @throws AppError NOT_FOUND for a topic that no broker has, INVALID_INPUT for a queue it does not have
 */
export async function searchQueues(
  context: SearchContext,
  query: QueueQuery,
  { pageSize, position }: { pageSize: number | undefined; position: unknown },
): Promise<SearchPage> {
  const last = position as ScanPosition | undefined // signed by us, so made at the end of this function
  const stop = AbortSignal.any([context.signal, context.deadline])
  const { brokers, partial } = await findTopicBrokers(context.cluster, query.topic, stop)
  const known = last && unpackQueues(query.topic, last.queues)
  const planned = await plan(context, query, brokers, known, stop)
  const queues = [...(known ?? []).filter(({ range, error }) => range || error), ...planned.queues]
  failWithoutServer(queues, brokers)

  const left = last ? last.left : wantedOf(query)
  const limit = Math.min(left ?? Number.POSITIVE_INFINITY, pageSize ?? left ?? queryLimits.pageSize.default)
  const pulls = context.narrow && last ? FILTERED_PULLS_PER_PAGE : PULLS_PER_PAGE
  const maxPulls = pageSize === undefined ? pulls * Math.ceil(limit / MESSAGES_PER_PAGE) : pulls
  const carried = new Set(queues.filter(({ error }) => error))
  const sources = makeSources(context, query, { queues, brokers, limit, maxPulls })
  const before = queues.map(({ range }) => range?.next)
  const merged = await mergeSources(sources, { ...context, order: query.order, limit, maxBytes: MAX_BYTES })

  const stillLeft = left === undefined ? undefined : left - merged.messages.length
  const rest: Omit<ScanPosition, 'queues'> = {
    ...(stillLeft !== undefined && { left: stillLeft }),
    ...((planned.expired ?? last?.oldest) && { oldest: planned.expired?.getTime() ?? last?.oldest }),
  }
  const failed = queues.filter(({ error }) => error)
  const isOver = merged.stopped === 'end' || stillLeft === 0
  const newlyFailed = failed.filter((queue) => !carried.has(queue))
  return {
    found: merged.messages,
    ...(!isOver && { next: { queues: packQueues(queues), ...rest } satisfies ScanPosition }),
    ...(failed.length > 0 &&
      stillLeft !== 0 && { retry: { queues: packQueues(failed.map(withoutError)), ...rest } satisfies ScanPosition }),
    coverage: {
      stoppedBecause: stoppedBecause(merged, failed.length > 0 || partial.length > 0, sources),
      range: readRange(query, merged, isOver ? [] : sources, isOver),
      scanned: {
        // What was read and not handed out is read again by the next page: it counts there, and only there.
        messages: context.narrow
          ? queues.reduce((sum, { range }, index) => sum + distance(before[index], range?.next), 0)
          : sources.reduce((sum, source) => sum + source.scannedMessages, 0),
        bytes: BigInt(sources.reduce((sum, source) => sum + source.scannedBytes, 0)),
        queues: queues.length - failed.length,
      },
      ...(rest.oldest !== undefined && { expired: { oldestStoreTimestamp: new Date(rest.oldest) } }),
      queues: queues.map((queue) => toCoverage(queue, query.order)).sort(byQueue),
    },
    partial: uniqueServers([...partial, ...planned.partial, ...newlyFailed.map((queue) => toPartial(queue, brokers))]),
  }
}

const distance = (from: bigint | undefined, to: bigint | undefined): number =>
  from === undefined || to === undefined ? 0 : Math.abs(Number(to - from))

/** Offsets of what has none yet: everything on the first page, what a broker could not say before on a retry. */
function plan(
  { cluster, caller }: SearchContext,
  query: QueueQuery,
  brokers: readonly TopicBroker[],
  known: readonly QueueProgress[] | undefined,
  signal: AbortSignal,
): ReturnType<typeof planQueues> | { queues: QueueProgress[]; partial: PartialEntry[]; expired?: undefined } {
  const open = known?.filter(({ range, error }) => !range && !error).map(selectorOf)
  if (open?.length === 0) return { queues: [], partial: [] }
  const only = open ?? ('broker' in query ? [`${query.broker}:${query.queueId}`] : query.queues)
  return planQueues({
    reader: cluster.admin,
    topicName: query.topic,
    brokers,
    ...(only && { only: new Set(only) }),
    stretch: stretchOf(query),
    order: query.order,
    call: { caller, timeoutMs: cluster.pageTimeoutMs, signal },
  })
}

function stretchOf(query: QueueQuery): Stretch {
  switch (query.mode) {
    case 'newest':
      return query.tag === undefined && query.filter === undefined ? { kind: 'last', count: query.n } : { kind: 'all' }
    case 'time':
      return { kind: 'time', from: query.from, to: query.to }
    case 'position':
      return { kind: 'offset', offset: query.offset, count: query.n }
    case 'around':
      return { kind: 'around', offset: query.offset, count: query.n }
  }
}

/** How many messages there are to find at most; undefined: as many as there are. */
function wantedOf(query: QueueQuery): number | undefined {
  switch (query.mode) {
    case 'newest':
    case 'position':
      return query.n
    case 'around':
      return 2 * query.n + 1
    case 'time':
      return undefined
  }
}

function makeSources(
  { cluster, caller, narrow, mayUnmask }: SearchContext,
  query: QueueQuery,
  scan: { queues: readonly QueueProgress[]; brokers: readonly TopicBroker[]; limit: number; maxPulls: number },
): QueueSource[] {
  const open = scan.queues.filter(({ range, error }) => range && !error)
  const evenShare = Math.ceil(scan.limit / Math.max(open.length, 1))
  // What is narrowed gives less than it is asked for, nobody knows how much.
  const unfiltered = narrow ? Number.POSITIVE_INFINITY : Math.max(2 * evenShare + 2, MIN_FIRST_PULL)
  const firstPull = query.tag === undefined ? unfiltered : FILTERED_FIRST_STRETCH
  return open.flatMap((queue) => {
    const server = serverOf(queue, scan.brokers)
    if (!server) return []
    return [
      new QueueSource(queue, {
        reader: cluster.admin,
        server,
        order: query.order,
        tag: query.tag,
        accept: (message) => isWanted(seenAs(message, { mayUnmask }), query),
        narrow,
        firstPull,
        maxPulls: scan.maxPulls,
        call: { caller },
      }),
    ]
  })
}

function isWanted(message: StoredMessage, query: QueueQuery): boolean {
  if (query.tag !== undefined && message.properties.get('TAGS') !== query.tag) return false
  return query.mode !== 'time' || (message.storeTimestamp >= query.from && message.storeTimestamp <= query.to)
}

function stoppedBecause(
  merged: Merged,
  hasFailed: boolean,
  sources: readonly QueueSource[],
): Coverage['stoppedBecause'] {
  if (hasFailed) return 'failed'
  if (merged.stopped === 'time') return 'time'
  return sources.every((source) => source.isDone) ? 'complete' : 'limit'
}

function readRange(
  query: QueueQuery,
  { messages }: Merged,
  sources: readonly QueueSource[],
  isOver: boolean,
): Coverage['range'] {
  const times = messages.map(({ message }) => message.storeTimestamp)
  const first = times[0] ?? null
  const last = frontier(sources, query.order) ?? times.at(-1) ?? null
  if (query.mode !== 'time') return query.order === 'newest' ? { from: last, to: first } : { from: first, to: last }
  if (isOver) return { from: query.from, to: query.to }
  return query.order === 'newest' ? { from: last, to: query.to } : { from: query.from, to: last }
}

/** Up to where all sources that narrow have looked, by what the one furthest behind has still in its hand or saw last. */
function frontier(sources: readonly QueueSource[], order: QueueQuery['order']): Date | null {
  const open = sources.filter((source) => !source.isDone && !source.progress.error)
  const reached = open.map(({ head, reachedMs }) => (head ? head.message.storeTimestamp.getTime() : reachedMs))
  const known = reached.filter((ms) => ms !== undefined)
  if (known.length === 0 || known.length < reached.length) return null
  return new Date(order === 'newest' ? Math.max(...known) : Math.min(...known))
}

const selectorOf = ({ brokerName, queueId }: QueueProgress) => `${brokerName}:${queueId}`
