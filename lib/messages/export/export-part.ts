import { z } from 'zod'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import type { Limits } from '#lib/clusters/schema.ts'
import { AppError } from '#lib/errors.ts'
import { countFile, FilePart } from '#lib/jobs/job-file.ts'
import { Found, Skipped } from '#lib/jobs/job-kind.ts'
import { withFilter } from '#lib/messages/answer-search.ts'
import type { FilterFaults } from '#lib/messages/filter/message-filter.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { findTopicBrokers } from '#lib/messages/scan/plan-queues.ts'
import { MAX_FILTERED_STRETCH, MAX_PULL, QueueSource } from '#lib/messages/scan/queue-source.ts'
import { ExportFormat, exportLimits, MessageQuery } from '#lib/messages/schema.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import { readPages } from '#lib/messages/search-pages.ts'
import { openSearch, type Search } from '#lib/messages/search-query.ts'
import { requireSight, seenAs, sightOf } from '#lib/messages/seen-as.ts'
import type { Context } from '#lib/users/context.ts'
import { exportWriter } from './exported-message.ts'
import { requireExport } from './require-export.ts'

const Part = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('stretch'),
    brokerName: z.string(),
    queueId: z.number(),
    from: z.string(),
    to: z.string(),
    lookedBefore: z.number().int().default(0),
  }),
  z.object({ kind: z.literal('search') }),
])
/** What one item of the job exports: offsets of one queue, and how many the items before it look at; or all that the search finds. */
export type ExportPart = z.output<typeof Part>

const ExportItem = z.object({ part: Part, index: z.number().int() })
export const ExportInput = z.object({ query: z.record(z.string(), z.string()), format: ExportFormat })

const NEVER = new AbortController().signal
/** Read at the same time, each by pulls until it has so many bytes. */
const PIECES_AHEAD = 8
const PIECE_BYTES = 256 * 1024

/** Why a part ends before its end: the file is full, or the job has looked at as many messages as it may. */
type Cut = 'LIMIT' | 'SCAN_LIMIT'

interface Scan {
  mayLookAt: number
  /** There was more than that. */
  isCut: boolean
}

/**
 * One part of an export, written into the file of its job as it is read: no more of it is in memory than a few pulls and two pieces of
 * the file. Done again it replaces what a run before has written. The limits are those that the cluster has when the part is read.
 *
 * @throws AppError when a broker fails or the filter was stopped: the part can be tried again
 */
export async function exportPart(
  ctx: Context,
  { clusterId, input, item }: { clusterId: string; input: unknown; item: unknown },
): Promise<Found | Skipped> {
  const { query: wire, format } = ExportInput.parse(input)
  const { part, index } = ExportItem.parse(item)
  const search = openSearch(clusterId, MessageQuery.parse(wire), new Date())
  requireExport(ctx, clusterId, search.query.topic, format.bodyMode !== 'none' || search.filter?.needsBody === true)
  // A rule may be newer than the job.
  await requireSight(ctx, clusterId, search.query)
  const jobId = Number(ctx.jobId)
  const cluster = await getCluster(ctx, clusterId, { topic: 'message:export' })
  const entry = {
    action: 'message.export',
    clusterId,
    target: { kind: 'topic', name: search.query.topic ?? '' },
    permission: 'message:export' as const,
    detail: { query: wire, ...format, part },
  }
  return audited(ctx, entry, async (record) => {
    const file = await FilePart.begin({ jobId, part: index })
    const before = await countFile(jobId)
    const limits = await readLimits(clusterId)
    const room = limits.maxExportMessages - before.rows
    const mayLookAt = limits.maxScanMessages - (part.kind === 'stretch' ? part.lookedBefore : 0)
    if (room <= 0) return new Skipped('LIMIT', `The file has its ${limits.maxExportMessages} messages.`)
    if (mayLookAt <= 0) return new Skipped('SCAN_LIMIT', `${limits.maxScanMessages} messages have been looked at.`)
    const writer = exportWriter(format)
    const caller = ctx.actor.userId ?? ctx.actor.id
    const context = {
      cluster,
      caller,
      ...sightOf(ctx, clusterId, search.query.topic),
      signal: ctx.signal,
      deadline: NEVER,
    }
    const { narrowing, faults } = withFilter(context, search)
    const scan: Scan = { mayLookAt, isCut: false }
    let messages = 0
    let isFull = false
    try {
      for await (const found of readPart(narrowing, cluster, search, part, scan)) {
        isFull = messages + found.length > room
        const fitting = isFull ? found.slice(0, room - messages) : found
        messages += fitting.length
        await file.add(fitting.map(writer.line))
        if (isFull) break
      }
      await file.end()
    } catch (error) {
      // Half a part would look like all of it.
      await file.drop()
      throw error
    }
    record.after({ messages, bytes: file.bytes, ...(faults.count > 0 && { filterFaults: faults.count }) })
    const cut = isFull ? 'LIMIT' : scan.isCut ? 'SCAN_LIMIT' : null
    return new Found(cut ?? (faults.count > 0 ? 'FILTER_FAULTS' : null), remarkOf(messages, cut, faults, limits))
  })
}

