const FIELD_END = '\u0001'
const RECORD_END = '\u0002'

/** In the order of Java's enum, whose ordinal is on the wire. */
const MESSAGE_TYPES = ['NORMAL', 'HALF', 'COMMIT', 'DELAY', 'ORDER'] as const
const CONSUME_RESULTS = ['SUCCESS', 'TIME_OUT', 'EXCEPTION', 'RETURN_NULL', 'FAILED'] as const

/** What a producer said of a message when it sent it. */
export type TraceMessageType = (typeof MESSAGE_TYPES)[number]
/** How a listener ended. */
export type TraceConsumeResult = (typeof CONSUME_RESULTS)[number]

interface RecordParts {
  /** Unique id of the message. */
  messageId: string
  /** As they came, the name of the type first. */
  fields: string[]
}
/** A producer sent a message. */
export interface PubRecord extends RecordParts {
  type: 'Pub'
  /** When it began, by the client's clock. */
  timestamp: Date
  groupName: string
  topicName: string
  tags: string | null
  keys: string | null
  brokerAddress: string
  bodyBytes: number | null
  durationMs: number
  messageType: TraceMessageType | null
  offsetMsgId: string | null
  isSuccess: boolean
  /** Of some versions and languages; else the host is that of the trace message. */
  clientHost: string | null
}
/** A listener was given a message. */
export interface SubBeforeRecord extends RecordParts {
  type: 'SubBefore'
  timestamp: Date
  groupName: string
  /** The same in the record that tells how it ended. */
  requestId: string
  retryTimes: number
  keys: string | null
}
/** A listener ended. */
export interface SubAfterRecord extends RecordParts {
  type: 'SubAfter'
  requestId: string
  /** Of a batch the average. */
  durationMs: number
  isSuccess: boolean
  keys: string | null
  result: TraceConsumeResult | null
  /** When it ended; not of old clients, nor of those in cloud mode. */
  timestamp: Date | null
  groupName: string | null
}
/** A producer decided about a half message, by itself or because a broker asked. */
export interface EndTransactionRecord extends RecordParts {
  type: 'EndTransaction'
  timestamp: Date
  groupName: string
  topicName: string
  tags: string | null
  keys: string | null
  brokerAddress: string
  transactionId: string | null
  state: 'COMMIT' | 'ROLLBACK' | 'UNKNOWN'
  isFromCheck: boolean
}
/** A producer took a delayed message back. 5.3.2+. */
export interface RecallRecord extends RecordParts {
  type: 'Recall'
  timestamp: Date
  groupName: string
  topicName: string
  isSuccess: boolean
}
export type TraceRecord = PubRecord | SubBeforeRecord | SubAfterRecord | EndTransactionRecord | RecallRecord

type Reader = (fields: string[]) => TraceRecord | null

/**
 * The records in the body of a trace message. Fields end with U+0001, records with U+0002; `null` is written as a word, and
 * trailing empty fields may be missing. Clients differ in how many fields they write, so more are ignored and fewer are
 * unknown; a record that cannot be read is left out and takes no other with it.
 *
 * @see protocol notes §6.2; RocketMQ's TraceDataEncoder
 */
export function decodeTraceRecords(text: string): { records: TraceRecord[]; damaged: number } {
  const records: TraceRecord[] = []
  let damaged = 0
  for (const chunk of text.split(RECORD_END)) {
    if (chunk === '') continue
    for (const fields of separate(chunk.split(FIELD_END))) {
      const record = readers[fields[0] ?? '']?.(fields) ?? null
      if (record) records.push(record)
      else damaged += 1
    }
  }
  return { records, damaged }
}

/** Clients 4.9.1 to 5.2.0 in cloud mode forgot the separator after SubAfter, which then has seven fields. */
function separate(fields: string[]): string[][] {
  const isGlued = fields[0] === 'SubAfter' && fields.length > 7 && (fields[7] ?? '') in readers
  return isGlued ? [fields.slice(0, 7), ...separate(fields.slice(7))] : [fields]
}

const readers: Readonly<Record<string, Reader>> = {
  Pub(fields) {
    const [, at, , groupName, topicName, messageId, tags, keys, brokerAddress, bodyBytes, cost, type] = fields
    const timestamp = toDate(at)
    if (!timestamp || !groupName || !topicName || !messageId) return null
    // The old form has no offset id.
    const isOld = fields.length === 13
    return {
      type: 'Pub',
      messageId,
      fields,
      timestamp,
      groupName,
      topicName,
      tags: toText(tags),
      keys: toText(keys),
      brokerAddress: toText(brokerAddress) ?? '',
      bodyBytes: toInt(bodyBytes),
      durationMs: toInt(cost) ?? 0,
      messageType: MESSAGE_TYPES[toInt(type) ?? -1] ?? null,
      offsetMsgId: isOld ? null : toText(fields[12]),
      isSuccess: (isOld ? fields[12] : fields[13]) === 'true',
      clientHost: toText(fields[14]),
    }
  },
  SubBefore(fields) {
    const [, at, , groupName, requestId, messageId, retryTimes, keys] = fields
    const timestamp = toDate(at)
    if (!timestamp || !groupName || !requestId || !messageId) return null
    return {
      type: 'SubBefore',
      messageId,
      fields,
      timestamp,
      groupName,
      requestId,
      retryTimes: toInt(retryTimes) ?? 0,
      keys: toText(keys),
    }
  },
  SubAfter(fields) {
    const [, requestId, messageId, cost, success, keys, code, at, groupName] = fields
    if (!requestId || !messageId || success === undefined) return null
    return {
      type: 'SubAfter',
      messageId,
      fields,
      requestId,
      durationMs: toInt(cost) ?? 0,
      isSuccess: success === 'true',
      keys: toText(keys),
      result: CONSUME_RESULTS[toInt(code) ?? -1] ?? null,
      timestamp: toDate(at),
      groupName: toText(groupName),
    }
  },
  EndTransaction(fields) {
    const [, at, , groupName, topicName, messageId, tags, keys, brokerAddress, , transactionId, state, fromCheck] =
      fields
    const timestamp = toDate(at)
    if (!timestamp || !groupName || !topicName || !messageId) return null
    return {
      type: 'EndTransaction',
      messageId,
      fields,
      timestamp,
      groupName,
      topicName,
      tags: toText(tags),
      keys: toText(keys),
      brokerAddress: toText(brokerAddress) ?? '',
      transactionId: toText(transactionId),
      state: state === 'COMMIT_MESSAGE' ? 'COMMIT' : state === 'ROLLBACK_MESSAGE' ? 'ROLLBACK' : 'UNKNOWN',
      isFromCheck: fromCheck === 'true',
    }
  },
  Recall(fields) {
    const [, at, , groupName, topicName, messageId, success] = fields
    const timestamp = toDate(at)
    if (!timestamp || !groupName || !topicName || !messageId) return null
    return { type: 'Recall', messageId, fields, timestamp, groupName, topicName, isSuccess: success === 'true' }
  },
}

const toText = (field: string | undefined) => (field === undefined || field === '' || field === 'null' ? null : field)

function toInt(field: string | undefined): number | null {
  return field !== undefined && /^-?\d{1,15}$/.test(field) ? Number(field) : null
}

function toDate(field: string | undefined): Date | null {
  const ms = toInt(field)
  return ms !== null && ms > 0 && ms <= 8_640_000_000_000_000 ? new Date(ms) : null
}
