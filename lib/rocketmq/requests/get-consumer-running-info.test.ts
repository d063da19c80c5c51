import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { getConsumerRunningInfo } from './get-consumer-running-info.ts'

function decode(text: string) {
  return getConsumerRunningInfo.decode({ code: 0, extFields: {}, body: Buffer.from(text) })
}

describe.each(goldenVersions)('GET_CONSUMER_RUNNING_INFO of a Java client of %s', (version) => {
  const info = getConsumerRunningInfo.decode(goldenReply('get-consumer-running-info', version, 'online'))
  const recent = expect.toSatisfy((timestamp: number) => timestamp > 1_795_000_000_000)

  it('tells its queues', () => {
    const [queue, ...others] = info.mqTable
      .filter(({ topic }) => topic === 'golden')
      .sort((a, b) => a.queueId - b.queueId)
    expect(queue).toEqual({
      topic: 'golden',
      brokerName: 'broker-a',
      queueId: 0,
      commitOffset: 3n,
      cachedMsgMinOffset: 0n,
      cachedMsgMaxOffset: 0n,
      cachedMsgCount: 0,
      cachedMsgSizeInMiB: 0,
      locked: expect.any(Boolean),
      droped: false,
      lastLockTimestamp: recent,
      lastPullTimestamp: recent,
      lastConsumeTimestamp: recent,
    })
    expect(others.map(({ queueId }) => queueId)).toEqual([1])
    expect(info.mqPopTable).toEqual([])
  })

  it('tells subscriptions, statistics and properties', () => {
    expect(info.subscriptionSet.map(({ topic, subString }) => [topic, subString])).toEqual(
      expect.arrayContaining([
        ['golden', 'TagA || TagB'],
        ['%RETRY%golden-online', '*'],
      ]),
    )
    expect(info.statusTable.find(({ topic }) => topic === 'golden')).toEqual({
      topic: 'golden',
      pullRT: expect.any(Number),
      pullTPS: expect.any(Number),
      consumeRT: expect.any(Number),
      consumeOKTPS: expect.any(Number),
      consumeFailedTPS: 0,
      consumeFailedMsgs: 0n,
    })
    expect(info.properties).toMatchObject({
      PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY',
      PROP_CLIENT_VERSION: version === '4.9.7' ? 'V4_9_7' : 'V5_5_0',
      PROP_CONSUMER_START_TIMESTAMP: expect.stringMatching(/^\d{13}$/),
    })
    expect(info.jstack).toBeNull()
  })

  it('is refused for a client that is not connected to this broker', () => {
    expect(goldenReply('get-consumer-running-info', version, 'unknown-client').code).toBe(1)
  })
})

describe('other clients', () => {
  it('may leave out everything', () => {
    const nothing = { properties: {}, subscriptionSet: [], mqTable: [], mqPopTable: [], statusTable: [], jstack: null }
    expect(decode('{}')).toEqual(nothing)
    expect(decode('{"mqTable":null,"statusTable":[],"subscriptionSet":{},"properties":"x","jstack":{}}')).toEqual(
      nothing,
    )
  })

  it('may write queues as text, numbers as text and booleans as text', () => {
    const { mqTable } = decode(
      String.raw`{"mqTable":{"{\"brokerName\":\"b\",\"queueId\":1,\"topic\":\"t\"}":{"commitOffset":"9223372036854775807","cachedMsgCount":"7","locked":"true","droped":0}}}`,
    )
    expect(mqTable).toMatchObject([
      {
        topic: 't',
        brokerName: 'b',
        queueId: 1,
        commitOffset: 9_223_372_036_854_775_807n,
        cachedMsgCount: 7,
        locked: true,
        droped: null,
        lastPullTimestamp: null,
      },
    ])
  })

  it('lose one queue or topic that cannot be read, not the others', () => {
    const good = '{"brokerName":"b","queueId":1,"topic":"t"}:{"waitAckCount":3}'
    const info = decode(
      `{"mqPopTable":{"no queue":{},{"topic":"t"}:{},{"$ref":"$.lost.null"}:{"waitAckCount":1},${good}},` +
        '"statusTable":{"t":{"pullRT":1.5},"u":7},"subscriptionSet":[7,{"topic":"t"}],' +
        '"properties":{"PROP_CONSUME_TYPE":{"no":"text"},"PROP_CONSUMEORDERLY":false,"PROP_THREADPOOL_CORE_SIZE":20}}',
    )
    expect(info.mqPopTable).toEqual([
      { topic: 't', brokerName: 'b', queueId: 1, waitAckCount: 3, droped: null, lastPopTimestamp: null },
    ])
    expect(info.statusTable).toMatchObject([{ topic: 't', pullRT: 1.5, consumeFailedMsgs: null }])
    expect(info.subscriptionSet).toMatchObject([{ topic: 't', subString: '*', expressionType: 'TAG' }])
    expect(info.properties).toEqual({ PROP_CONSUMEORDERLY: 'false', PROP_THREADPOOL_CORE_SIZE: '20' })
  })

  it('of fastjson 1 may refer from one table of queues to the other', () => {
    const { mqTable, mqPopTable } = decode(
      '{"mqPopTable":{{"brokerName":"b","queueId":1,"topic":"t"}:{"waitAckCount":3}},' +
        '"mqTable":{{"$ref":"$.mqPopTable.null"}:{"commitOffset":4}}}',
    )
    expect(mqTable).toMatchObject([{ topic: 't', brokerName: 'b', queueId: 1, commitOffset: 4n }])
    expect(mqPopTable).toHaveLength(1)
  })

  it('may put braces and quotes into their stacks', () => {
    const stack = 'TID: 1 "main" {"offsetTable":{'
    expect(decode(`{"jstack":${JSON.stringify(stack)}}`).jstack).toBe(stack)
  })

  it('that answer with something else than an object are an error', () => {
    expect(() => decode('[]')).toThrow(expect.objectContaining({ name: 'ProtocolError' }))
  })
})

it('asks for stacks only when told to', () => {
  const query = { consumerGroup: 'g', clientId: 'c', jstackEnable: false }
  expect(toExtFields(getConsumerRunningInfo.encode(query).header)).toEqual({
    consumerGroup: 'g',
    clientId: 'c',
    jstackEnable: 'false',
  })
})
