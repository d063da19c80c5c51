import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { getAllMessageRequestMode } from './get-all-message-request-mode.ts'
import { getAllProducerInfo } from './get-all-producer-info.ts'
import { getConsumerConnectionList } from './get-consumer-connection-list.ts'
import { querySubscriptionByConsumer } from './query-subscription-by-consumer.ts'

describe.each(goldenVersions)('clients of %s', (version) => {
  const isOld = version === '4.9.7'
  const ordinal = isOld ? 407 : 513
  const golden = {
    topic: 'golden',
    subString: 'TagA || TagB',
    expressionType: 'TAG',
    subVersion: expect.any(BigInt),
    classFilterMode: false,
  }

  it('are listed with what they subscribe to (203)', () => {
    const reply = getConsumerConnectionList.decode(goldenReply('get-consumer-connection-list', version, 'online'))
    expect(reply).toEqual({
      connections: [
        {
          clientId: '10.0.0.1@consumer',
          clientAddr: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
          language: 'JAVA',
          version: ordinal,
        },
      ],
      subscriptions: expect.arrayContaining([golden, { ...golden, topic: '%RETRY%golden-online', subString: '*' }]),
      consumeType: 'CONSUME_PASSIVELY',
      messageModel: 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
    })
  })

  it('are null when there are none (203)', () => {
    expect(goldenReply('get-consumer-connection-list', version, 'offline').code).toBe(206)
    expect(getConsumerConnectionList.decode(goldenReply('get-consumer-connection-list', version, 'offline'))).toBeNull()
    expect(getConsumerConnectionList.answers).toEqual([206])
  })

  it('that produce are listed by group, with those that every client has for itself (328)', () => {
    const clients = getAllProducerInfo.decode(goldenReply('get-all-producer-info', version, 'online'))
    expect(clients).toContainEqual({
      producerGroup: 'golden-producer',
      clientId: '10.0.0.1@producer',
      remoteIP: expect.stringMatching(/127\.0\.0\.1:\d+$/),
      language: 'JAVA',
      version: ordinal,
      lastUpdateTimestamp: expect.toSatisfy((timestamp: number) => timestamp > 1_795_000_000_000),
    })
  })

  it('subscribe to a topic or do not (345, 5.0+)', () => {
    const online = goldenReply('query-subscription-by-consumer', version, 'online')
    const offline = goldenReply('query-subscription-by-consumer', version, 'offline')
    if (isOld) {
      expect([online.code, offline.code]).toEqual([3, 3])
    } else {
      expect(querySubscriptionByConsumer.decode(online)).toEqual(golden)
      expect(querySubscriptionByConsumer.decode(offline)).toBeNull()
    }
  })

  it('are told to pull or to pop (402, 5.0+)', () => {
    const none = goldenReply('get-all-message-request-mode', version, 'none')
    if (isOld) {
      expect([1, 3]).toContain(none.code)
    } else {
      expect(getAllMessageRequestMode.decode(none)).toEqual([])
      expect(getAllMessageRequestMode.decode(goldenReply('get-all-message-request-mode', version, 'one'))).toEqual([
        { topic: 'golden', consumerGroup: 'golden-group', mode: 'POP', popShareQueueNum: 4 },
      ])
    }
  })
})

it('takes connections with what a proxy or an old broker leaves out', () => {
  const body = Buffer.from('{"connectionSet":[{"clientId":"c"}],"messageModel":"LITE_SELECTIVE","other":{1:2}}')
  expect(getConsumerConnectionList.decode({ code: 0, extFields: {}, body })).toEqual({
    connections: [{ clientId: 'c', clientAddr: '', language: '', version: 0 }],
    subscriptions: [],
    consumeType: '',
    messageModel: 'LITE_SELECTIVE',
    consumeFromWhere: null,
  })
})
