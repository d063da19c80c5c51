import { getCluster, type LiveCluster, withSystemTopics } from '#lib/clusters/get-cluster.ts'
import { AppError, type FieldError } from '#lib/errors.ts'
import type { Masker } from '#lib/masking/masker.ts'
import { maskerOf } from '#lib/masking/masker-of.ts'
import { listConsumption } from '#lib/messages/consumption/list-consumption.ts'
import { decodeCursor, encodeCursor } from '#lib/messages/cursor.ts'
import { findById } from '#lib/messages/find-by-id.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { withScanSlot } from '#lib/messages/scan-slots.ts'
import { consumptionLimits } from '#lib/messages/schema.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import { requireSight } from '#lib/messages/seen-as.ts'
import { decodeUniqKey } from '#lib/rocketmq/codec/message-id.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermissionIn, requirePermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { buildTrace, buildTraces, locateRecords } from './build-traces.ts'
import { explainGaps } from './explain-gaps.ts'
import { withConsumption, withMessage } from './infer-hops.ts'
import { maskTrace } from './mask-trace.ts'
import {
  type RecordsPosition,
  type RecordsRead,
  readRecordsByKey,
  scanRecords,
  traceWindow,
  WINDOW_MS,
} from './read-records.ts'
import { type MessageTrace, type TracePage, type TraceQuery, traceLimits } from './schema.ts'

/** An answer ends after this with what came. */
const ANSWER_MS = 30_000
const MINUTE_MS = 60_000
/** A remoting id counts in its client's own time zone. */
const MAX_ZONE_MS = 15 * 3_600_000
const CONSUMPTION_TIMEOUT_MS = 1_000

/** What an answer may tell besides traces. */
interface TraceOptions {
  /** What the reader sees of messages: what they and their groups tell completes a trace. Null: nothing. */
  messages: LiveCluster | null
  /** The rules of the cluster. */
  masker: Masker
}

/**
 * The traces of messages, by an id, by a key, or of those sent to a topic in a time.
 *
 * Trace topics are those of the registration. By id and key the index of every broker is asked, page by page, so that more than
 * the 64 hits of one answer are found; batches hold records of other messages too, which are left out. What clients did not trace
 * is concluded from offsets and copies and marked so. No bodies of messages are in it.
 *
 * @throws AppError INVALID_INPUT for a query that asks for nothing or too much, for a topic that is no trace topic and for a cursor
 *   that is not ours; RATE_LIMITED, except for an id, when 2 searches of this user or 6 of this cluster run already
 */
export async function queryTraces(
  ctx: Context,
  { clusterId, ...query }: TraceQuery & { clusterId: string },
  now = new Date(),
): Promise<TracePage> {
  if (query.topic === undefined) requirePermissionIn(ctx, 'trace:read', clusterId)
  else requirePermission(ctx, 'trace:read', clusterId, onTopic(query.topic))
  const cluster = withSystemTopics(await getCluster(ctx, clusterId, { topic: 'trace:read' }))
  await requireSight(ctx, clusterId, { topic: query.topic, key: query.key })
  const caller = ctx.actor.userId ?? ctx.actor.id
  const messages = hasPermissionIn(ctx, 'message:read', clusterId)
    ? await getCluster(ctx, clusterId, { topic: 'message:read' })
    : null
  const masker = await maskerOf(clusterId)
  const answer = () =>
    answerTraces(
      { cluster, caller, signal: ctx.signal, deadline: AbortSignal.timeout(ANSWER_MS) },
      query,
      { messages, masker },
      now,
    )
  // One message costs a few look-ups, and is asked for whenever one is opened.
  return query.id === undefined ? withScanSlot({ userId: caller, clusterId, signal: ctx.signal }, answer) : answer()
}

/** The same without user and slot. */
export async function answerTraces(
  context: SearchContext,
  query: TraceQuery,
  options: TraceOptions,
  now: Date,
): Promise<TracePage> {
  const startedAt = performance.now()
  const traceTopics = chosenTopics(context, query.traceTopic)
  const answer = await answerOne(context, { ...query, traceTopics }, options, now)
  const { items, cursor = null, gaps, read } = answer
  return {
    items,
    cursor,
    coverage: { ...read.coverage, matched: items.length, durationMs: Math.round(performance.now() - startedAt) },
    gaps,
    traceTopics: read.read,
    ...(read.partial.length > 0 && { partial: read.partial }),
  }
}

