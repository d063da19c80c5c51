import { csvRecord } from '#lib/api/csv.ts'
import { zonedIso } from '#lib/api/csv-columns.ts'
import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { textStream } from '#lib/api/text-stream.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { AppError } from '#lib/errors.ts'
import { isBodyMasked, isBodyWithheld, maskNotesOf } from '#lib/masking/mask-messages.ts'
import { withFilter } from '#lib/messages/answer-search.ts'
import { findMessage } from '#lib/messages/get-message.ts'
import { bodyBytesOf } from '#lib/messages/message-body.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import { withScanSlot } from '#lib/messages/scan-slots.ts'
import { queryLimits } from '#lib/messages/schema.ts'
import { readPage } from '#lib/messages/search-pages.ts'
import type { Search } from '#lib/messages/search-query.ts'
import { sightOf } from '#lib/messages/seen-as.ts'
import { DLQ_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { originIdOf } from './letter-facts.ts'
import { type DeadLetterFilter, findTopicOf, isWanted, openDeadLetterSearch } from './list-dead-letters.ts'
import { readMarks } from './read-marks.ts'
import { toDeadLetter } from './to-dead-letter.ts'

export interface ExportDeadLettersInput extends Omit<DeadLetterFilter, 'topic'> {
  clusterId: string
  groupName: string
  /** Only these, by offset id; the filter does not count then. */
  messageIds?: string[] | undefined
  body: 'none' | 'text' | 'base64'
  format: 'csv' | 'ndjson'
  timeZone?: string | undefined
}

/** Bodies that are larger are left out, and marked. */
const MAX_BODY_BYTES = 2 * 1024 * 1024
const PAGE_MS = 30_000

type Row = Record<string, unknown>

/**
 * Dead letters as a file, oldest first, read while the client takes them: every field of the messages, where they came from and
 * what was done about them. What could not be read is named at the end. The row of the audit holds the filter before the first byte
 * leaves, and the count after the last.
 */
export async function exportDeadLetters(ctx: Context, input: ExportDeadLettersInput): Promise<StreamAnswer> {
  const { clusterId, groupName, format, body, timeZone = 'UTC', ...filter } = input
  requirePermission(ctx, 'message:export', clusterId, onGroup(groupName))
  requirePermission(ctx, 'dead-letter:read', clusterId, onGroup(groupName))
  if (body !== 'none') requirePermission(ctx, 'message:read-body', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  const row = await findTopicOf(cluster, { groupName }, ctx.signal)
  // What is wrong with it is said before the first byte.
  const search = await openDeadLetterSearch(ctx, clusterId, { ...filter, order: 'oldest' }, row.topicName, new Date())
  const entry = {
    action: 'message.export',
    clusterId,
    target: { kind: 'topic', name: row.topicName },
    permission: 'message:export' as const,
    detail: { groupName, body, format, ...filter },
  }
  const begun = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<{ messages: number; missing?: string }>()
  audited(ctx, entry, async (record) => {
    begun.resolve()
    record.after(await ended.promise)
  }).catch(begun.reject)
  await begun.promise
  const rows = input.messageIds
    ? namedRows(ctx, input, input.messageIds)
    : filteredRows(ctx, cluster, input, search, row.topicName)
  const pieces = format === 'csv' ? asCsv(rows, timeZone, ended.resolve) : asNdjson(rows, ended.resolve)
  const at = new Date().toISOString().replace(/[:.]/g, '-')
  return {
    headers: {
      'content-type': format === 'csv' ? 'text/csv; charset=utf-8; header=present' : 'application/x-ndjson',
      'content-disposition': `attachment; filename="dead-letters-${groupName.replace(/[^\w.-]/g, '_')}-${at}.${format}"`,
    },
    body: textStream(pieces),
  }
}

/** Rows in batches; at the end what is missing, if something is. */
type Batches = AsyncGenerator<Row[], string | undefined>

async function* filteredRows(
  ctx: Context,
  cluster: LiveCluster,
  { groupName, body, ...filter }: ExportDeadLettersInput,
  search: Search,
  topicName: string,
): Batches {
  const { clusterId } = cluster
  const now = new Date()
  const caller = ctx.actor.userId ?? ctx.actor.id
  let position = search.position
  const { maxExportMessages } = await readLimits(clusterId)
  let messages = 0
  do {
    const deadline = AbortSignal.timeout(PAGE_MS)
    const context = { cluster, caller, ...sightOf(ctx, clusterId, topicName), signal: ctx.signal, deadline }
    const page = await withScanSlot({ userId: caller, clusterId, signal: ctx.signal }, () =>
      readPage(withFilter(context, search).narrowing, { ...search, pageSize: queryLimits.pageSize.max, position }, now),
    )
    const own = page.found.filter(({ message }) => message.topicName === topicName)
    const rows = await toRows(clusterId, { groupName, body }, own, filter)
    const allowed = rows.slice(0, maxExportMessages - messages)
    messages += allowed.length
    yield allowed
    if (allowed.length < rows.length) return `Cut: the cluster exports at most ${maxExportMessages} messages at once`
    if (page.coverage.stoppedBecause === 'failed') {
      const names = page.partial.map(({ brokerName, address }) => brokerName ?? address)
      const failed = page.coverage.queues.filter(({ state }) => state === 'failed').map(({ brokerName }) => brokerName)
      return `Not read: ${[...new Set([...names, ...failed])].join(', ')}`
    }
    position = page.next
  } while (position !== undefined)
  return undefined
}

async function* namedRows(
  ctx: Context,
  { clusterId, groupName, body }: ExportDeadLettersInput,
  messageIds: readonly string[],
): Batches {
  const topic = DLQ_PREFIX + groupName
  const missing: string[] = []
  for (const messageId of messageIds) {
    const found = await findMessage(ctx, { clusterId, messageId, topic }, { seenBy: 'topic:read' }).catch(
      (error: unknown) => {
        if (error instanceof AppError && error.code === 'NOT_FOUND') return null
        throw error
      },
    )
    if (found?.message.topicName !== topic) missing.push(messageId)
    else yield await toRows(clusterId, { groupName, body }, [found], {})
  }
  return missing.length > 0 ? `Not found: ${missing.join(', ')}` : undefined
}

async function toRows(
  clusterId: string,
  { groupName, body }: Pick<ExportDeadLettersInput, 'groupName' | 'body'>,
  found: readonly FoundMessage[],
  filter: DeadLetterFilter,
): Promise<Row[]> {
  const refs = found.map(({ message }) => ({ originId: originIdOf(message), uniqKey: message.uniqKey }))
  const marks = await readMarks(clusterId, groupName, refs)
  return found.flatMap((each): Row[] => {
    const letter = toDeadLetter(each, groupName, marks, { withBody: false })
    if (!isWanted(letter, filter)) return []
    const { message } = each
    return [
      {
        topicName: letter.topicName,
        brokerName: letter.brokerName,
        queueId: letter.queueId,
        queueOffset: `${letter.queueOffset}`,
        uniqKey: letter.uniqKey,
        offsetMsgId: letter.offsetMsgId,
        bornTimestamp: letter.bornTimestamp,
        storeTimestamp: letter.storeTimestamp,
        bornHost: letter.clientHost ?? letter.bornHost,
        tags: letter.tags,
        keys: letter.keys,
        properties: Object.fromEntries(message.properties),
        reconsumeTimes: letter.reconsumeTimes,
        storeBytes: letter.storeBytes,
        bodyBytes: letter.bodyBytes,
        bodyCrc: isBodyMasked(message) ? null : message.bodyCrc,
        originTopic: letter.originTopic,
        originId: letter.originId,
        state: letter.state,
        resends: letter.resends,
        successes: letter.successes,
        note: letter.note ?? null,
        ...bodyCells(each, body),
        isMasked: maskNotesOf(message, { withBody: body !== 'none' }).length > 0,
      },
    ]
  })
}

/** As text only what is UTF-8; the rest as base64, which `bodyEncoding` says. */
function bodyCells({ message }: FoundMessage, mode: ExportDeadLettersInput['body']): Row {
  if (mode === 'none') return {}
  if (isBodyWithheld(message)) return { body: null, bodyEncoding: 'masked' }
  const body = bodyBytesOf(message)
  if ('damage' in body) return { body: null, bodyEncoding: 'damaged' }
  if (body.bytes.length > MAX_BODY_BYTES) return { body: null, bodyEncoding: 'withheld' }
  const text = mode === 'text' ? utf8Of(body.bytes) : null
  return text === null
    ? { body: body.bytes.toString('base64'), bodyEncoding: 'base64' }
    : { body: text, bodyEncoding: 'text' }
}

function utf8Of(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}

type Ended = (how: { messages: number; missing?: string }) => void

async function* asNdjson(batches: Batches, onEnd: Ended): AsyncGenerator<string> {
  const missing = yield* written(batches, (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''), onEnd)
  if (missing !== undefined) yield `${JSON.stringify({ partial: missing })}\n`
}

async function* asCsv(batches: Batches, timeZone: string, onEnd: Ended): AsyncGenerator<string> {
  const cellOf = (value: unknown) =>
    value instanceof Date ? zonedIso(value, timeZone) : Array.isArray(value) ? value.join(' ') : value
  let isFirst = true
  const toText = (rows: readonly Row[]) => {
    const [first] = rows
    const head = isFirst && first ? csvRecord(Object.keys(first)) : ''
    if (first) isFirst = false
    return head + rows.map((row) => csvRecord(Object.values(row).map(cellOf))).join('')
  }
  const missing = yield* written(batches, toText, onEnd)
  if (missing !== undefined) yield csvRecord([`# ${missing}`])
}

/** Also a reader that leaves ends it: then the count is of what it took. */
async function* written(
  batches: Batches,
  toText: (rows: Row[]) => string,
  onEnd: Ended,
): AsyncGenerator<string, string | undefined> {
  let messages = 0
  let missing: string | undefined = 'The reader left, or reading failed.'
  try {
    for (;;) {
      const { value, done } = await batches.next()
      if (done) {
        missing = value
        return value
      }
      messages += value.length
      if (value.length > 0) yield toText(value)
    }
  } finally {
    onEnd({ messages, ...(missing !== undefined && { missing }) })
  }
}
