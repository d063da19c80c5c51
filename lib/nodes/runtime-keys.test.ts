import { describe, expect, it } from 'vitest'
import en from '#i18n/en.json' with { type: 'json' }
import zh from '#i18n/zh-CN.json' with { type: 'json' }
import { getBrokerRuntimeInfo } from '#lib/rocketmq/requests/get-broker-runtime-info.ts'
import { goldenReply, goldenVersions } from '#lib/rocketmq/testing/golden-frame.ts'
import { explainRuntime, runtimeKeyFamilies, runtimeKeys } from './runtime-keys.ts'

describe('explainRuntime', () => {
  it.each(goldenVersions)('C-11: keeps every key of a real %s, and explains all of them', (version) => {
    const runtime = getBrokerRuntimeInfo.decode(goldenReply('get-broker-runtime-info', version, 'master'))
    const items = explainRuntime(runtime)
    expect(Object.fromEntries(items.map(({ key, value }) => [key, value]))).toEqual({ ...runtime })
    expect(items.filter(({ explanation }) => explanation !== undefined).length).toBeGreaterThanOrEqual(20)
    expect(items.filter(({ explanation }) => explanation === undefined)).toEqual([])
  })

  it('stands in groups, what is not known last', () => {
    const items = explainRuntime({
      zzz: '1',
      scheduleMessageOffset_10: '1,1',
      scheduleMessageOffset_9: '1,1',
      putTps: '1',
    })
    expect(items.map(({ key, group }) => `${group} ${key}`)).toEqual([
      'traffic putTps',
      'timer scheduleMessageOffset_9',
      'timer scheduleMessageOffset_10',
      'other zzz',
    ])
  })

  it('a slave whose wheel stands still is not late', () => {
    const thresholdOf = (brokerActive: string) =>
      explainRuntime({ brokerActive, timerReadBehind: '900' }).find(({ key }) => key === 'timerReadBehind')?.threshold
    expect(thresholdOf('true')).toBeDefined()
    expect(thresholdOf('false')).toBeUndefined()
  })
})

it('screens explain the same keys, in English in the words of the API', () => {
  const words = Object.fromEntries([
    ...[...runtimeKeys].map(([key, { explanation }]) => [key, explanation]),
    ...runtimeKeyFamilies.map(({ prefix, key }) => [prefix.replace(/_$/, 'Of'), key.explanation]),
  ])
  expect(en.nodes.runtimeKeys).toEqual(words)
  expect(Object.keys(zh.nodes.runtimeKeys).sort()).toEqual(Object.keys(words).sort())
})