interface Answer extends Pick<TracePage, 'items' | 'gaps'> {
  cursor?: string
  read: RecordsRead
}

type Asked = TraceQuery & { traceTopics: readonly string[] }

function answerOne(context: SearchContext, query: Asked, options: TraceOptions, now: Date): Promise<Answer> {
  const { id, key, topic, from } = query
  if (id !== undefined && key !== undefined) throw invalid('query.key', 'oneOf', 'Give an id or a key, not both.')
  if (id !== undefined) return byId(context, { ...query, id: id.trim() }, options, now)
  if (key !== undefined) return byKey(context, { ...query, key }, options, now)
  if (topic === undefined) throw invalid('query.id', 'required', 'Give an id, a key, or a topic with a time.')
  if (from === undefined) throw invalid('query.from', 'required', 'Give the time to look at.')
  return byTime(context, { ...query, topic, from }, options, now)
}

async function byId(
  context: SearchContext,
  query: Asked & { id: string },
  { messages, masker }: TraceOptions,
  now: Date,
): Promise<Answer> {
  const ofMessages = messages && { ...context, cluster: messages }
  let found = ofMessages ? await findMessage(ofMessages, query.id, query.topic, now) : undefined
  const id = found?.message.uniqKey ?? query.id
  const window = windowOf(id, found, query, now)
  const read = await readRecordsByKey(asStored(context), query.traceTopics, { key: id, ...window })
  const own = locateRecords(read.found).filter(({ record }) => record.messageId === id)
  let trace = maskTrace(masker, buildTrace(id, own))
  // Only now it is known where the message is.
  if (!found && ofMessages && trace.topicName) found = await findMessage(ofMessages, id, trace.topicName, now)
  if (found && ofMessages) trace = await complete(ofMessages, trace, found, now)
  const items = trace.hops.length > 0 ? seenOf(context, [trace]) : []
  const message = found && { message: found.message }
  return { items, read, gaps: await explainGaps(context, read, { traces: items, id, now, ...message }) }
}

async function byKey(
  context: SearchContext,
  query: Asked & { key: string },
  { masker }: TraceOptions,
  now: Date,
): Promise<Answer> {
  const to = query.to ?? later(now)
  const from = query.from ?? new Date(to.getTime() - WINDOW_MS)
  requireOrder(from, to)
  const read = await readRecordsByKey(asStored(context), query.traceTopics, { key: query.key, from, to })
  const located = locateRecords(read.found)
  const hasKey = ({ keys }: MessageTrace) => keys.includes(query.key)
  const items = seenOf(context, buildTraces(located))
    .filter((trace) => hasKey(trace) && (query.topic === undefined || trace.topicName === query.topic))
    .map((trace) => maskTrace(masker, trace))
  return { items, read, gaps: await explainGaps(context, read, { traces: items, now }) }
}

async function byTime(
  context: SearchContext,
  query: Asked & { topic: string; from: Date },
  { masker }: TraceOptions,
  now: Date,
): Promise<Answer> {
  const { topic, from, pageSize = traceLimits.pageSize.default } = query
  // A window that ends now ends where its first page said.
  const scope = `traces ${context.cluster.clusterId} ${topic} ${from.toISOString()} ${query.to?.toISOString() ?? ''} ${query.traceTopics}`
  const last =
    query.cursor === undefined ? undefined : (decodeCursor(scope, query.cursor) as RecordsPosition & { toMs: number }) // made below
  const to = last ? new Date(last.toMs) : (query.to ?? later(now))
  requireOrder(from, to)
  const isWanted = ({ topicName, sentAt }: MessageTrace) =>
    topicName === topic && sentAt !== null && sentAt >= from && sentAt <= to
  const tracesOf = (found: readonly FoundMessage[]) =>
    seenOf(context, buildTraces(locateRecords(found))).filter(isWanted)
  const read = await scanRecords(
    context,
    query.traceTopics,
    { from, to },
    {
      last,
      isEnough: (found) => tracesOf(found).length >= pageSize,
    },
  )
  const items = tracesOf(read.found).map((trace) => maskTrace(masker, trace))
  const cursor = read.next && encodeCursor(scope, { ...read.next, toMs: to.getTime() })
  const gaps = items.length > 0 || cursor ? [] : await explainGaps(context, read, { traces: items, now })
  return { items, read, gaps, ...(cursor && { cursor }) }
}

