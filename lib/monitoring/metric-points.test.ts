import { describe, expect, it } from 'vitest'
import { type Measured, ok } from '#lib/api/endpoint.ts'
import { readHealthFacts } from '#lib/clusters/health-facts.ts'
import { clusterSample, groupSample, groupTopicSample } from '#lib/groups/testing/group-samples.ts'
import { topicSample } from '#lib/topics/testing/hand-made-sample.ts'
import { metricPoints } from './metric-points.ts'
import type { NodeNumbers } from './node-numbers.ts'
import type { MetricPoint } from './point.ts'
import type { ClusterSample } from './sample.ts'
import { newState } from './sampler-state.ts'
import type { MetricName, MetricScope } from './schema.ts'

const at = new Date('2026-11-25T12:00:00Z')

function pointsOf(
  sample: ClusterSample,
  nodes: Partial<NodeNumbers> = {},
  typeByTopic: ReadonlyMap<string, string> = new Map(),
): MetricPoint[] {
  const pass = {
    sample,
    state: newState(),
    brokersByTopic: new Map(),
    typeByTopic,
    systemTopics: new Set<string>(),
  }
  return metricPoints(pass, {
    brokers: new Map(),
    nodes: [],
    ofCluster: readHealthFacts(null, at),
    limits: null,
    namespaceLimits: new Map(),
    ...nodes,
  })
}

function ofCluster(metric: MetricName, numbers: object, limits: Partial<NodeNumbers['limits']> = {}) {
  const none = { maxTopics: null, maxGroups: null, capacityInTps: null, capacityOutTps: null }
  const points = pointsOf(clusterSample('rmq-aaaaaaaa', [], at), {
    ofCluster: { ...readHealthFacts(null, at), ...numbers },
    limits: { ...none, ...limits },
  })
  return points.find((point) => point.metric === metric && point.scope === 'cluster')?.value
}

it('the share of the declared capacity is that of the direction nearest to it', () => {
  const numbers = { inTps: ok(700, at), outTps: ok(1_800, at) }
  expect(ofCluster('capacityUsedRatio', numbers, { capacityInTps: 1_000, capacityOutTps: 2_000 })).toBe(0.9)
  expect(ofCluster('capacityUsedRatio', numbers, { capacityInTps: 1_000 })).toBe(0.7)
})

it('nothing is a share of what nobody has said, and an old number is none', () => {
  const old: Measured<number> = { value: 700, state: 'stale', at, reason: 'OLD' }
  expect(ofCluster('capacityUsedRatio', { inTps: ok(700, at) }, {})).toBeNull()
  expect(ofCluster('capacityUsedRatio', { inTps: old }, { capacityInTps: 1_000 })).toBeNull()
})

it('while one of two bounded directions is not known, the share is not: it might be the larger one', () => {
  const unheard: Measured<number> = { value: null, state: 'unknown', at: null, reason: 'NO_ANSWER' }
  const numbers = { inTps: ok(200, at), outTps: unheard }
  expect(ofCluster('capacityUsedRatio', numbers, { capacityInTps: 1_000, capacityOutTps: 1_000 })).toBeNull()
  expect(ofCluster('capacityUsedRatio', numbers, { capacityInTps: 1_000 })).toBe(0.2)
})

it('a limit of none is used up', () => {
  expect(ofCluster('limitUsedRatio', { topics: ok(0, at) }, { maxTopics: 0 })).toBe(1)
})

it('the share of the limits is that of topics or groups, whichever is nearer', () => {
  const numbers = { topics: ok(50, at), groups: ok(90, at) }
  expect(ofCluster('limitUsedRatio', numbers, { maxTopics: 100, maxGroups: 100 })).toBe(0.9)
})

it('the forecast of the disk is drawn: it is always an estimate', () => {
  const diskFullInDays: Measured<number> = { value: 2.5, state: 'estimate', at }
  expect(ofCluster('diskFullInDays', { diskFullInDays })).toBe(2.5)
})

