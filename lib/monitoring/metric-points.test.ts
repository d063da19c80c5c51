import { expect, it } from 'vitest'
import { type Measured, ok } from '#lib/api/endpoint.ts'
import { readHealthFacts } from '#lib/clusters/health-facts.ts'
import { clusterSample } from '#lib/groups/testing/group-samples.ts'
import { metricPoints } from './metric-points.ts'
import type { NodeNumbers } from './node-numbers.ts'
import { newState } from './sampler-state.ts'
import type { MetricName } from './schema.ts'

const at = new Date('2026-11-25T12:00:00Z')

function ofCluster(metric: MetricName, numbers: object, limits: Partial<NodeNumbers['limits']> = {}) {
  const none = { maxTopics: null, maxGroups: null, capacityInTps: null, capacityOutTps: null }
  const points = metricPoints(
    {
      sample: clusterSample('rmq-aaaaaaaa', [], at),
      state: newState(),
      brokersByTopic: new Map(),
      typeByTopic: new Map(),
      systemTopics: new Set(),
    },
    {
      brokers: new Map(),
      nodes: [],
      ofCluster: { ...readHealthFacts(null, at), ...numbers },
      limits: { ...none, ...limits },
    },
  )
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