/** Trace messages are found by what is in their keys; who asks has been checked, and what is shown is masked trace by trace. */
const asStored = (context: SearchContext): SearchContext => ({ ...context, mayUnmask: true })
/** Traces of topics that the reader sees, with the consumers that they see. */
function seenOf({ cluster: { scope } }: SearchContext, traces: readonly MessageTrace[]): MessageTrace[] {
  if (scope.isWhole) return [...traces]
  return traces
    .filter(({ topicName }) => topicName !== null && scope.topic(topicName))
    .map((trace) => {
      const hops = trace.hops.filter(
        ({ stage, groupName }) => stage !== 'CONSUME' || groupName === null || scope.group(groupName),
      )
      if (hops.length === trace.hops.length) return trace
      // The records of consumers name their groups.
      return { ...trace, hops, records: trace.records.filter(({ type }) => !type.startsWith('Sub')) }
    })
}

/** With what the message, its groups and its copies tell. */
async function complete(
  { cluster, caller, signal }: SearchContext,
  trace: MessageTrace,
  found: FoundMessage,
  now: Date,
): Promise<MessageTrace> {
  const { items } = await listConsumption(
    { cluster, caller, signal, now, timeoutMs: Math.min(cluster.pageTimeoutMs, CONSUMPTION_TIMEOUT_MS) },
    found,
    { page: 1, pageSize: consumptionLimits.groups },
  )
  return withConsumption(withMessage(trace, found), items)
}

/** The stored message of an id; undefined when it is not found, or its topic is not known. */
async function findMessage(
  { cluster, caller, signal }: SearchContext,
  id: string,
  topic: string | undefined,
  now: Date,
): Promise<FoundMessage | undefined> {
  try {
    const asked = { id, withCopies: false, ...(topic !== undefined && { topic }) }
    const { found } = await findById({ cluster, caller, signal, now, timeoutMs: cluster.pageTimeoutMs }, asked)
    return found.find(({ message }) => message.topicName === topic) ?? found[0]
  } catch (error) {
    if (error instanceof AppError && (error.code === 'INVALID_INPUT' || error.code === 'NOT_FOUND')) return undefined
    throw error
  }
}

/** Around the time when it was sent; where nothing tells when that was, the last three days. */
function windowOf(
  id: string,
  found: FoundMessage | undefined,
  { from, to }: TraceQuery,
  now: Date,
): { from: Date; to: Date } {
  const [approximate] = decodeUniqKey(id, now)?.approximateSendTimes ?? []
  const exact = found?.message.bornTimestamp
  const sentAt = exact ?? approximate
  const window = sentAt
    ? traceWindow(sentAt, exact ? 0 : MAX_ZONE_MS)
    : { from: new Date(now.getTime() - WINDOW_MS), to: later(now) }
  const start = from ?? window.from
  const end = to ?? window.to
  requireOrder(start, end)
  return { from: start, to: end }
}

/** Any other topic would be read as if its bodies were records, by whoever may not read bodies. */
function chosenTopics({ cluster }: SearchContext, traceTopic: string | undefined): readonly string[] {
  if (traceTopic === undefined) return cluster.traceTopics
  if (cluster.traceTopics.includes(traceTopic)) return [traceTopic]
  throw invalid(
    'query.traceTopic',
    'notRegistered',
    `${traceTopic} is not registered as a trace topic of ${cluster.name}.`,
  )
}

function requireOrder(from: Date, to: Date): void {
  if (from > to) throw invalid('query.from', 'afterEnd', 'from lies after to.')
}

function invalid(path: string, rule: string, detail: string): AppError {
  const field: FieldError = { path, rule, detail }
  return new AppError('INVALID_INPUT', detail, { fields: [field] })
}

/** Clocks of brokers may be ahead. */
const later = (now: Date) => new Date(now.getTime() + MINUTE_MS)