function remarkOf(
  messages: number,
  cut: Cut | null,
  { count, first }: FilterFaults,
  { maxExportMessages, maxScanMessages }: Limits,
): string {
  return [
    `${messages} messages.`,
    ...(cut === 'LIMIT'
      ? [`The file may have ${maxExportMessages} messages and is full: what follows is not in it.`]
      : []),
    ...(cut === 'SCAN_LIMIT'
      ? [`An export may look at ${maxScanMessages} messages and has: what follows is not in the file.`]
      : []),
    ...(count > 0 ? [`The filter could not judge ${count}, the first because: ${first[0]?.fault.detail}`] : []),
  ].join(' ')
}

/** Some at a time: a step of a generator for each message would take as long as to write it. */
async function* readPart(
  context: SearchContext,
  cluster: LiveCluster,
  search: Search,
  part: ExportPart,
  scan: Scan,
): AsyncGenerator<FoundMessage[]> {
  if (part.kind === 'search') {
    yield* readSearch(context, search, scan)
    return
  }
  const { query } = search
  if (query.mode !== 'time') throw new Error('only a time range is cut into stretches')
  const { topic, tag, from, to } = query
  const { brokers } = await findTopicBrokers(cluster, topic, context.signal)
  const server = brokers.find((broker) => broker.server.brokerName === part.brokerName)?.server
  if (!server) throw new AppError('CLUSTER_UNREACHABLE', `${part.brokerName} is not known to any name server.`)
  const step = BigInt(tag === undefined ? MAX_PULL : MAX_FILTERED_STRETCH)
  const start = BigInt(part.from)
  const last = start + BigInt(scan.mayLookAt)
  const isWhole = BigInt(part.to) <= last
  const end = isWhole ? BigInt(part.to) : last
  const sourceOf = (at: bigint) => {
    const range = { from: at, next: at, to: at + step < end ? at + step : end }
    return new QueueSource(
      { topicName: topic, brokerName: part.brokerName, queueId: part.queueId, range },
      {
        reader: cluster.admin,
        server,
        order: 'oldest',
        tag,
        accept: (message) => {
          const { properties, storeTimestamp } = seenAs(message, context)
          return (tag === undefined || properties.get('TAGS') === tag) && storeTimestamp >= from && storeTimestamp <= to
        },
        narrow: context.narrow,
        firstPull: Number.POSITIVE_INFINITY,
        maxPulls: Number.POSITIVE_INFINITY,
        call: { caller: context.caller },
      },
    )
  }
  yield* readAhead(start, end, step, sourceOf, context.signal)
  scan.isCut = !isWhole
}

/**
 * A stretch of a queue in its order, the next pieces of it read meanwhile: one pull after the other would wait for the broker most of
 * the time. Of large messages only the first of each piece is read ahead.
 */
async function* readAhead(
  from: bigint,
  to: bigint,
  step: bigint,
  sourceOf: (start: bigint) => QueueSource,
  signal: AbortSignal,
): AsyncGenerator<FoundMessage[]> {
  const leaving = new AbortController()
  const stop = AbortSignal.any([signal, leaving.signal])
  const ahead: { source: QueueSource; reading: Promise<FoundMessage[]> }[] = []
  let start = from
  try {
    while (start < to || ahead.length > 0) {
      for (; start < to && ahead.length < PIECES_AHEAD; start += step) {
        const source = sourceOf(start)
        const reading = readOn(source, stop)
        // Heard when its turn comes; until then it must not look unheard.
        reading.catch(() => {})
        ahead.push({ source, reading })
      }
      const piece = ahead.shift()
      if (!piece) return
      yield await piece.reading
      while (piece.source.isHungry) yield await readOn(piece.source, stop)
      throwFailure(piece.source.progress.error)
    }
  } finally {
    leaving.abort()
  }
}

async function readOn(source: QueueSource, signal: AbortSignal): Promise<FoundMessage[]> {
  const found: FoundMessage[] = []
  const before = source.scannedBytes
  do {
    await source.fill(signal)
    while (source.head) found.push(source.take())
  } while (source.isHungry && source.scannedBytes - before < PIECE_BYTES)
  return found
}

/** A search page by page, as a client would read it, until nothing is left. */
async function* readSearch(context: SearchContext, search: Search, scan: Scan): AsyncGenerator<FoundMessage[]> {
  let { position } = search
  let looked = 0
  do {
    let next: unknown
    for await (const page of readPages(context, { ...search, pageSize: exportLimits.pageSize, position }, new Date())) {
      const [silent] = page.partial
      if (page.coverage.stoppedBecause === 'failed') {
        throwFailure(silent ?? { code: 'CLUSTER_UNREACHABLE', detail: 'Some queues could not be read.' })
      }
      yield page.found
      next = page.next
      looked += page.coverage.scanned.messages
      if (looked >= scan.mayLookAt && next !== undefined) {
        scan.isCut = true
        return
      }
    }
    position = next
  } while (position !== undefined)
}

function throwFailure(error: { code: string; detail: string } | undefined): void {
  if (error) throw new AppError('CLUSTER_UNREACHABLE', error.detail)
}
