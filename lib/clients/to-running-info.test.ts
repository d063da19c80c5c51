import { describe, expect, test } from 'vitest'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import { queueKey } from './read-queue-lag.ts'
import { toRunningInfo } from './to-running-info.ts'

const at = new Date('2026-11-22T14:32:00.000Z')
const queue = (topicName: string, queueId: number, parts: Partial<RunningInfo['queues'][number]> = {}) => ({
  topicName,
  brokerName: 'broker-a',
  queueId,
  commitOffset: 7n,
  cachedMessages: 2,
  cachedMiB: 0,
  cachedMinOffset: 7n,
  cachedMaxOffset: 8n,
  isLocked: true,
  isDropped: false,
  lastPullAt: at,
  lastConsumeAt: at,
  lastLockAt: at,
  ...parts,
})
const told: RunningInfo = {
  properties: {
    PROP_CONSUMER_START_TIMESTAMP: String(at.getTime()),
    PROP_NAMESERVER_ADDR: '10.0.0.1:9876;10.0.0.2:9876;',
    PROP_CLIENT_VERSION: 'V5_5_0',
    PROP_CONSUME_TYPE: 'CONSUME_PASSIVELY',
    PROP_CONSUMEORDERLY: 'false',
    PROP_THREADPOOL_CORE_SIZE: '20',
    consumeThreadMin: '20',
    consumeThreadMax: '64',
    messageModel: 'CLUSTERING',
  },
  subscriptions: [
    { topicName: '%RETRY%g', expressionType: 'TAG', expression: '*', subVersion: 1n, isClassFilter: false },
    { topicName: 'orders', expressionType: 'TAG', expression: 'paid', subVersion: 1n, isClassFilter: false },
  ],
  queues: [queue('%RETRY%g', 0), queue('orders', 1), queue('orders', 0)],
  popQueues: [
    { topicName: 'orders', brokerName: 'broker-b', queueId: 0, waitAckCount: 5, isDropped: false, lastPopAt: at },
  ],
  statuses: [
    {
      topicName: 'orders',
      pullRtMs: 2,
      pullTps: 10,
      consumeRtMs: 4.5,
      consumeOkTps: 9,
      consumeFailedTps: 1,
      consumeFailedLastHour: 3_600n,
    },
  ],
  jstack: null,
}
const orders0 = queueKey({ topicName: 'orders', brokerName: 'broker-a', queueId: 0 })
const progress = new Map([[orders0, { brokerOffset: 20n, consumerOffset: 7n, lag: 13n }]])

describe('what a Java consumer tells', () => {
  const info = toRunningInfo(told, { isBroadcast: false, progress, answeredAt: at })

  test('facts stand for themselves, the rest is kept as settings', () => {
    expect(info).toMatchObject({
      startedAt: at,
      nameServers: ['10.0.0.1:9876', '10.0.0.2:9876'],
      version: '5.5.0',
      consumeType: 'CONSUME_PASSIVELY',
      messageModel: 'CLUSTERING',
      isOrderly: false,
      threads: { core: 20, min: 20, max: 64 },
      properties: { consumeThreadMax: '64', consumeThreadMin: '20', messageModel: 'CLUSTERING' },
    })
  })

  test('topics carry expression and figures, retry topics stand last and say so', () => {
    expect(info.topics).toMatchObject([
      { topicName: 'orders', isRetry: false, expression: 'paid', consumeRtMs: 4.5, consumeFailedLastHour: 3_600n },
      { topicName: '%RETRY%g', isRetry: true, consumeRtMs: null },
    ])
  })

  test('G-12: every queue that it owns, with the lag that its broker tells; without an answer it is not known, never 0', () => {
    expect(info.queues.map((row) => [row.topicName, row.brokerName, row.queueId, row.mode, row.lag])).toEqual([
      ['orders', 'broker-a', 0, 'PULL', 13n],
      ['orders', 'broker-a', 1, 'PULL', null],
      ['orders', 'broker-b', 0, 'POP', null],
      ['%RETRY%g', 'broker-a', 0, 'PULL', null],
    ])
    expect(info.queues[2]).toMatchObject({ waitingAcks: 5, committedOffset: null, lastPullAt: at })
    // Concurrent consumers carry a lock flag that means nothing.
    expect(info.queues[0]?.isLocked).toBeNull()
  })
})

test('S-7: each client of a broadcast group has a position of its own and no lag of the group', () => {
  const { queues } = toRunningInfo(told, { isBroadcast: true, progress, answeredAt: at })
  expect(queues[0]).toMatchObject({ committedOffset: 7n, brokerOffset: 20n })
  expect(queues[0]).not.toHaveProperty('lag')
  expect(queues[0]).not.toHaveProperty('consumerOffset')
})

test.each([
  ['lag, consumed a moment ago', 3n, 1_000, false],
  ['lag, nothing consumed for 6 min', 3n, 360_000, true],
  ['no lag, idle for an hour', 0n, 3_600_000, false],
  ['lag is not known', null, 360_000, null],
])('hung or not: %s', (_, lag, agoMs, expected) => {
  const answeredAt = new Date(at.getTime() + agoMs)
  const held = lag === null ? new Map() : new Map([[orders0, { brokerOffset: 20n, consumerOffset: 7n, lag }]])
  const one = {
    ...told,
    queues: [queue('orders', 0), queue('%RETRY%g', 0, { lastConsumeAt: answeredAt })],
    popQueues: [],
  }
  expect(toRunningInfo(one, { isBroadcast: false, progress: held, answeredAt }).isHung).toBe(expected)
})

test('an ordered consumer tells which queues it has locked', () => {
  const ordered = { ...told, properties: { ...told.properties, PROP_CONSUMEORDERLY: 'true' } }
  expect(toRunningInfo(ordered, { isBroadcast: false, progress, answeredAt: at }).queues[0]?.isLocked).toBe(true)
})

test('a library that tells nothing leaves everything unknown', () => {
  const silent = { ...told, properties: {}, subscriptions: [], queues: [], popQueues: [], statuses: [] }
  expect(toRunningInfo(silent, { isBroadcast: false, progress: new Map(), answeredAt: at })).toEqual({
    startedAt: null,
    nameServers: [],
    version: null,
    consumeType: null,
    messageModel: null,
    isOrderly: null,
    threads: { core: null, min: null, max: null },
    topics: [],
    queues: [],
    isHung: false,
    lastConsumeAt: null,
    properties: {},
  })
})

test('settings are bounded, whatever a client sends', () => {
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`k${index}`, 'x'.repeat(10_000)]))
  const { properties } = toRunningInfo({ ...told, properties: many }, { isBroadcast: false, progress, answeredAt: at })
  expect(Object.keys(properties)).toHaveLength(300)
  expect(Math.max(...Object.values(properties).map((text) => text.length))).toBe(1_000)
})
