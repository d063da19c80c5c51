import { describe, expect, it } from 'vitest'
import type { ConsumptionRow } from '#lib/messages/schema.ts'
import { buildMessage } from '#lib/messages/testing/build-message.ts'
import { buildTraces, locateRecords } from './build-traces.ts'
import { withConsumption, withMessage } from './infer-hops.ts'

const at = (ms: number) => new Date(1_764_165_600_000 + ms)
const server = {
  address: '127.0.0.1:10911',
  announcedAddress: '127.0.0.1:10911',
  brokerName: 'broker-a',
  clusterName: 'c',
  brokerId: 0,
}
const line = (...fields: (string | number | boolean)[]) => `${fields.join('\u0001')}\u0002`
const time = (ms: number) => at(ms).getTime()

/** A trace message of the client 10.0.0.<host>. */
function traceMessage(host: number, storedMs: number, ...lines: string[]) {
  const message = buildMessage({
    topicName: 'RMQ_SYS_TRACE_TOPIC',
    storedBody: Buffer.from(lines.join('')),
    storeTimestamp: at(storedMs),
    bornHost: `10.0.0.${host}:4711`,
  })
  return { server, message }
}

const pub = (id: string, ms: number) =>
  line('Pub', time(ms), 'r', 'shop', 'orders', id, 'paid', `key-${id}`, '10.0.0.1:10911', 42, 8, 0, 'OFF', 'true')
const before = (id: string, group: string, request: string, ms: number, retry = 0) =>
  line('SubBefore', time(ms), 'r', group, request, id, retry, `key-${id}`)
const after = (id: string, request: string, ms: number, code = 0) =>
  line('SubAfter', request, id, 30, code === 0, `key-${id}`, code, time(ms), 'g')

const found = [
  traceMessage(9, 60_000, before('A', 'mail', 'R3', 10_000, 1), after('A', 'R3', 10_030)),
  traceMessage(7, 5_000, pub('A', 0), pub('B', 100)),
  traceMessage(8, 6_000, before('A', 'stock', 'R1', 20), before('B', 'stock', 'R2', 120), after('A', 'R1', 50)),
  traceMessage(9, 7_000, before('A', 'mail', 'R4', 25), after('A', 'R4', 55, 2)),
  // Sent again, because no answer came.
  traceMessage(9, 8_000, before('A', 'mail', 'R4', 25), after('A', 'R4', 55, 2)),
]

const row = (groupName: string, more: Partial<ConsumptionRow>): ConsumptionRow => ({
  groupName,
  status: 'CONSUMED',
  source: 'OFFSET',
  isProbable: false,
  attempts: [],
  clients: 1,
  ...more,
})

describe('buildTraces', () => {
  it('M-16: tells the messages of a batch apart and puts the hops of each in order, retries numbered', () => {
    const traces = buildTraces(locateRecords(found))
    expect(traces.map(({ messageId }) => messageId)).toEqual(['B', 'A'])
    const a = traces[1]
    expect(a).toMatchObject({
      topicName: 'orders',
      tags: 'paid',
      keys: ['key-A'],
      producerGroup: 'shop',
      sentAt: at(0),
      bodyBytes: 42,
    })
    expect(a?.hops).toMatchObject([
      { stage: 'PRODUCE', groupName: 'shop', clientHost: '10.0.0.7', durationMs: 8, result: 'SUCCESS' },
      {
        stage: 'CONSUME',
        groupName: 'stock',
        clientHost: '10.0.0.8',
        durationMs: 30,
        result: 'SUCCESS',
        retryTimes: 0,
      },
      { stage: 'CONSUME', groupName: 'mail', startedAt: at(25), result: 'EXCEPTION', retryTimes: 0 },
      { stage: 'CONSUME', groupName: 'mail', startedAt: at(10_000), result: 'SUCCESS', retryTimes: 1 },
    ])
    expect(a?.hops.some(({ isInferred }) => isInferred)).toBe(false)
    expect(a?.records).toHaveLength(7)
  })

  it('says of a beginning without an end that it has none, and takes an end without a beginning', () => {
    const [b] = buildTraces(locateRecords(found))
    expect(b?.hops.at(-1)).toMatchObject({ groupName: 'stock', result: 'NO_END', durationMs: null })
    const [lost] = buildTraces(locateRecords([traceMessage(9, 0, after('C', 'R9', 1_030, 1))]))
    expect(lost?.hops).toMatchObject([
      { stage: 'CONSUME', groupName: 'g', startedAt: at(1_000), durationMs: 30, result: 'TIME_OUT' },
    ])
    expect(lost).toMatchObject({ topicName: null, sentAt: null })
  })
})

