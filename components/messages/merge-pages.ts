import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { Coverage, MessageItem, MessageOrder, MessagePage, QueueCoverage } from '#lib/messages/schema.ts'

/** What every answer that is read page by page says of what it read. */
export interface ReadAnswer {
  cursor: string | null
  coverage: Coverage
  partial?: PartialEntry[] | undefined
}

/** An answer and the cursor that it was asked with; null for the first. */
export interface AskedPage<Page extends ReadAnswer = MessagePage> {
  asked: string | null
  page: Page
}

/** What was read by all answers together. */
export interface MergedRead {
  /** Where the search goes on; undefined at its end. */
  cursor: string | undefined
  /** Reads what failed queues still owe. */
  retryCursor: string | undefined
  stoppedBecause: Coverage['stoppedBecause']
  queues: QueueCoverage[]
  partial: PartialEntry[]
  expiredBefore: Date | undefined
  reason: Coverage['reason']
  scannedMessages: number
  scannedBytes: bigint
  durationMs: number
  filterFaults: Coverage['filterFaults']
  range: Coverage['range']
}

export interface MergedSearch<Item extends MessageItem = MessageItem> extends MergedRead {
  items: Item[]
}

/** All answers of one search as one: rows in order. */
export function mergePages<Item extends MessageItem>(
  pages: readonly AskedPage<ReadAnswer & { items: Item[] }>[],
  order: MessageOrder,
): MergedSearch<Item> {
  const items = [...new Map(pages.flatMap(({ page }) => page.items).map((item) => [item.offsetMsgId, item])).values()]
  const sign = order === 'oldest' ? 1 : -1
  return {
    ...mergeReads(pages),
    // A retry brings rows that belong between those that are there; without one they come in order.
    items: items.toSorted((a, b) => sign * (a.storeTimestamp.getTime() - b.storeTimestamp.getTime())),
  }
}

/** What several answers have read together, each queue as it was last heard of. */
export function mergeReads(pages: readonly AskedPage<ReadAnswer>[]): MergedRead {
  const asked = new Set(pages.map((each) => each.asked))
  const coverages = pages.map(({ page }) => page.coverage)
  const queues = lastHeard(pages)
  const failedBrokers = new Set(queues.filter(({ state }) => state === 'failed').map(({ brokerName }) => brokerName))
  const knownBrokers = new Set(queues.map(({ brokerName }) => brokerName))
  const partial = uniqueServers(pages.flatMap(({ page }) => page.partial ?? [])).filter(
    // A broker whose queues have been read after all is missing no longer.
    ({ brokerName = '' }) => !knownBrokers.has(brokerName) || failedBrokers.has(brokerName),
  )
  const cursor = pages.map(({ page }) => page.cursor).find((each) => each !== null && !asked.has(each)) ?? undefined
  const last = coverages.at(-1)
  const isIncomplete =
    queues.length > 0 ? failedBrokers.size > 0 || partial.length > 0 : last?.stoppedBecause === 'failed'
  const bounds = coverages.flatMap(({ range }) => [range.from, range.to]).flatMap((at) => (at ? [at.getTime()] : []))
  return {
    cursor,
    retryCursor: isIncomplete ? coverages.findLast(({ retryCursor }) => retryCursor)?.retryCursor : undefined,
    stoppedBecause: isIncomplete ? 'failed' : withoutFailure(last, queues, cursor !== undefined),
    queues,
    partial,
    expiredBefore: coverages.find(({ expired }) => expired)?.expired?.oldestStoreTimestamp,
    reason: last?.reason,
    scannedMessages: coverages.reduce((sum, { scanned }) => sum + scanned.messages, 0),
    scannedBytes: coverages.reduce((sum, { scanned }) => sum + scanned.bytes, 0n),
    filterFaults: joinFaults(coverages.flatMap(({ filterFaults }) => filterFaults ?? [])),
    durationMs: coverages.reduce((sum, { durationMs }) => sum + durationMs, 0),
    range: {
      from: bounds.length > 0 ? new Date(Math.min(...bounds)) : null,
      to: bounds.length > 0 ? new Date(Math.max(...bounds)) : null,
    },
  }
}

/** The last word on each queue. What a retry has read counts as read, though the search that goes on without it says failed. */
function lastHeard(pages: readonly AskedPage<ReadAnswer>[]): QueueCoverage[] {
  const retries = new Set(pages.map(({ page }) => page.coverage.retryCursor))
  const heard = new Map<string, QueueCoverage>()
  const recovered = new Set<string>()
  for (const { asked, page } of pages) {
    const isRetry = asked !== null && retries.has(asked)
    if (isRetry && page.cursor !== null) retries.add(page.cursor)
    for (const queue of page.coverage.queues) {
      const key = `${queue.topicName} ${queue.brokerName} ${queue.queueId}`
      if (isRetry && queue.state !== 'failed') recovered.add(key)
      if (isRetry || !recovered.has(key)) heard.set(key, queue)
    }
  }
  return [...heard.values()]
}

function withoutFailure(
  last: Coverage | undefined,
  queues: readonly QueueCoverage[],
  goesOn: boolean,
): Coverage['stoppedBecause'] {
  const said = last?.stoppedBecause ?? 'complete'
  if (goesOn) return said === 'time' || said === 'cancelled' ? said : 'limit'
  if (queues.length > 0 && queues.every(({ state }) => state === 'done')) return 'complete'
  return said === 'failed' ? 'limit' : said
}

const SHOWN_FAULTS = 5

function joinFaults(faults: readonly NonNullable<Coverage['filterFaults']>[]): Coverage['filterFaults'] {
  if (faults.length === 0) return undefined
  return {
    count: faults.reduce((sum, { count }) => sum + count, 0),
    first: faults.flatMap(({ first }) => first).slice(0, SHOWN_FAULTS),
  }
}

const uniqueServers = (entries: readonly PartialEntry[]) => [
  ...new Map(entries.map((entry) => [`${entry.address} ${entry.brokerName ?? ''}`, entry])).values(),
]
