import { randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import type { MetricsSource } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { clusterSample, groupSample } from '#lib/groups/testing/group-samples.ts'
import { holdSample } from '#lib/monitoring/get-sample.ts'
import type { ClusterSample, GroupSample } from '#lib/monitoring/sample.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { storeSamplePoints } from '#lib/monitoring/testing/store-sample-points.ts'
import { topicSample } from '#lib/topics/testing/hand-made-sample.ts'
import { workerContext } from '#lib/users/context.ts'
import { evaluateAlarms } from '../evaluate-alarms.ts'
import { scopeKeyOf, toContent } from '../rule-content.ts'
import { type AlarmRuleInput, NewAlarmRule } from '../rule-schema.ts'
import { shippedRules } from '../shipped-rules.ts'

const ctx = workerContext(new AbortController().signal)
export const firstMinute = new Date('2026-11-26T12:00:00Z')
export const minute = (n: number): Date => new Date(firstMinute.getTime() + n * 60_000)

/** Lag of each group, or what else is known of it; `null`: its lag is not known. */
export type Groups = Record<string, number | null | Partial<GroupSample>>

/**
 * A registered cluster whose samples a test makes itself: `pass(n, groups)` is the sample of minute n, `evaluate(n)` the round of
 * the worker after it. Dates must be faked.
 */
export async function sampledCluster({
  withShipped = false,
  metricsSource,
}: {
  withShipped?: boolean
  metricsSource?: MetricsSource
} = {}) {
  vi.setSystemTime(minute(0))
  const { clusterId } = await registerCluster({ ...(metricsSource && { metricsSource }) })
  // As if somebody had deleted the shipped rules.
  if (!withShipped) await db().alarmCluster.create({ data: { clusterId, shipped: Object.keys(shippedRules) } })
  /** @param traffic messages per second into each topic */
  const pass = async (n: number, groups: Groups, traffic: Record<string, number> = {}) => {
    const at = minute(n)
    vi.setSystemTime(at)
    const samples = Object.entries(groups).map(([name, of]) => {
      if (of !== null && typeof of === 'object') return groupSample(name, of, at)
      return groupSample(name, { lag: of === null ? unknown('NO_ANSWER') : ok(BigInt(of), at) }, at)
    })
    const topics = Object.entries(traffic).map(([topicName, inTps]) => topicSample({ topicName, inTps: ok(inTps, at) }))
    const sample: ClusterSample = {
      ...clusterSample(clusterId, samples, at),
      topics: new Map(topics.map((topic) => [topic.topicName, topic])),
    }
    await storeSample(sample, emptyMemory())
    holdSample(sample)
    await storeSamplePoints(sample)
  }
  const evaluate = async (n: number, seconds = 2) => {
    const now = new Date(minute(n).getTime() + seconds * 1000)
    vi.setSystemTime(now)
    return evaluateAlarms(ctx, { clusterId, now })
  }
  /** One value of the group `g` per minute: a number, `null` unknown, `'gone'` no such group, `'missed'` no sample at all. */
  const run = async (from: number, values: readonly (number | null | 'gone' | 'missed')[], name = 'g') => {
    for (const [index, value] of values.entries()) {
      if (value !== 'missed') await pass(from + index, value === 'gone' ? {} : { [name]: value })
      await evaluate(from + index)
    }
  }
  const instances = (where: object = {}) =>
    db().alarmInstance.findMany({ where: { clusterId, ...where }, orderBy: [{ since: 'asc' }, { objectKey: 'asc' }] })
  const states = async () => (await instances()).map(({ state }) => state)
  /** `FIRING 3`: what was told of which minute. */
  const told = async () => {
    const events = await db().alarmEvent.findMany({
      where: { clusterId, transition: { not: null } },
      orderBy: { sequence: 'asc' },
    })
    return events.map(({ transition, at }) => `${transition} ${(at.getTime() - firstMinute.getTime()) / 60_000}`)
  }
  const rule = (parts: Partial<AlarmRuleInput> = {}) => makeRule({ clusters: { clusterIds: [clusterId] }, ...parts })
  return { clusterId, pass, evaluate, run, instances, states, told, rule }
}

/** A stored rule without asking for anybody's rights: lag > 100 for 2 periods of 60 s. */
export async function makeRule(parts: Partial<AlarmRuleInput> = {}): Promise<string> {
  const content = NewAlarmRule.parse({
    name: `rule ${randomUUID().slice(0, 8)}`,
    clusters: 'all',
    conditions: [{ metric: 'lag', operator: 'gt', thresholds: { warning: 100 } }],
    ...parts,
  })
  const ruleId = randomUUID()
  await db().alarmRule.create({
    data: {
      ruleId,
      name: content.name,
      scopeKey: scopeKeyOf(content.clusters),
      isEnabled: content.isEnabled,
      content: toContent(content),
      createdBy: 'test',
      updatedBy: 'test',
    },
  })
  return ruleId
}
