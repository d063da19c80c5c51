import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { toExtFields } from './define-request.ts'
import { getTopicStatsInfo } from './get-topic-stats-info.ts'

describe.each(goldenVersions)('GET_TOPIC_STATS_INFO of %s', (version) => {
  it('tells the offsets of each queue, which is an object as a key', () => {
    expect(getTopicStatsInfo.decode(goldenReply('get-topic-stats-info', version, 'three-messages'))).toEqual({
      offsets: [
        { brokerName: 'broker-a', topic: 'golden', queueId: 1, minOffset: 0n, maxOffset: 0n, lastUpdateTimestamp: 0 },
        {
          brokerName: 'broker-a',
          topic: 'golden',
          queueId: 0,
          minOffset: 0n,
          maxOffset: 3n,
          lastUpdateTimestamp: version === '4.9.7' ? 1_795_637_725_071 : 1_795_637_682_897,
        },
      ],
      topicPutTps: version === '4.9.7' ? null : 0,
    })
  })

  it('is refused for a topic that the broker does not have', () => {
    expect(goldenReply('get-topic-stats-info', version, 'unknown')).toMatchObject({
      code: 17,
      remark: 'topic[unknown] not exist',
    })
    expect(getTopicStatsInfo.answers).toBeUndefined()
  })
})

it('keeps 9223372036854775807', () => {
  const body = Buffer.from(
    '{"offsetTable":{{"brokerName":"b","queueId":0,"topic":"t"}:{"lastUpdateTimestamp":0,"maxOffset":9223372036854775807,"minOffset":"9223372036854775806"}}}',
  )
  expect(getTopicStatsInfo.decode({ code: 0, extFields: {}, body }).offsets[0]).toMatchObject({
    maxOffset: 9_223_372_036_854_775_807n,
    minOffset: 9_223_372_036_854_775_806n,
  })
})

describe('any other form says the same', () => {
  const decode = (text: string) => getTopicStatsInfo.decode({ code: 0, extFields: {}, body: Buffer.from(text) })
  const queue = (queueId: number, topic = 'demo%RETRY-a_b') =>
    `{"brokerName":"broker-a","queueId":${queueId},"topic":"${topic}"}:{"lastUpdateTimestamp":1795637725071,"maxOffset":999999999999999999,"minOffset":7}`

  it.each([
    ['no queue', '{"offsetTable":{}}'],
    ['one queue', `{"offsetTable":{${queue(0)}}}`],
    ['queues and a rate', `{"offsetTable":{${queue(1)},${queue(0)}},"topicPutTps":12.5}`],
    ['a rate without a fraction', `{"offsetTable":{${queue(1)}},"topicPutTps":3}`],
  ])('%s: with blanks around it', (_, text) => {
    expect(decode(text)).toEqual(decode(` ${text} `))
  })

  it('other letters, escapes and an unknown member are read too', () => {
    expect(decode(`{"offsetTable":{${queue(0, '订单')}}}`).offsets[0]?.topic).toBe('订单')
    expect(decode(`{"offsetTable":{${queue(0, 'a\\u0062')}}}`).offsets[0]?.topic).toBe('ab')
    expect(decode(`{"offsetTable":{${queue(0)}},"later":1}`).offsets).toHaveLength(1)
  })

  it.each([
    ['an end that is cut off', `{"offsetTable":{${queue(0)}`],
    ['a comma before the end', `{"offsetTable":{${queue(0)},}}`],
    ['text after the end', `{"offsetTable":{${queue(0)}}}x`],
  ])('%s is refused', (_, text) => {
    expect(() => decode(text)).toThrow()
  })
})

it('asks by name', () => {
  expect(toExtFields(getTopicStatsInfo.encode({ topic: 'golden' }).header)).toEqual({ topic: 'golden' })
})
