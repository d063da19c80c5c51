import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { getAllConsumerOffset, getAllConsumerOffsetOf } from './get-all-consumer-offset.ts'
import { getConsumeStats } from './get-consume-stats.ts'
import { queryConsumeTimeSpan } from './query-consume-time-span.ts'
import { queryConsumerOffset } from './query-consumer-offset.ts'

const golden = { brokerName: 'broker-a', topic: 'golden' }

describe.each(goldenVersions)('GET_ALL_CONSUMER_OFFSET of %s', (version) => {
  it('tells commits by topic, group and queue', () => {
    expect(getAllConsumerOffset.decode(goldenReply('get-all-consumer-offset', version, 'all'))).toEqual([
      { topic: 'golden', group: 'golden-group', offsetByQueueId: new Map([[0, 1n]]) },
    ])
  })

  it('tells those of some groups', () => {
    const reply = goldenReply('get-all-consumer-offset', version, 'all')
    expect(getAllConsumerOffsetOf(['golden-group']).decode(reply)).toEqual(getAllConsumerOffset.decode(reply))
    expect(getAllConsumerOffsetOf(['group', 'golden']).decode(reply)).toEqual([])
  })
})

describe.each(goldenVersions)('GET_CONSUME_STATS of %s', (version) => {
  const pullOffset = (offset: bigint) => (version === '4.9.7' ? null : offset)

  it('tells where a group stands, queues without a commit included', () => {
    const { offsets, consumeTps } = getConsumeStats.decode(goldenReply('get-consume-stats', version, 'behind'))
    expect(consumeTps).toBe(0)
    expect(offsets.sort((a, b) => a.queueId - b.queueId)).toEqual([
      {
        ...golden,
        queueId: 0,
        brokerOffset: 3n,
        consumerOffset: 1n,
        pullOffset: pullOffset(1n),
        lastTimestamp: expect.toSatisfy((timestamp: number) => timestamp > 1_795_000_000_000),
      },
      { ...golden, queueId: 1, brokerOffset: 0n, consumerOffset: 0n, pullOffset: pullOffset(0n), lastTimestamp: 0 },
    ])
  })

  it('tells the store time of the last message consumed', () => {
    const { offsets } = getConsumeStats.decode(goldenReply('get-consume-stats', version, 'online'))
    const queue = offsets.find(({ topic, queueId }) => topic === 'golden' && queueId === 0)
    expect(queue).toMatchObject({ brokerOffset: 3n, consumerOffset: 3n, pullOffset: pullOffset(3n) })
    expect(queue?.lastTimestamp).toBeGreaterThan(1_795_000_000_000)
  })

  it.each(['unknown-topic', 'unknown-group'])('is empty for an %s', (testCase) => {
    expect(getConsumeStats.decode(goldenReply('get-consume-stats', version, testCase))).toEqual({
      offsets: [],
      consumeTps: 0,
    })
  })
})

describe.each(goldenVersions)('QUERY_CONSUME_TIME_SPAN of %s', (version) => {
  it('tells times of each queue, and the clock as delay where no message is', () => {
    const spans = queryConsumeTimeSpan.decode(goldenReply('query-consume-time-span', version, 'behind'))
    expect(spans.map(({ messageQueue }) => messageQueue)).toEqual([
      { ...golden, queueId: 0 },
      { ...golden, queueId: 1 },
    ])
    const [behind, empty] = spans
    expect(behind?.consumeTimeStamp).toBe(behind?.minTimeStamp)
    expect(behind?.maxTimeStamp).toBeGreaterThan(behind?.minTimeStamp ?? Infinity)
    expect(behind?.delayTime).toBeGreaterThan(0)
    expect(behind?.delayTime).toBeLessThan(600_000)
    expect(empty).toMatchObject({ minTimeStamp: -1, maxTimeStamp: -1, consumeTimeStamp: -1 })
    expect(empty?.delayTime).toBeGreaterThan(1_795_000_000_000)
  })

  it('has no delay of a group that never committed', () => {
    const [queue] = queryConsumeTimeSpan.decode(goldenReply('query-consume-time-span', version, 'never-consumed'))
    expect(queue?.delayTime).toBeGreaterThan(1_795_000_000_000)
    expect(queue?.consumeTimeStamp).toBe(queue?.minTimeStamp)
  })

  it('is refused for a topic that the broker does not have', () => {
    expect(goldenReply('query-consume-time-span', version, 'unknown-topic').code).toBe(17)
    expect(queryConsumeTimeSpan.answers).toBeUndefined()
  })
})

describe.each(goldenVersions)('QUERY_CONSUMER_OFFSET of %s', (version) => {
  it('tells a commit, and none as null', () => {
    expect(queryConsumerOffset.decode(goldenReply('query-consumer-offset', version, 'committed'))).toBe(1n)
    // 4.9.7 knows no setZeroIfNotFound, and invents 0 for a young queue.
    expect(queryConsumerOffset.decode(goldenReply('query-consumer-offset', version, 'never-committed'))).toBe(
      version === '4.9.7' ? 0n : null,
    )
    expect(queryConsumerOffset.answers).toEqual([22])
  })
})

