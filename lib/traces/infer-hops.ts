import { storedFactsOf } from '#lib/masking/mask-messages.ts'
import { bodyBytesOf } from '#lib/messages/message-body.ts'
import type { FoundMessage } from '#lib/messages/scan/message-source.ts'
import type { ConsumptionRow } from '#lib/messages/schema.ts'
import { keysOf } from '#lib/messages/to-message-item.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { splitNamespace } from '#lib/rocketmq/codec/topic-name.ts'
import { sortHops } from './build-traces.ts'
import type { MessageTrace, TraceHop } from './schema.ts'

/** A trace with what the stored message says: that it was stored, and the facts that no record tells. */
export function withMessage(trace: MessageTrace, { server, message }: FoundMessage): MessageTrace {
  const { topicName, queueId, queueOffset, storeTimestamp, offsetMsgId, properties } = message
  const stored: TraceHop = {
    stage: 'PERSIST',
    source: 'MESSAGE',
    isInferred: false,
    groupName: null,
    clientHost: null,
    brokerName: server.brokerName,
    startedAt: storeTimestamp,
    durationMs: null,
    result: 'STORED',
  }
  const hasProduce = trace.hops.some(({ stage }) => stage === 'PRODUCE')
  // When it was sent stands in the message itself; who sent it and how long that took does not.
  const sent: TraceHop = {
    stage: 'PRODUCE',
    source: 'MESSAGE',
    isInferred: true,
    groupName: properties.get('PGROUP') ?? null,
    clientHost: properties.get('__BORNHOST') ?? message.bornHost,
    startedAt: message.bornTimestamp,
    durationMs: null,
    result: 'STORED',
  }
  return {
    ...trace,
    topicName,
    tags: trace.tags ?? properties.get('TAGS') ?? null,
    keys: trace.keys.length > 0 ? trace.keys : keysOf(message),
    producerGroup: trace.producerGroup ?? properties.get('PGROUP') ?? null,
    sentAt: trace.sentAt ?? message.bornTimestamp,
    bodyBytes: trace.bodyBytes ?? bodyBytes(message),
    message: { topicName, offsetMsgId, brokerName: server.brokerName, queueId, queueOffset, storeTimestamp },
    hops: sortHops([...trace.hops, stored, ...(hasProduce ? [] : [sent])]),
  }
}

function bodyBytes(message: StoredMessage): number {
  const stored = storedFactsOf(message)
  if (stored) return stored.bodyBytes
  const body = bodyBytesOf(message)
  return 'bytes' in body ? body.bytes.length : message.storedBody.length
}

/**
 * A trace with what is concluded of each group: of those that traced nothing their verdict and their retry copies, of the others
 * only where the message is now. Records know groups without their namespace, which they get back.
 */
export function withConsumption(trace: MessageTrace, rows: readonly ConsumptionRow[]): MessageTrace {
  const fullName = new Map(rows.map(({ groupName }) => [splitNamespace(groupName).shortName, groupName]))
  const named = trace.hops.map((hop) =>
    hop.stage === 'CONSUME' && hop.groupName !== null
      ? { ...hop, groupName: fullName.get(hop.groupName) ?? hop.groupName }
      : hop,
  )
  const traced = Map.groupBy(
    named.filter(({ stage }) => stage === 'CONSUME'),
    ({ groupName }) => groupName,
  )
  const inferred = rows.flatMap((row) => {
    const own = traced.get(row.groupName)
    return own ? whereItIs(row, own) : [...retries(row), ...verdict(row)]
  })
  return { ...trace, hops: sortHops([...named, ...inferred]) }
}

const concluded = (row: ConsumptionRow) =>
  ({
    stage: 'CONSUME',
    isInferred: true,
    groupName: row.groupName,
    clientHost: null,
    durationMs: null,
    ...(row.isProbable && { isProbable: true }),
  }) as const

/** Each copy in a retry topic is a delivery that failed before it. */
function retries(row: ConsumptionRow): TraceHop[] {
  return row.attempts.map(({ at, tries }) => ({
    ...concluded(row),
    source: 'RETRY_COPY',
    startedAt: at,
    result: 'RETRY_STORED',
    retryTimes: tries,
  }))
}

function verdict(row: ConsumptionRow): TraceHop[] {
  if (row.status === 'UNKNOWN') {
    return [{ ...concluded(row), source: 'OFFSET', startedAt: null, result: 'UNKNOWN' }]
  }
  return [
    {
      ...concluded(row),
      source: row.source ?? 'OFFSET',
      startedAt: row.deadLetter?.at ?? null,
      result: row.status,
      ...(row.tries !== undefined && { retryTimes: row.tries }),
      ...(row.messagesAhead !== undefined && { messagesAhead: row.messagesAhead }),
      ...(row.nextRetryAt && { nextRetryAt: row.nextRetryAt }),
    },
  ]
}

/** A retry that was traced is over, whether or not its offset is committed yet. */
function whereItIs(row: ConsumptionRow, traced: readonly TraceHop[]): TraceHop[] {
  if (row.status === 'IN_DLQ') return verdict(row)
  const isOver = traced.some(({ retryTimes = 0 }) => retryTimes >= (row.tries ?? 1))
  return row.status === 'IN_RETRY' && !isOver ? verdict(row) : []
}
