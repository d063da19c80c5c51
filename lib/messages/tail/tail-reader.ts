import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { compileFilter, FilterFaults, filterMessages, type MessageFilter } from '../filter/message-filter.ts'
import { compareMessages, type FoundMessage } from '../scan/message-source.ts'
import { findTopicBrokers } from '../scan/plan-queues.ts'
import { tailLimits } from '../schema.ts'
import { type Sight, seenAs } from '../seen-as.ts'
import { planReads } from './plan-reads.ts'

export interface TailQuery {
  topics: readonly string[]
  /** `brokerName:queueId`; absent = all. */
  queues?: readonly string[] | undefined
  tag?: string | undefined
  /** CEL, as searches take it. */
  filter?: string | undefined
  from: 'now' | 'last10'
}

/** What one look has found. */
export interface TailBatch {
  /** Oldest first. */
  rows: FoundMessage[]
  /** Arrived and not shown, for there were too many. */
  skipped: bigint
  /** Read, and not wanted by tag or filter. */
  filteredOut: bigint
  /** Of these: what the filter could not judge. */
  filterFaults: number
  /** Arrived since the look before, by topic. */
  arrived: Record<string, bigint>
  queues: { read: number; all: number }
  partial: PartialEntry[]
}

interface TailQueue {
  topicName: string
  queueId: number
  server: Server
  next: bigint
}

interface TopicBroker {
  topicName: string
  server: Server
}

/** Topics may get further brokers meanwhile. */
const BROKERS_MS = 10_000
const LAST = 10
/** With a filter more is read than shown. */
const FILTERED_READ = 512
const MAX_PULL = 32
const MAX_PULLS = 8

/**
 * Looks again and again for what arrived in some topics. A look costs one request per topic and broker, and one or more for each queue
 * in which something arrived; a queue in which nothing did costs nothing.
 */
export class TailReader {
  private readonly cluster: LiveCluster
  private readonly query: TailQuery
  private readonly only: ReadonlySet<string> | null
  private readonly caller: string
  private readonly sight: Sight
  private brokers: TopicBroker[] = []
  private brokersAt = Number.NEGATIVE_INFINITY
  private readonly queues = new Map<string, TailQueue>()
  /** Brokers that have said where their queues end: a queue that is new there later is read from its beginning. */
  private readonly begun = new Set<string>()
  /** Brokers that had the topics when the tail began; null before. What others have is new. */
  private firstBrokers: ReadonlySet<string> | null = null
  private isFirst = true
  private readonly filter: MessageFilter | null

  /** @throws AppError INVALID_INPUT for a filter that cannot be read */
  constructor(cluster: LiveCluster, query: TailQuery, caller: string, sight: Sight) {
    this.sight = sight
    this.filter = query.filter === undefined ? null : compileFilter(query.filter)
    this.cluster = cluster
    this.query = query
    this.only = query.queues && query.queues.length > 0 ? new Set(query.queues) : null
    this.caller = caller
  }

  /**
   * What arrived since the look before; the first one fixes where each queue begins.
   *
   * @param limit of rows
   * @throws AppError NOT_FOUND when a topic is gone; the signal's reason
   */
  async look(limit: number, signal: AbortSignal): Promise<TailBatch> {
    await this.findBrokers(signal)
    const partial: PartialEntry[] = []
    const waiting = await this.readEnds(partial, signal)
    const isLast = this.isFirst && this.query.from === 'last10'
    this.isFirst = false
    const counts = waiting.map(({ queue, end }) => end - queue.next)
    const arrived = Object.fromEntries(this.query.topics.map((topic) => [topic, 0n]))
    for (const [index, { queue }] of waiting.entries()) {
      arrived[queue.topicName] = (arrived[queue.topicName] ?? 0n) + (counts[index] ?? 0n)
    }
    // The last ten of each topic are among the last ten of each of its queues, so all of these are read.
    const readLimit = isLast
      ? Number.MAX_SAFE_INTEGER
      : this.query.tag === undefined && !this.filter
        ? limit
        : FILTERED_READ
    const takes = planReads(counts, readLimit)
    let skipped = 0n
    let filteredOut = 0n
    const rows: FoundMessage[] = []
    await Promise.all(
      waiting.map(async ({ queue, end }, index) => {
        const from = end - BigInt(takes[index] ?? 0)
        skipped += from - queue.next
        queue.next = from
        const read = await this.readQueue(queue, end, partial, signal)
        rows.push(...read.rows)
        filteredOut += read.filteredOut
      }),
    )
    const { wanted, faults } = await this.narrow(rows, signal)
    filteredOut += BigInt(rows.length - wanted.length)
    wanted.sort(compareMessages('oldest'))
    const shown = isLast ? lastOfEach(wanted, this.query.topics) : wanted.slice(-limit)
    if (!isLast) skipped += BigInt(wanted.length - shown.length)
    return {
      rows: shown,
      skipped,
      filteredOut: isLast ? 0n : filteredOut,
      filterFaults: faults,
      arrived: isLast ? Object.fromEntries(this.query.topics.map((topic) => [topic, 0n])) : arrived,
      queues: { read: this.queues.size - this.silentQueues(partial), all: this.queues.size },
      partial,
    }
  }

  /** Whether the filter looks at bodies: then the reader needs `message:read-body`. */
  get needsBody(): boolean {
    return this.filter?.needsBody === true
  }