it('asks for what is committed, never for an invented 0', () => {
  const queue = { consumerGroup: 'g', topic: 't', queueId: 3 }
  expect(toExtFields(queryConsumerOffset.encode(queue).header)).toEqual({
    consumerGroup: 'g',
    topic: 't',
    queueId: '3',
    setZeroIfNotFound: 'false',
  })
  expect(toExtFields(getConsumeStats.encode({ consumerGroup: 'g' }).header)).toEqual({ consumerGroup: 'g' })
})

it('keeps 9223372036854775807, and queues in text', () => {
  const body = Buffer.from('{"offsetTable":{"%RETRY%ns%g@ns%g":{"0":9223372036854775807,1:"-1"},"no group":{0:1}}}')
  expect(getAllConsumerOffset.decode({ code: 0, extFields: {}, body })).toEqual([
    {
      topic: '%RETRY%ns%g',
      group: 'ns%g',
      offsetByQueueId: new Map([
        [0, 9_223_372_036_854_775_807n],
        [1, -1n],
      ]),
    },
  ])
})

it.each([
  ['many queues', '"t@g":{0:12,1:7,10:0},"%RETRY%g@g":{0:3}'],
  ['none', ''],
  ['a group without queues', '"t@g":{},"u@g":{0:1}'],
  ['more @ than one', '"t@g@broadcast":{0:5}'],
  ['a key that is no group', '"no group":{0:1},"t@g":{0:1}'],
  ['an offset of 15 digits, of 16, and −1', '"t@g":{0:999999999999999,1:1000000000000000,2:-1}'],
  ['a name that is not ASCII', '"t@grüppe":{0:1}'],
  ['an escaped name', '"t@a\\"b":{0:1}'],
])('the form that brokers write is read as any other: %s', (_, entries) => {
  const decode = (text: string) => getAllConsumerOffset.decode({ code: 0, extFields: {}, body: Buffer.from(text) })
  const after = '"pullOffsetTable":{"t@g":{0:9}}'
  expect(decode(`{"dataVersion":{"counter":1},"offsetTable":{${entries}},${after}}`)).toEqual(
    decode(`{ "offsetTable" : {${entries}} , ${after} }`),
  )
})

describe('the offsets of some groups', () => {
  const decode = (text: string, ...groups: string[]) =>
    getAllConsumerOffsetOf(groups).decode({ code: 0, extFields: {}, body: Buffer.from(text) })
  const entry = (topic: string, group: string, offset: bigint) => ({
    topic,
    group,
    offsetByQueueId: new Map([[0, offset]]),
  })
  const text =
    '{"dataVersion":{"counter":1},"groupTopicMap":{"g":["t","u"]},"offsetTable":{"t@g":{0:1},"t@gg":{0:2},"u@g":{0:3},"%RETRY%g@g":{0:4},"t@g@broadcast":{0:5}}}'

  it('are those of exactly these names', () => {
    expect(decode(text, 'g')).toEqual([entry('t', 'g', 1n), entry('u', 'g', 3n), entry('%RETRY%g', 'g', 4n)])
    expect(decode(text, 'gg', 'g@broadcast')).toEqual([entry('t', 'gg', 2n), entry('t', 'g@broadcast', 5n)])
    expect(decode(text, 'broadcast', 'none')).toEqual([])
  })

  it('are those of this table, whatever tables with the same keys stand beside it', () => {
    const others = '"pullOffsetTable":{"t@g":{0:9},"x@g":{0:9}},"resetOffsetTable":{"t@g":{0:8}}'
    expect(decode(`{${others},"offsetTable":{"t@g":{0:1}}}`, 'g')).toEqual([entry('t', 'g', 1n)])
    expect(decode(`{"offsetTable":{"t@g":{0:1}},${others}}`, 'g')).toEqual([entry('t', 'g', 1n)])
    expect(decode(`{"offsetTable":{},${others}}`, 'g')).toEqual([])
    expect(decode(`{"offsetTable":{"e@h":{},"t@g":{0:1},"f@g":{}},${others}}`, 'g')).toMatchObject([
      { topic: 't' },
      { topic: 'f', offsetByQueueId: new Map() },
    ])
  })

  it('are found in another form too', () => {
    expect(decode('{ "offsetTable" : { "t@g" : { "0" : 1 }, "t@gg" : {} } }', 'g')).toEqual([entry('t', 'g', 1n)])
  })

  it('are refused when they are no offsets', () => {
    expect(() => decode('{"offsetTable":{"t@g":{0:true}}}', 'g')).toThrow(
      expect.objectContaining({ name: 'ProtocolError' }),
    )
  })
})

it.each([
  ['no table', '{}'],
  ['a table that is none', '{"offsetTable":[]}'],
  ['an offset that is no integer', '{"offsetTable":{"t@g":{0:true}}}'],
  ['a queue that is no number', '{"offsetTable":{"t@g":{"x":1}}}'],
])('refuses %s', (_, text) => {
  const decode = () => getAllConsumerOffset.decode({ code: 0, extFields: {}, body: Buffer.from(text) })
  expect(decode).toThrow(expect.objectContaining({ name: 'ProtocolError' }))
})
