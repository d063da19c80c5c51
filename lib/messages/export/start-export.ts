import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { maxItemsPerJob, type StartedJob } from '#lib/jobs/schema.ts'
import { type NewJobItem, startJob } from '#lib/jobs/start-job.ts'
import { ANSWER_MS } from '#lib/messages/query-messages.ts'
import { findTopicBrokers, planQueues } from '#lib/messages/scan/plan-queues.ts'
import type { ExportFormat, MessageQuery } from '#lib/messages/schema.ts'
import { cursorStateOf, openSearch, type TimeQuery } from '#lib/messages/search-query.ts'
import { requireSight } from '#lib/messages/seen-as.ts'
import type { Context } from '#lib/users/context.ts'
import type { ExportPart } from './export-part.ts'
import { requireExport } from './require-export.ts'

export type StartExportInput = ExportFormat & {
  clusterId: string
  query: MessageQuery
  source?: string | undefined
  reason?: string | undefined
}

/** Fewer offsets are not worth a part of their own: its rows and counts would take as long as its messages. */
const MIN_PART_OFFSETS = 10_000
const PARTS_PER_SECOND = 50

/**
 * Exports whatever a search finds as a job. A time range is fixed now, queue by queue and in parts, so that what arrives meanwhile
 * changes nothing and a worker that dies repeats one part only.
 *
 * @throws AppError INVALID_INPUT as searches do; FORBIDDEN; CONFLICT while a broker does not say what it has, for the file would lack
 *   it and nobody would see that
 */
export async function startExport(ctx: Context, input: StartExportInput, now = new Date()): Promise<StartedJob> {
  const { clusterId, query: given, source, reason, format, bodyMode, timeZone } = input
  const search = openSearch(clusterId, given, now)
  requireExport(ctx, clusterId, search.query.topic, bodyMode !== 'none' || search.filter?.needsBody === true)
  await requireSight(ctx, clusterId, search.query)
  const { query } = search
  const items =
    query.mode === 'time' ? await planParts(ctx, clusterId, query) : [itemOf({ kind: 'search' }, 'the search')]
  return startJob(ctx, {
    clusterId,
    kind: 'message.export',
    input: {
      query: cursorStateOf(query, undefined).query,
      format: { format, bodyMode, ...(timeZone !== undefined && { timeZone }) },
    },
    items,
    source,
    reason,
    ratePerSecond: PARTS_PER_SECOND,
  })
}

async function planParts(ctx: Context, clusterId: string, query: TimeQuery): Promise<NewJobItem[]> {
  const cluster = await getCluster(ctx, clusterId, { topic: 'message:export' })
  const signal = AbortSignal.any([ctx.signal, AbortSignal.timeout(ANSWER_MS)])
  const { brokers, partial } = await findTopicBrokers(cluster, query.topic, signal)
  const plan = await planQueues({
    reader: cluster.admin,
    topicName: query.topic,
    brokers,
    ...(query.queues && { only: new Set(query.queues) }),
    stretch: { kind: 'time', from: query.from, to: query.to },
    order: 'oldest',
    call: { caller: ctx.actor.userId ?? ctx.actor.id, timeoutMs: cluster.pageTimeoutMs, signal },
  })
  const [silent] = [...partial, ...plan.partial]
  if (silent) {
    const detail = `${silent.brokerName ?? silent.address} did not say what it has, so the file would lack it. ${silent.detail}`
    throw new AppError('CONFLICT', detail)
  }
  const stretches = plan.queues.flatMap(({ brokerName, queueId, range }) =>
    range ? [{ brokerName, queueId, ...range }] : [],
  )
  const offsets = stretches.reduce((sum, { from, to }) => sum + (to - from), 0n)
  if (offsets === 0n) throw new AppError('NOT_FOUND', 'There is no message in this range.', { reason: 'NO_MESSAGE' })
  const step = BigInt(Math.max(MIN_PART_OFFSETS, Math.ceil(Number(offsets) / (maxItemsPerJob - stretches.length))))
  let lookedBefore = 0
  return stretches
    .flatMap(({ brokerName, queueId, from, to }) => {
      const parts: NewJobItem[] = []
      for (let at = from; at < to; at += step) {
        const end = at + step < to ? at + step : to
        const part: ExportPart = { kind: 'stretch', brokerName, queueId, from: `${at}`, to: `${end}`, lookedBefore }
        parts.push(itemOf(part, `${brokerName} ${queueId}: ${at}–${end - 1n}`))
        lookedBefore += Number(end - at)
      }
      return parts
    })
    .map((item, index) => ({ ...item, input: { ...item.input, index } }))
}

const itemOf = (part: ExportPart, target: string): NewJobItem => ({
  target,
  input: { part, index: 0 } as unknown as Prisma.InputJsonObject,
}) // strings and numbers only
