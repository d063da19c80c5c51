import { describe, expect, it } from 'vitest'
import { goldenReply, goldenVersions } from '../testing/golden-frame.ts'
import { getAllSubscriptionGroupConfig } from './get-all-subscriptiongroup-config.ts'

describe.each(goldenVersions)('GET_ALL_SUBSCRIPTIONGROUP_CONFIG of %s', (version) => {
  const isOld = version === '4.9.7'
  const configs = getAllSubscriptionGroupConfig.decode(goldenReply('get-all-subscriptiongroup-config', version, 'all'))
  const configOf = (groupName: string) => configs.find((config) => config.groupName === groupName)

  it('tells all settings of a group, and what 5.0 added as absent before', () => {
    expect(configOf('golden-group')).toEqual({
      groupName: 'golden-group',
      consumeEnable: true,
      consumeFromMinEnable: true,
      consumeBroadcastEnable: true,
      consumeMessageOrderly: false,
      retryQueueNums: 1,
      retryMaxTimes: 16,
      brokerId: 0,
      whichBrokerWhenConsumeSlowly: 1,
      notifyConsumerIdsChangedEnable: true,
      groupSysFlag: 0,
      consumeTimeoutMinute: isOld ? null : 15,
      groupRetryPolicy: isOld
        ? null
        : { type: 'CUSTOMIZED', customizedRetryPolicy: null, exponentialRetryPolicy: null },
      attributes: {},
      forbiddenTopics: [],
    })
  })

  it('tells both kinds of retry policy', () => {
    expect(configOf('golden-customized')).toMatchObject({
      retryMaxTimes: 2,
      groupRetryPolicy: isOld ? null : { type: 'CUSTOMIZED', customizedRetryPolicy: { next: [1000, 5000] } },
    })
    expect(configOf('golden-exponential')).toMatchObject({
      consumeEnable: false,
      groupRetryPolicy: isOld
        ? null
        : { type: 'EXPONENTIAL', exponentialRetryPolicy: { initial: 2000, max: 60_000, multiplier: 3 } },
    })
  })

  it('has the groups of brokers themselves too', () => {
    expect(configs.map(({ groupName }) => groupName)).toContain('TOOLS_CONSUMER')
  })
})

it('tells the topics that a group may not read, and none that it may not write', () => {
  const group = '"g":{"groupName":"g","retryQueueNums":1,"retryMaxTimes":16}'
  const body = Buffer.from(
    `{"forbiddenTable":{"g":{"orders":4,"pay":6,"mail":2},"gone":{"orders":4}},"subscriptionGroupTable":{${group}}}`,
  )
  const [config] = getAllSubscriptionGroupConfig.decode({ code: 0, extFields: {}, body })
  expect(config?.forbiddenTopics).toEqual(['orders', 'pay'])
})

it('takes settings that it does not know, and shares equal attributes', () => {
  const group = (name: string) =>
    `"${name}":{"groupName":"${name}","retryQueueNums":1,"retryMaxTimes":16,"new":{1:[]},"attributes":{"a":"b"}}`
  const body = Buffer.from(`{"subscriptionGroupTable":{${group('a')},${group('__proto__')}}}`)
  const [a, b] = getAllSubscriptionGroupConfig.decode({ code: 0, extFields: {}, body })
  expect(a?.attributes).toEqual({ a: 'b' })
  expect(b).toMatchObject({ groupName: '__proto__', consumeEnable: true })
  expect(a?.attributes).toBe(b?.attributes)
})
