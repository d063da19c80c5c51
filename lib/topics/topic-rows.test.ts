import { describe, expect, it } from 'vitest'
import type { Inventory } from '#lib/clusters/inventory.ts'
import type { TopicConfig } from '#lib/rocketmq/admin/topics.ts'
import { topicRows } from './topic-rows.ts'

const config = (topicName: string, parts: Partial<TopicConfig> = {}): TopicConfig => ({
  topicName,
  readQueueNums: 8,
  writeQueueNums: 8,
  perm: 6,
  order: false,
  topicFilterType: 'SINGLE_TAG',
  topicSysFlag: 0,
  attributes: {},
  isStatic: false,
  ...parts,
})

function inventory(configs: Record<string, TopicConfig[]>, stale: string[] = []): Inventory {
  return {
    at: new Date(),
    readAt: new Map(),
    info: { clusterNames: ['C'], brokers: [] },
    systemTopics: new Set(['C', 'custom_trace']),
    partial: [],
    failure: null,
    topicConfigs: Object.entries(configs).map(([brokerName, list]) => ({
      brokerName,
      server: {
        address: `${brokerName}:1`,
        announcedAddress: `${brokerName}:1`,
        brokerName,
        clusterName: 'C',
        brokerId: 0,
      },
      isStale: stale.includes(brokerName),
      configs: new Map(list.map((one) => [one.topicName, one])),
    })),
  }
}
const only = (configs: TopicConfig[][]) => {
  const [row] = topicRows(inventory(Object.fromEntries(configs.map((list, index) => [`b${index}`, list])))).values()
  return row
}

describe('topicRows', () => {
  it('sums queues over brokers and sorts by name', () => {
    const rows = [...topicRows(inventory({ a: [config('z'), config('pay%t')], b: [config('z')] })).values()]
    expect(rows.map(({ topicName }) => topicName)).toEqual(['pay%t', 'z'])
    expect(rows[1]).toMatchObject({
      writeQueues: 16,
      readQueues: 16,
      queuesPerBroker: 8,
      brokerNames: ['a', 'b'],
      flags: [],
    })
    expect(rows[0]).toMatchObject({ namespace: 'pay', shortName: 't', missingOn: ['b'], flags: ['MISSING_ON_BROKER'] })
  })

  it.each<[string, string]>([
    ['orders', 'NORMAL'],
    ['%RETRY%g', 'RETRY'],
    ['%DLQ%pay%g', 'DLQ'],
    ['TBW102', 'SYSTEM'],
    ['custom_trace', 'SYSTEM'],
    ['rmq_sys_x', 'SYSTEM'],
  ])('%s is %s', (name, kind) => {
    expect(only([[config(name)]])?.kind).toBe(kind)
  })

  it('only what people make belongs on every master', () => {
    const rows = topicRows(inventory({ a: [config('%DLQ%g'), config('TBW102')], b: [] }))
    expect([...rows.values()].flatMap(({ missingOn }) => missingOn)).toEqual([])
  })

  it.each<[string, Partial<TopicConfig>, object]>([
    ['other queues', { writeQueueNums: 4 }, { flags: ['DIFFERS'], queuesPerBroker: null, writeQueues: 12 }],
    ['another permission', { perm: 4 }, { flags: ['DIFFERS'], permission: 'MIXED' }],
    ['another attribute', { attributes: { x: '1' } }, { flags: ['DIFFERS'] }],
    ['the order flag', { order: true }, { flags: ['DIFFERS', 'ORDERED'] }],
  ])('marks %s on one of two brokers', (_, parts, expected) => {
    expect(only([[config('t')], [config('t', parts)]])).toMatchObject(expected)
  })

  it.each<[Record<string, string>, string, boolean]>([
    [{}, 'NORMAL', false],
    [{ 'message.type': 'NORMAL' }, 'NORMAL', true],
    [{ 'message.type': 'FIFO' }, 'FIFO', true],
    [{ 'message.type': 'UNSPECIFIED' }, 'UNSPECIFIED', true],
    [{ 'message.type': 'OF_TOMORROW' }, 'UNSPECIFIED', true],
  ])('%o is of type %s, declared: %s', (attributes, type, isTypeDeclared) => {
    expect(only([[config('t', { attributes })]])).toMatchObject({ type, isTypeDeclared })
  })

  it.each([
    [7, 'RW'],
    [6, 'RW'],
    [4, 'R'],
    [2, 'W'],
    [0, 'NONE'],
  ])('perm %d is %s', (perm, permission) => {
    expect(only([[config('t', { perm })]])?.permission).toBe(permission)
  })

  it('says which brokers are shown from their last good answer', () => {
    const [row] = topicRows(inventory({ a: [config('t')], b: [config('t')] }, ['b'])).values()
    expect(row?.staleOn).toEqual(['b'])
  })

  it('joins 10,000 topics of two brokers in a moment, and once', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => config(`topic-${index}`))
    const big = inventory({ a: many, b: many })
    expect(topicRows(big).size).toBe(10_000)
    expect(topicRows(big)).toBe(topicRows(big))
  })
})
