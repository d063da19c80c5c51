import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { type KeyProgress, KeySource } from './scan/key-source.ts'
import { type Merged, mergeSources } from './scan/merge-sources.ts'
import { compareMessages, type FoundMessage } from './scan/message-source.ts'
import { findTopicBrokers, type TopicBroker } from './scan/plan-queues.ts'
import { type Coverage, queryLimits } from './schema.ts'
import type { SearchContext, SearchPage } from './search-page.ts'
import type { KeyQuery } from './search-query.ts'
import { seenAs } from './seen-as.ts'
import { keysOf } from './to-message-item.ts'

/** Index queries of one broker for one page. */
const REQUESTS_PER_PAGE = 8
const MAX_BYTES = 64 * 1024 * 1024
/** Oldest first needs all hits at once, for the index is read from its newest end. */
const MAX_HITS_OLDEST_FIRST = 5_000

type PackedKey = [brokerName: string, endMs: number, before: string | null, isDone: 0 | 1, error?: [string, string]]

/** What the cursor of a key search holds. */
interface KeyPosition {
  brokers: PackedKey[]
  /** Oldest first: how many of all hits have been handed out. */
  skip?: number
}

/**
 * Messages with a key: the index of every master, merged by store time. Exact, however many hits fall into one second.
 *
 * @throws AppError NOT_FOUND for a topic that no broker has
 */
export async function searchKeys(
  context: SearchContext,
  query: KeyQuery,
  { pageSize = queryLimits.pageSize.default, position }: { pageSize: number | undefined; position: unknown },
): Promise<SearchPage> {
  const last = position as KeyPosition | undefined // signed by us, so made at the end of this function
  const stop = AbortSignal.any([context.signal, context.deadline])
  const { brokers, partial } = await findTopicBrokers(context.cluster, query.topic, stop)
  const progress = last ? last.brokers.map(unpack) : brokers.map(({ server }) => progressFrom(server.brokerName, query))
  const carried = new Set(progress.filter(({ error }) => error))
  const isNewestFirst = query.order === 'newest'
  const sources = makeSources(context, query, { progress, brokers, isBounded: isNewestFirst })
  const merged = await mergeSources(sources, {
    ...context,
    order: 'newest',
    limit: isNewestFirst ? pageSize : MAX_HITS_OLDEST_FIRST,
    maxBytes: MAX_BYTES,
  })
  const isOver = merged.stopped === 'end'
  const { found, skip } = isNewestFirst
    ? { found: merged.messages, skip: undefined }
    : oldestFirst(merged, last?.skip ?? 0, pageSize)
  const failed = progress.filter(({ error }) => error)
  const retry: KeyPosition = { brokers: failed.map(({ error: _, ...rest }) => pack(rest)) }
  let next: KeyPosition | undefined
  if (isNewestFirst && !isOver) next = { brokers: progress.map(pack) }
  if (skip !== undefined) next = { brokers: startOver(progress, query), skip }
  const times = found.map(({ message }) => message.storeTimestamp)
  return {
    found,
    ...(next && { next }),
    ...(failed.length > 0 && { retry }),
    coverage: {
      stoppedBecause: stoppedBecause(merged, failed.length > 0 || partial.length > 0, skip !== undefined),
      range: isOver
        ? { from: query.from, to: query.to }
        : { from: times.at(isNewestFirst ? -1 : 0) ?? null, to: isNewestFirst ? query.to : (times.at(-1) ?? null) },
      scanned: {
        messages: sources.reduce((sum, source) => sum + source.scannedMessages, 0),
        bytes: BigInt(sources.reduce((sum, source) => sum + source.scannedBytes, 0)),
        queues: 0,
      },
      queues: [],
    },
    partial: [
      ...partial,
      ...failed
        .filter((entry) => !carried.has(entry))
        .map(({ brokerName, error }) => partialOf(brokers, brokerName, error)),
    ],
  }
}

function makeSources(
  { cluster, caller, narrow, mayUnmask, timeoutMs }: SearchContext,
  query: KeyQuery,
  scan: { progress: readonly KeyProgress[]; brokers: readonly TopicBroker[]; isBounded: boolean },
): KeySource[] {
  const queues = query.queues && new Set(query.queues)
  return scan.progress.flatMap((entry) => {
    if (entry.error) return []
    const server = scan.brokers.find((broker) => broker.server.brokerName === entry.brokerName)?.server
    if (!server) {
      entry.error = { code: 'CLUSTER_UNREACHABLE', detail: `${entry.brokerName} is not known to any name server.` }
      return []
    }
    const isHit = (message: StoredMessage) =>
      isWanted(seenAs(message, { mayUnmask }), query) &&
      (!queues || queues.has(`${server.brokerName}:${message.queueId}`))
    return [
      new KeySource(entry, {
        reader: cluster.admin,
        server,
        topicName: query.topic,
        key: query.key,
        fromMs: query.from.getTime(),
        accept: isHit,
        narrow,
        maxRequests: scan.isBounded ? REQUESTS_PER_PAGE : Number.POSITIVE_INFINITY,
        call: { caller, ...(timeoutMs !== undefined && { timeoutMs }) },
      }),
    ]
  })
}

function isWanted(message: StoredMessage, { topic, key, from, to, tag }: KeyQuery): boolean {
  return (
    message.topicName === topic &&
    keysOf(message).includes(key) &&
    message.storeTimestamp >= from &&
    message.storeTimestamp <= to &&
    (tag === undefined || message.properties.get('TAGS') === tag)
  )
}

function oldestFirst(
  merged: Merged,
  skip: number,
  pageSize: number,
): { found: FoundMessage[]; skip: number | undefined } {
  const all = merged.messages.toSorted(compareMessages('oldest'))
  const found = all.slice(skip, skip + pageSize)
  return { found, skip: skip + pageSize < all.length ? skip + pageSize : undefined }
}

/** Oldest first reads all hits again for each page; who failed stays failed. */
function startOver(progress: readonly KeyProgress[], query: KeyQuery): PackedKey[] {
  return progress.map(({ brokerName, error }) => pack({ ...progressFrom(brokerName, query), ...(error && { error }) }))
}

function stoppedBecause(merged: Merged, hasFailed: boolean, hasMore: boolean): Coverage['stoppedBecause'] {
  if (hasFailed) return 'failed'
  if (merged.stopped === 'time') return 'time'
  return merged.stopped === 'end' && !hasMore ? 'complete' : 'limit'
}

const progressFrom = (brokerName: string, query: KeyQuery): KeyProgress => ({
  brokerName,
  endMs: query.to.getTime(),
  before: null,
  isDone: false,
})

function pack({ brokerName, endMs, before, isDone, error }: KeyProgress): PackedKey {
  const place: PackedKey = [brokerName, endMs, before === null ? null : `${before}`, isDone ? 1 : 0]
  if (error) place.push([error.code, error.detail])
  return place
}

function unpack([brokerName, endMs, before, isDone, error]: PackedKey): KeyProgress {
  return {
    brokerName,
    endMs,
    before: before === null ? null : BigInt(before),
    isDone: isDone === 1,
    ...(error && { error: { code: error[0], detail: error[1] } }),
  }
}

function partialOf(brokers: readonly TopicBroker[], brokerName: string, error: KeyProgress['error']): PartialEntry {
  const address = brokers.find(({ server }) => server.brokerName === brokerName)?.server.address ?? ''
  const { code, detail } = error ?? { code: 'INTERNAL', detail: '' }
  return { address, brokerName, code, detail }
}
