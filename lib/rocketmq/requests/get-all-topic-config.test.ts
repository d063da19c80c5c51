import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { getAllTopicConfig } from './get-all-topic-config.ts'

describe.each(goldenVersions)('GET_ALL_TOPIC_CONFIG of %s', (version) => {
  const reply = goldenReply('get-all-topic-config', version, 'all')
  const { topicConfigs, staticTopicNames } = getAllTopicConfig.decode(reply)

  it('hands out every topic, as a standard parser reads them', () => {
    const table: Record<string, object> = JSON.parse(reply.body.toString()).topicConfigTable
    const expected = Object.values(table).map((config) => ({ attributes: {}, ...config }))
    expect(topicConfigs.map(({ attributes, ...config }) => ({ ...config, attributes: { ...attributes } }))).toEqual(
      expected,
    )
    expect(staticTopicNames).toEqual([])
  })

  it('tells all of one topic', () => {
    const golden = topicConfigs.find(({ topicName }) => topicName === 'golden')
    expect({ ...golden, attributes: { ...golden?.attributes } }).toEqual({
      topicName: 'golden',
      readQueueNums: 2,
      writeQueueNums: 2,
      perm: 6,
      topicFilterType: 'SINGLE_TAG',
      topicSysFlag: 0,
      // It was created with true, which 4.9 ignores.
      order: version !== '4.9.7',
      attributes: version === '4.9.7' ? {} : { 'message.type': 'FIFO' },
    })
  })
})

it('names the static topics, whose mappings have bare integer keys', () => {
  const body = Buffer.from(
    '{"topicConfigTable":{},"topicQueueMappingDetailMap":{"s":{"topic":"s","currIdMap":{0:0},"hostedQueues":{0:[{"gen":0}]}}}}',
  )
  expect(getAllTopicConfig.decode({ code: 0, extFields: {}, body })).toEqual({
    topicConfigs: [],
    staticTopicNames: ['s'],
  })
})