describe('what is counted of a group alone, of its topics', () => {
  const topics = ['orders', 'refunds', '%DLQ%billing', '%DLQ%mail']
  const sample = (inTps: Record<string, number>): ClusterSample => ({
    ...clusterSample(
      'rmq-aaaaaaaa',
      [
        groupSample('billing', { topics: [groupTopicSample('orders')] }, at),
        groupSample('mail', { topics: [groupTopicSample('orders'), groupTopicSample('refunds')] }, at),
        groupSample('search', { topics: [groupTopicSample('orders')] }, at),
      ],
      at,
    ),
    topics: new Map(
      topics.map((topicName) => [topicName, topicSample({ topicName, inTps: ok(inTps[topicName] ?? 0, at) })]),
    ),
  })
  const read =
    (points: readonly MetricPoint[]) =>
    (metric: MetricName, scope: MetricScope, topicName: string, groupName = '') =>
      points.find(
        (point) =>
          point.metric === metric &&
          point.scope === scope &&
          point.topicName === topicName &&
          point.groupName === groupName,
      )?.value

  it('new dead letters are 0 once there were some, and begin with the first one', () => {
    const value = read(pointsOf(sample({})))
    expect(value('newDeadLettersPerSecond', 'topic', 'orders')).toBe(0)
    expect(value('newDeadLettersPerSecond', 'groupTopic', 'orders', 'billing')).toBe(0)
    expect(value('newDeadLettersPerSecond', 'groupTopic', 'orders', 'search')).toBeUndefined()
  })

  it('so are what is stored as dead letters, and what waits to be tried again once something was', () => {
    const lag = (n: bigint) => ({ kind: 'RETRY' as const, lag: ok(n, at) })
    const retried = (topicName: string) => topicSample({ topicName, lastWriteAt: ok(at, at) })
    const groups = [
      groupSample('billing', {
        deadLetters: ok(7n, at),
        topics: [groupTopicSample('orders'), groupTopicSample('%RETRY%billing', lag(3n))],
      }),
      groupSample('mail', {
        topics: [
          groupTopicSample('orders'),
          groupTopicSample('refunds'),
          groupTopicSample('%RETRY%mail+refunds', lag(2n)),
          groupTopicSample('%RETRY%mail', lag(0n)),
        ],
      }),
    ]
    const names = ['orders', 'refunds', '%RETRY%billing', '%RETRY%mail+refunds', '%DLQ%billing']
    const value = read(
      pointsOf({
        ...clusterSample('rmq-aaaaaaaa', groups, at),
        topics: new Map([
          ...names.map((topicName) => [topicName, retried(topicName)] as const),
          ['%RETRY%mail', topicSample({ topicName: '%RETRY%mail' })],
        ]),
      }),
    )
    expect(value('deadLetters', 'groupTopic', 'orders', 'billing')).toBe(7)
    expect(value('deadLetters', 'topic', 'orders')).toBe(7)
    expect(value('deadLetters', 'groupTopic', 'refunds', 'mail')).toBeUndefined()
    expect(value('retryLag', 'groupTopic', 'orders', 'billing')).toBe(3)
    expect(value('retryLag', 'groupTopic', 'refunds', 'mail')).toBe(2)
    // Its common retry topic never had a message.
    expect(value('retryLag', 'groupTopic', 'orders', 'mail')).toBeUndefined()
    expect(value('retryLag', 'topic', 'orders')).toBe(3)
  })

  it('what waits on a topic that nobody of a group subscribes to any more is dead lag of both', () => {
    const dead = groupTopicSample('orders', { kind: 'DEAD_SUBSCRIPTION', lag: ok(40n, at) })
    const value = read(
      pointsOf({
        ...clusterSample('rmq-aaaaaaaa', [groupSample('billing', { topics: [dead] }, at)], at),
        topics: new Map([['orders', topicSample({ topicName: 'orders' })]]),
      }),
    )
    expect(value('deadSubscriptionLag', 'groupTopic', 'orders', 'billing')).toBe(40)
    expect(value('lag', 'groupTopic', 'orders', 'billing')).toBeUndefined()
  })

  it('those of a group with one topic are of that one; of several nobody tells whose they are', () => {
    const ofOne = read(pointsOf(sample({ '%DLQ%billing': 2 })))
    expect(ofOne('newDeadLettersPerSecond', 'topic', 'orders')).toBe(2)
    const ofTwo = read(pointsOf(sample({ '%DLQ%mail': 2 })))
    expect(ofTwo('newDeadLettersPerSecond', 'groupTopic', 'refunds', 'mail')).toBeNull()
    expect(ofTwo('newDeadLettersPerSecond', 'topic', 'orders')).toBeNull()
  })
})

it('a namespace has its messages by type, and the share that is used of its own limits', () => {
  const rates = { 'pay%orders': 5, 'pay%refunds': 2, 'pay%late': 1, 'shop%orders': 9, plain: 4 }
  const sample: ClusterSample = {
    ...clusterSample('rmq-aaaaaaaa', [groupSample('pay%billing', {}, at)], at),
    topics: new Map(
      Object.entries(rates).map(([topicName, inTps]) => [topicName, topicSample({ topicName, inTps: ok(inTps, at) })]),
    ),
  }
  const namespaceLimits = new Map([['pay', { maxTopics: 6, maxGroups: 4 }]])
  const points = pointsOf(sample, { namespaceLimits }, new Map([['pay%late', 'DELAY']]))
  const found = points.filter(({ scope }) => scope === 'namespace')
  expect(found.map(({ metric, namespace, part, value }) => [metric, namespace, part, value])).toEqual([
    ['inTpsByType', 'pay', 'normal', 7],
    ['inTpsByType', 'pay', 'delay', 1],
    ['inTpsByType', 'shop', 'normal', 9],
    ['limitUsedRatio', 'pay', '', 0.5],
  ])
})
