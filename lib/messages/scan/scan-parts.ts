import type { PartialEntry } from '#lib/api/endpoint.ts'
import { AppError } from '#lib/errors.ts'
import type { Coverage, MessageOrder } from '#lib/messages/schema.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { mergeSources } from './merge-sources.ts'
import type { FoundMessage } from './message-source.ts'
import { type PackedQueues, packQueues, unpackQueues } from './pack-queues.ts'
import { findTopicBrokers, planQueues, type Stretch, type TopicBroker } from './plan-queues.ts'
import {
  byQueue,
  failWithoutServer,
  serverOf,
  toCoverage,
  toPartial,
  uniqueServers,
  withoutError,
} from './queue-coverage.ts'
import { type QueueProgress, QueueSource } from './queue-source.ts'

/** Queues of one topic with the offsets that are to be read. */
export interface ScanPart {
  topicName: string
  brokers: readonly TopicBroker[]
  queues: QueueProgress[]
}

/** Where a scan of several topics goes on, for a cursor. */
export type PackedParts = [topicName: string, queues: PackedQueues][]

export interface ScanOptions {
  order: MessageOrder
  /** Messages for one answer. */
  limit: number
  /** Pulls of one queue for one answer. */
  maxPulls: number
  accept: (message: StoredMessage, server: Server) => boolean
}

export interface Scanned {
  found: FoundMessage[]
  /** Undefined at the end. */
  next?: PackedParts
  /** What failed queues still owe. */
  retry?: PackedParts
  coverage: Omit<Coverage, 'durationMs' | 'retryCursor' | 'matched'>
  partial: PartialEntry[]
}

const MAX_BYTES = 64 * 1024 * 1024
/** Most of what is read is of other topics, so there is no share to guess. */
const FIRST_PULL = 32

/**
 * Reads queues of several topics side by side, merged by store time: what a search does with one topic, for RocketMQ's own ones.
 *
 * @param partial servers that are missing already
 * @throws the reason of the context's signal
 */
export async function scanParts(
  context: SearchContext,
  parts: readonly ScanPart[],
  partial: readonly PartialEntry[],
  { order, limit, maxPulls, accept }: ScanOptions,
): Promise<Scanned> {
  for (const { queues, brokers } of parts) failWithoutServer(queues, brokers)
  const carried = new Set(parts.flatMap(({ queues }) => queues.filter(({ error }) => error)))
  const sources = parts.flatMap(({ queues, brokers }) =>
    queues.flatMap((queue) => {
      const server = serverOf(queue, brokers)
      if (!server || !queue.range || queue.error) return []
      return [
        new QueueSource(queue, {
          reader: context.cluster.admin,
          server,
          order,
          tag: undefined,
          accept: (message) => accept(message, server),
          firstPull: FIRST_PULL,
          maxPulls,
          call: { caller: context.caller },
        }),
      ]
    }),
  )
  const merged = await mergeSources(sources, { ...context, order, limit, maxBytes: MAX_BYTES })
  const all = parts.flatMap(({ queues }) => queues)
  const failed = all.filter(({ error }) => error)
  const newlyFailed = parts.flatMap(({ queues, brokers }) =>
    queues.filter((queue) => queue.error && !carried.has(queue)).map((queue) => toPartial(queue, brokers)),
  )
  const times = merged.messages.map(({ message }) => message.storeTimestamp.getTime())
  return {
    found: merged.messages,
    ...(merged.stopped !== 'end' && { next: packParts(parts, (queues) => queues) }),
    ...(failed.length > 0 && {
      retry: packParts(parts, (queues) => queues.filter(({ error }) => error).map(withoutError)),
    }),
    coverage: {
      stoppedBecause: failed.length > 0 || partial.length > 0 ? 'failed' : stoppedBecause(merged.stopped),
      range: {
        from: times.length > 0 ? new Date(Math.min(...times)) : null,
        to: times.length > 0 ? new Date(Math.max(...times)) : null,
      },
      scanned: {
        messages: sources.reduce((sum, source) => sum + source.scannedMessages, 0),
        bytes: BigInt(sources.reduce((sum, source) => sum + source.scannedBytes, 0)),
        queues: all.length - failed.length,
      },
      queues: all.map((queue) => toCoverage(queue, order)).sort(byQueue),
    },
    partial: uniqueServers([...partial, ...newlyFailed]),
  }
}

/**
 * The queues of one topic: as a cursor left them, else planned anew. A topic that no broker has is a part without queues.
 *
 * @throws the reason of the context's signal; what the first broker said while none has ever answered
 */
export async function planPart(
  { cluster, caller, signal, deadline }: SearchContext,
  { topicName, stretch, order }: { topicName: string; stretch: Stretch; order: MessageOrder },
  packed: PackedParts | undefined,
): Promise<{ part: ScanPart; partial: PartialEntry[] }> {
  const stop = AbortSignal.any([signal, deadline])
  const { brokers, partial } = await findBrokersIfAny(cluster, topicName, stop)
  const known = packed?.filter(([name]) => name === topicName).flatMap(([name, queues]) => unpackQueues(name, queues))
  const open = known?.filter(({ range, error }) => !range && !error)
  const held = known?.filter(({ range, error }) => range || error) ?? []
  if (brokers.length === 0 || open?.length === 0) return { part: { topicName, brokers, queues: held }, partial }
  const planned = await planQueues({
    reader: cluster.admin,
    topicName,
    brokers,
    ...(open && { only: new Set(open.map(({ brokerName, queueId }) => `${brokerName}:${queueId}`)) }),
    stretch,
    order,
    call: { caller, timeoutMs: cluster.pageTimeoutMs, signal: stop },
  })
  const queues = [...held, ...planned.queues]
  return { part: { topicName, brokers, queues }, partial: [...partial, ...planned.partial] }
}

async function findBrokersIfAny(...args: Parameters<typeof findTopicBrokers>): ReturnType<typeof findTopicBrokers> {
  try {
    return await findTopicBrokers(...args)
  } catch (error) {
    if (error instanceof AppError && error.code === 'NOT_FOUND') return { brokers: [], partial: [] }
    throw error
  }
}

function packParts(
  parts: readonly ScanPart[],
  pick: (queues: readonly QueueProgress[]) => readonly QueueProgress[],
): PackedParts {
  return parts.map(({ topicName, queues }) => [topicName, packQueues(pick(queues))])
}

const stoppedBecause = (stopped: 'end' | 'limit' | 'time') => (stopped === 'end' ? 'complete' : stopped)