  private async narrow(
    rows: readonly FoundMessage[],
    signal: AbortSignal,
  ): Promise<{ wanted: FoundMessage[]; faults: number }> {
    if (!this.filter) return { wanted: [...rows], faults: 0 }
    const faults = new FilterFaults()
    const messages = rows.map(({ message }) => message)
    const accepted = new Set(await filterMessages(this.filter, messages, { ...this.sight, signal, faults }))
    return { wanted: rows.filter(({ message }) => accepted.has(message)), faults: faults.count }
  }

  private silentQueues(partial: readonly PartialEntry[]): number {
    const silent = new Set(partial.map(({ address }) => address))
    return [...this.queues.values()].filter(({ server }) => silent.has(server.address)).length
  }

  private async findBrokers(signal: AbortSignal): Promise<void> {
    if (performance.now() - this.brokersAt < BROKERS_MS) return
    const found = await Promise.all(
      this.query.topics.map(async (topicName) => {
        const { brokers } = await findTopicBrokers(this.cluster, topicName, signal)
        return brokers.map(({ server }) => ({ topicName, server }))
      }),
    )
    this.brokers = found.flat()
    this.brokersAt = performance.now()
    this.firstBrokers ??= new Set(this.brokers.map(keyOf))
    const servers = new Map(this.brokers.map(({ server }) => [server.brokerName, server]))
    // A slave stands in for a master that died.
    for (const queue of this.queues.values()) queue.server = servers.get(queue.server.brokerName) ?? queue.server
  }

  /** Queues behind whose position something waits, with their ends. */
  private async readEnds(partial: PartialEntry[], signal: AbortSignal): Promise<{ queue: TailQueue; end: bigint }[]> {
    const { admin, pageTimeoutMs: timeoutMs } = this.cluster
    const answers = await Promise.all(
      this.brokers.map(async ({ topicName, server }) => {
        try {
          const stats = await admin.topics.getStats(server, topicName, { signal, timeoutMs, caller: this.caller })
          return { topicName, server, stats }
        } catch (error) {
          this.note(partial, server, error)
          return null
        }
      }),
    )
    return answers.flatMap((answer) => {
      if (!answer) return []
      const { topicName, server, stats } = answer
      const brokerKey = keyOf(answer)
      const isUnheard = !this.begun.has(brokerKey) && this.firstBrokers?.has(brokerKey) === true
      this.begun.add(brokerKey)
      return stats.queues.flatMap(({ queueId, minOffset, maxOffset }) => {
        if (this.only && !this.only.has(`${server.brokerName}:${queueId}`)) return []
        const key = `${brokerKey} ${queueId}`
        const begin = isUnheard ? this.beginning(minOffset, maxOffset) : minOffset
        const queue = this.queues.get(key) ?? { topicName, queueId, server, next: begin }
        this.queues.set(key, queue)
        // Made anew, or cut: what it has now is new.
        if (queue.next > maxOffset || queue.next < minOffset) queue.next = minOffset
        return maxOffset > queue.next ? [{ queue, end: maxOffset }] : []
      })
    })
  }

  /** In a broker that is heard of for the first time: what it has is old. */
  private beginning(minOffset: bigint, maxOffset: bigint): bigint {
    if (!this.isFirst || this.query.from === 'now') return maxOffset
    const from = maxOffset - BigInt(LAST)
    return from > minOffset ? from : minOffset
  }

  private async readQueue(
    queue: TailQueue,
    end: bigint,
    partial: PartialEntry[],
    signal: AbortSignal,
  ): Promise<{ rows: FoundMessage[]; filteredOut: bigint }> {
    const { topicName, queueId, server } = queue
    const { tag } = this.query
    const rows: FoundMessage[] = []
    let filteredOut = 0n
    try {
      for (let pulls = 0; pulls < MAX_PULLS && queue.next < end; pulls++) {
        const wanted = end - queue.next
        const page = await this.cluster.admin.messages.pull(
          server,
          {
            topicName,
            queueId,
            queueOffset: queue.next,
            maxMessages: Number(wanted < BigInt(MAX_PULL) ? wanted : BigInt(MAX_PULL)),
            ...(tag !== undefined && { expression: tag }),
          },
          { signal, timeoutMs: this.cluster.pageTimeoutMs, caller: this.caller },
        )
        const found = page.messages.filter((message) => isWanted(seenAs(message, this.sight), queue.next, tag))
        rows.push(...found.map((message) => ({ server, message })))
        // At its end, or outside: the next look knows better.
        const next = page.nextOffset > queue.next ? page.nextOffset : end
        filteredOut += next - queue.next - BigInt(found.length)
        queue.next = next
      }
    } catch (error) {
      this.note(partial, server, error)
    }
    return { rows, filteredOut: tag === undefined ? 0n : filteredOut }
  }

  private note(partial: PartialEntry[], server: Server, error: unknown): void {
    if (!(error instanceof RocketmqError)) throw error
    if (!partial.some(({ address }) => address === server.address)) partial.push(toPartialEntry(server, error))
  }
}

const keyOf = ({ topicName, server }: TopicBroker) => `${topicName} ${server.brokerName}`

function isWanted({ queueOffset, properties }: StoredMessage, from: bigint, tag: string | undefined): boolean {
  return queueOffset >= from && (tag === undefined || properties.get('TAGS') === tag)
}

function lastOfEach(rows: readonly FoundMessage[], topics: readonly string[]): FoundMessage[] {
  const last = topics.flatMap((topic) => rows.filter(({ message }) => message.topicName === topic).slice(-LAST))
  return last.sort(compareMessages('oldest')).slice(-tailLimits.rowsPerSecond)
}
