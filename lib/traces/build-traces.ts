import { originalOf } from '#lib/masking/original-of.ts'
import { bodyBytesOf } from '#lib/messages/message-body.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import {
  decodeTraceRecords,
  type EndTransactionRecord,
  type PubRecord,
  type RecallRecord,
  type SubAfterRecord,
  type SubBeforeRecord,
  type TraceRecord,
} from '#lib/rocketmq/codec/trace-records.ts'
import type { MessageTrace, RawTraceRecord, TraceHop } from './schema.ts'

/** A record and where it was found. */
export interface LocatedRecord {
  record: TraceRecord
  /** `ip` of the client that wrote it. */
  clientHost: string
  raw: RawTraceRecord
}

/** The records of trace messages, each once: a client that got no answer sends its trace again. */
export function locateRecords(found: readonly FoundMessage[]): LocatedRecord[] {
  const seen = new Set<string>()
  const located: LocatedRecord[] = []
  const oldestFirst = found.toSorted((a, b) => a.message.storeTimestamp.getTime() - b.message.storeTimestamp.getTime())
  for (const { server, message } of oldestFirst) {
    // What the records hold is masked trace by trace: their topics are those of other messages.
    const body = bodyBytesOf(originalOf(message))
    if (!('bytes' in body)) continue
    const clientHost = hostOf(message.bornHost)
    for (const record of decodeTraceRecords(body.bytes.toString('utf8')).records) {
      const key = `${clientHost} ${record.fields.join('\u0001')}`
      if (seen.has(key)) continue
      seen.add(key)
      const { topicName, queueId, queueOffset, storeTimestamp } = message
      const place = { traceTopic: topicName, brokerName: server.brokerName, queueId, queueOffset, storeTimestamp }
      located.push({ record, clientHost, raw: { type: record.type, fields: record.fields, clientHost, ...place } })
    }
  }
  return located
}

/** One trace per message, the newest first. */
export function buildTraces(located: readonly LocatedRecord[]): MessageTrace[] {
  const byId = Map.groupBy(located, ({ record }) => record.messageId)
  return [...byId]
    .map(([messageId, records]) => buildTrace(messageId, records))
    .sort((a, b) => (b.sentAt?.getTime() ?? 0) - (a.sentAt?.getTime() ?? 0))
}

export function buildTrace(messageId: string, located: readonly LocatedRecord[]): MessageTrace {
  const pub = located.map(({ record }) => record).find((record) => record.type === 'Pub')
  const about = pub ?? located.map(({ record }) => record).find((record) => 'topicName' in record)
  const keys = located.map(({ record }) => ('keys' in record ? record.keys : null)).find((text) => text !== null)
  return {
    messageId,
    topicName: about?.topicName ?? null,
    tags: (about && 'tags' in about ? about.tags : null) ?? null,
    keys: (keys ?? '').split(' ').filter(Boolean),
    producerGroup: about?.groupName ?? null,
    sentAt: pub?.timestamp ?? null,
    bodyBytes: pub?.bodyBytes ?? null,
    hops: sortHops(hopsOf(located)),
    records: located.map(({ raw }) => raw),
  }
}

/** By start; what has no time stands last, as it came. */
export function sortHops(hops: readonly TraceHop[]): TraceHop[] {
  const at = ({ startedAt }: TraceHop) => startedAt?.getTime() ?? Number.POSITIVE_INFINITY
  // Of one moment: sent, stored, decided, consumed.
  const order: readonly TraceHop['stage'][] = ['PRODUCE', 'PERSIST', 'TRANSACTION', 'RECALL', 'CONSUME']
  return hops.toSorted((a, b) => {
    const [first, second] = [at(a), at(b)]
    return first === second ? order.indexOf(a.stage) - order.indexOf(b.stage) : first - second
  })
}

function hopsOf(located: readonly LocatedRecord[]): TraceHop[] {
  const hops: TraceHop[] = []
  const ends = new Map<string, LocatedRecord & { record: SubAfterRecord }>()
  for (const each of located) {
    if (isOf(each, 'SubAfter') && !ends.has(each.record.requestId)) ends.set(each.record.requestId, each)
  }
  for (const each of located) {
    if (isOf(each, 'Pub')) hops.push(sent(each.record, each.clientHost))
    if (isOf(each, 'EndTransaction')) hops.push(decided(each.record, each.clientHost))
    if (isOf(each, 'Recall')) hops.push(recalled(each.record, each.clientHost))
    if (isOf(each, 'SubBefore')) {
      const end = ends.get(each.record.requestId)
      ends.delete(each.record.requestId)
      hops.push(consumed(each.record, end?.record, each.clientHost))
    }
  }
  // Their beginning is lost.
  for (const { record, clientHost } of ends.values()) hops.push(ended(record, clientHost))
  return hops
}

function isOf<T extends TraceRecord['type']>(
  each: LocatedRecord,
  type: T,
): each is LocatedRecord & { record: Extract<TraceRecord, { type: T }> } {
  return each.record.type === type
}

const told = { source: 'TRACE', isInferred: false } as const

const sent = (record: PubRecord, clientHost: string): TraceHop => ({
  stage: 'PRODUCE',
  ...told,
  groupName: record.groupName,
  clientHost: record.clientHost ?? clientHost,
  startedAt: record.timestamp,
  durationMs: record.durationMs,
  result: record.isSuccess ? 'SUCCESS' : 'FAILED',
  ...(record.messageType && { messageType: record.messageType }),
})

const decided = (record: EndTransactionRecord, clientHost: string): TraceHop => ({
  stage: 'TRANSACTION',
  ...told,
  groupName: record.groupName,
  clientHost,
  startedAt: record.timestamp,
  durationMs: null,
  result: record.state,
  isFromCheck: record.isFromCheck,
  ...(record.transactionId !== null && { transactionId: record.transactionId }),
})

const recalled = (record: RecallRecord, clientHost: string): TraceHop => ({
  stage: 'RECALL',
  ...told,
  groupName: record.groupName,
  clientHost,
  startedAt: record.timestamp,
  durationMs: null,
  result: record.isSuccess ? 'SUCCESS' : 'FAILED',
})

const consumed = (before: SubBeforeRecord, after: SubAfterRecord | undefined, clientHost: string): TraceHop => ({
  stage: 'CONSUME',
  ...told,
  groupName: before.groupName,
  clientHost,
  startedAt: before.timestamp,
  durationMs: after?.durationMs ?? null,
  result: after ? resultOf(after) : 'NO_END',
  retryTimes: before.retryTimes,
})

const ended = (record: SubAfterRecord, clientHost: string): TraceHop => ({
  stage: 'CONSUME',
  ...told,
  groupName: record.groupName,
  clientHost,
  startedAt: record.timestamp && new Date(record.timestamp.getTime() - record.durationMs),
  durationMs: record.durationMs,
  result: resultOf(record),
})

/** The code is more exact than the flag, but says success of what is unknown to it. */
function resultOf({ isSuccess, result }: SubAfterRecord): TraceHop['result'] {
  if (isSuccess) return 'SUCCESS'
  return result === null || result === 'SUCCESS' ? 'FAILED' : result
}

const hostOf = (bornHost: string) => bornHost.slice(0, bornHost.lastIndexOf(':'))