describe('what is concluded', () => {
  const message = buildMessage({
    topicName: 'orders',
    bornTimestamp: at(0),
    storeTimestamp: at(4),
    bornHost: '10.0.0.7:4711',
    properties: new Map([['KEYS', 'key-A']]),
  })
  const [trace] = buildTraces(locateRecords(found)).slice(1)

  it('M-16: puts the broker between producer and consumers', () => {
    const full = trace && withMessage(trace, { server, message })
    expect(full?.hops.map(({ stage }) => stage)).toEqual(['PRODUCE', 'PERSIST', 'CONSUME', 'CONSUME', 'CONSUME'])
    expect(full?.hops[1]).toMatchObject({ brokerName: 'broker-a', startedAt: at(4), isInferred: false })
  })

  it('M-17: without a trace all that is told is marked as inferred, and from what', () => {
    const empty = { ...trace, messageId: 'A', topicName: null, tags: null, keys: [], producerGroup: null, sentAt: null }
    const bare = withMessage({ ...empty, bodyBytes: null, hops: [], records: [] }, { server, message })
    const copy = { queue: { topicName: '%RETRY%mail', brokerName: 'broker-a', queueId: 0 }, queueOffset: 1n }
    const full = withConsumption(bare, [
      row('audit', {}),
      row('mail', {
        status: 'IN_RETRY',
        source: 'RETRY_COPY',
        tries: 2,
        attempts: [{ tries: 1, at: at(9_000), offsetMsgId: 'X', ...copy }],
      }),
      row('search', { status: 'NOT_CONSUMED', messagesAhead: 7n, isProbable: true }),
    ])
    expect(full.hops).toMatchObject([
      { stage: 'PRODUCE', isInferred: true, source: 'MESSAGE', startedAt: at(0) },
      { stage: 'PERSIST', isInferred: false, source: 'MESSAGE' },
      {
        groupName: 'mail',
        isInferred: true,
        source: 'RETRY_COPY',
        result: 'RETRY_STORED',
        retryTimes: 1,
        startedAt: at(9_000),
      },
      { groupName: 'audit', isInferred: true, source: 'OFFSET', result: 'CONSUMED', startedAt: null },
      { groupName: 'mail', result: 'IN_RETRY', retryTimes: 2 },
      { groupName: 'search', result: 'NOT_CONSUMED', messagesAhead: 7n, isProbable: true },
    ])
  })

  it('adds to what a group traced only where the message is now, under its full name', () => {
    const full =
      trace && withConsumption(trace, [row('ns%mail', { status: 'IN_DLQ', source: 'DLQ_COPY' }), row('stock', {})])
    expect(full?.hops.filter(({ groupName }) => groupName === 'ns%mail').map(({ result }) => result)).toEqual([
      'EXCEPTION',
      'SUCCESS',
      'IN_DLQ',
    ])
    expect(full?.hops.filter(({ groupName }) => groupName === 'stock')).toHaveLength(1)
    // Its first retry is traced; that its offset is not committed yet says nothing.
    const inRetry = (tries: number) =>
      trace && withConsumption(trace, [row('mail', { status: 'IN_RETRY', source: 'RETRY_COPY', tries })])
    expect(inRetry(1)?.hops).toHaveLength(trace?.hops.length ?? 0)
    expect(inRetry(2)?.hops.at(-1)).toMatchObject({ result: 'IN_RETRY', retryTimes: 2, isInferred: true })
  })
})
