import type { PartialEntry } from '#lib/api/endpoint.ts'
import { AppError } from '#lib/errors.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { uniqueServers } from '#lib/messages/scan/queue-coverage.ts'
import type { StoppedBecause } from '#lib/messages/schema.ts'
import { searchKeys } from '#lib/messages/search-keys.ts'
import type { SearchContext, SearchPage } from '#lib/messages/search-page.ts'
import { searchQueues } from '#lib/messages/search-queues.ts'

/** Trace messages that one answer reads. */
const MAX_HITS = 2_000
const HITS_PER_PAGE = 500
const SCAN_PER_PAGE = 200
/** Of a scan in one answer, whether or not they are of the topic. */
const MAX_SCANNED = 20_000
/** Clients send their traces 5 s after, and may have to try again. */
const TRACE_DELAY_MS = 60_000
/** How long after it was sent a message is looked for. */
export const WINDOW_MS = 3 * 86_400_000
/** Clocks of clients and brokers differ. */
const CLOCK_SLACK_MS = 60_000

export interface RecordsRead {
  found: FoundMessage[]
  coverage: SearchPage['coverage']
  partial: PartialEntry[]
  /** Trace topics that no broker has. */
  missing: string[]
  /** Trace topics that were read. */
  read: string[]
}

/** Where a scan of several trace topics goes on: those before are done. */
export interface RecordsPosition {
  topicIndex: number
  position: unknown
}

/** When the records of a message were stored: from a minute before it was sent to three days after it. */
export const traceWindow = (sentAt: Date, slackMs = 0): { from: Date; to: Date } => ({
  from: new Date(sentAt.getTime() - CLOCK_SLACK_MS - slackMs),
  to: new Date(sentAt.getTime() + WINDOW_MS + slackMs),
})

/** All trace messages under a key or an id, however many there are: page by page. @throws the signal's reason */
export async function readRecordsByKey(
  context: SearchContext,
  traceTopics: readonly string[],
  { key, from, to }: { key: string; from: Date; to: Date },
): Promise<RecordsRead> {
  const reading = new Reading(from, to)
  await Promise.all(
    traceTopics.map((topic) =>
      reading.skipMissing(topic, async () => {
        let position: unknown
        do {
          const query = { mode: 'key' as const, topic, key, from, to, order: 'newest' as const }
          const page = await searchKeys(context, query, { pageSize: HITS_PER_PAGE, position })
          reading.add(topic, page)
          position = page.next
        } while (position !== undefined && reading.found.length < MAX_HITS && !context.deadline.aborted)
        return position !== undefined
      }),
    ),
  )
  return reading.result()
}

/**
 * Trace messages stored in a time, newest first, until a caller has enough of them.
 *
 * @param isEnough asked after each page, with all that was found in this answer
 */
export async function scanRecords(
  context: SearchContext,
  traceTopics: readonly string[],
  window: { from: Date; to: Date },
  { last, isEnough }: { last: RecordsPosition | undefined; isEnough: (found: readonly FoundMessage[]) => boolean },
): Promise<RecordsRead & { next?: RecordsPosition }> {
  const reading = new Reading(window.from, window.to)
  let next: RecordsPosition | undefined
  for (let topicIndex = last?.topicIndex ?? 0; topicIndex < traceTopics.length; topicIndex++) {
    const topic = traceTopics[topicIndex] ?? ''
    await reading.skipMissing(topic, async () => {
      let position = topicIndex === last?.topicIndex ? last.position : undefined
      do {
        const to = new Date(window.to.getTime() + TRACE_DELAY_MS)
        const query = { mode: 'time' as const, topic, from: window.from, to, order: 'newest' as const }
        const page = await searchQueues(context, query, { pageSize: SCAN_PER_PAGE, position })
        reading.add(topic, page)
        position = page.next
        const isFull = isEnough(reading.found) || reading.scanned >= MAX_SCANNED || context.deadline.aborted
        if (position !== undefined && isFull) next = { topicIndex, position }
      } while (position !== undefined && next === undefined)
      return next !== undefined
    })
    if (next) break
  }
  return { ...reading.result(), ...(next && { next }) }
}

/** What several searches of one answer have read together. */
class Reading {
  readonly found: FoundMessage[] = []
  scanned = 0
  private readonly missing: string[] = []
  private readonly read: string[] = []
  private readonly partial: PartialEntry[] = []
  private readonly queues = new Map<string, SearchPage['coverage']['queues'][number]>()
  private readonly window: { from: Date; to: Date }
  private bytes = 0n
  private stopped: StoppedBecause = 'complete'
  private oldestKept: Date | undefined

  constructor(from: Date, to: Date) {
    this.window = { from, to }
  }

  /** @param run answers whether there is more */
  async skipMissing(topic: string, run: () => Promise<boolean>): Promise<void> {
    try {
      const hasMore = await run()
      this.read.push(topic)
      if (hasMore) this.stop('limit')
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'NOT_FOUND')) throw error
      this.missing.push(topic)
    }
  }

  add(topic: string, { found, coverage, partial }: SearchPage): void {
    this.found.push(...found)
    this.partial.push(...partial)
    this.scanned += coverage.scanned.messages
    this.bytes += coverage.scanned.bytes
    for (const queue of coverage.queues) this.queues.set(`${topic} ${queue.brokerName} ${queue.queueId}`, queue)
    if (coverage.stoppedBecause === 'failed' || coverage.stoppedBecause === 'time') this.stop(coverage.stoppedBecause)
    const oldest = coverage.expired?.oldestStoreTimestamp
    if (oldest && (!this.oldestKept || oldest < this.oldestKept)) this.oldestKept = oldest
  }

  result(): RecordsRead {
    return {
      found: this.found,
      coverage: {
        stoppedBecause: this.stopped,
        range: this.window,
        scanned: { messages: this.scanned, bytes: this.bytes, queues: this.queues.size },
        ...(this.oldestKept && { expired: { oldestStoreTimestamp: this.oldestKept } }),
        queues: [...this.queues.values()],
      },
      partial: uniqueServers(this.partial),
      missing: this.missing,
      read: this.read,
    }
  }

  /** What failed says more than what is merely not read yet. */
  private stop(why: StoppedBecause): void {
    if (this.stopped !== 'failed') this.stopped = why
  }
}
