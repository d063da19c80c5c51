import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { getRouteinfoByTopic } from './get-routeinfo-by-topic.ts'

describe.each(goldenVersions)('GET_ROUTEINFO_BY_TOPIC of %s', (version) => {
  it('tells queues and brokers', () => {
    expect(getRouteinfoByTopic.decode(goldenReply('get-routeinfo-by-topic', version, 'one-broker'))).toEqual({
      queueDatas: [{ brokerName: 'broker-a', readQueueNums: 2, writeQueueNums: 2, perm: 6, topicSysFlag: 0 }],
      brokerDatas: [
        {
          cluster: 'DefaultCluster',
          brokerName: 'broker-a',
          brokerAddrs: [
            { brokerId: 0, brokerAddr: '127.0.0.1:27012' },
            { brokerId: 1, brokerAddr: '127.0.0.1:27032' },
          ],
        },
      ],
      orderTopicConf: null,
    })
  })

  it('says null for a topic that nobody has', () => {
    expect(getRouteinfoByTopic.decode(goldenReply('get-routeinfo-by-topic', version, 'unknown'))).toBeNull()
  })
})

it('asks for standard JSON', () => {
  expect(toExtFields(getRouteinfoByTopic.encode({ topic: '%DLQ%g' }).header)).toEqual({
    topic: '%DLQ%g',
    acceptStandardJsonOnly: 'true',
  })
})

it('reads the older form too: bare keys, a misspelt flag, an order configuration', () => {
  const body = Buffer.from(
    '{"brokerDatas":[{"brokerAddrs":{0:"h:1"},"brokerName":"b","cluster":"c"}],"orderTopicConf":"b:4",' +
      '"queueDatas":[{"brokerName":"b","perm":6,"readQueueNums":4,"topicSynFlag":3,"writeQueueNums":4}]}',
  )
  expect(getRouteinfoByTopic.decode({ code: 0, extFields: {}, body })).toMatchObject({
    queueDatas: [{ topicSysFlag: 3 }],
    brokerDatas: [{ brokerAddrs: [{ brokerId: 0, brokerAddr: 'h:1' }] }],
    orderTopicConf: 'b:4',
  })
})
