import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { ok } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { onTopic } from '#lib/topics/testing/hand-made-sample.ts'
import { type Context, workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { listAlarmRules } from './list-alarm-rules.ts'
import { type AlarmRuleInput, NewAlarmRule } from './rule-schema.ts'
import { minute, sampledCluster } from './testing/sampled-cluster.ts'
import { createAlarmRule } from './write-rule.ts'

useDatabase()
afterAll(closeAllClusters)
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: minute(0) })
  return () => vi.useRealTimers()
})
const worker = workerContext(new AbortController().signal)

const silent = [{ metric: 'silentMs', operator: 'gt' as const, thresholds: { warning: 60_000 } }]
const glob = (pattern: string) => [{ kind: 'glob' as const, pattern }]
const rules: Partial<AlarmRuleInput>[] = [
  { name: 'all groups' },
  { name: 'billing', selector: { names: ['billing'] } },
  { name: 'off', isEnabled: false, selector: { include: glob('bill*') } },
  { name: 'another group', selector: { names: ['points'] } },
  { name: 'billing on pay', level: 'groupTopic', selector: { topics: glob('pay*') } },
  { name: 'all topics', level: 'topic', conditions: silent },
  { name: 'pay', level: 'topic', selector: { include: glob('pay*') }, conditions: silent },
  { name: 'the cluster', level: 'cluster', conditions: [{ ...silent[0], metric: 'inTps' }] } as Partial<AlarmRuleInput>,
]

/** Two topics; `billing` reads both, `points` only one. */
async function planted() {
  const { clusterId, pass, rule } = await sampledCluster()
  const reading = (...topics: string[]) => ({
    lag: ok(5n, minute(1)),
    topics: topics.map((topicName) => onTopic(topicName)),
  })
  await pass(1, { billing: reading('pay', 'orders'), points: reading('orders') }, { pay: 1, orders: 1 })
  for (const each of rules) await rule(each)
  const names = async (about: { topic?: string; group?: string }, ctx: Context = worker) =>
    (await listAlarmRules(ctx, { page: 1, pageSize: 50, sort: 'name', clusterId: [clusterId], ...about })).items.map(
      ({ name }) => name,
    )
  return { clusterId, names }
}

describe('rules that match an object', () => {
  it('are those of its level, of its topics or groups, also while they are off; not those of others', async () => {
    const { names } = await planted()
    expect(await names({ group: 'billing' })).toEqual(['all groups', 'billing', 'billing on pay', 'off'])
    expect(await names({ group: 'points' })).toEqual(['all groups', 'another group'])
    expect(await names({ topic: 'pay' })).toEqual(['all topics', 'billing on pay', 'pay'])
    expect(await names({ topic: 'orders' })).toEqual(['all topics'])
    expect(await names({ topic: 'pay', group: 'billing' })).toEqual(['billing on pay'])
    expect(await names({ topic: 'not-sampled' })).toEqual([])
  })

  it('are none for who does not see the object; who sees a part of the cluster has their own', async () => {
    const { clusterId, names } = await planted()
    const scope = { clusters: { clusterIds: [clusterId] }, groups: ['billing'] }
    const operator = await (await makePerson('operator', { scope })).context()
    expect(await names({ group: 'billing' }, operator)).toEqual([])
    const own = { name: 'mine', clusters: { clusterIds: [clusterId] } }
    const conditions = [{ metric: 'lag', operator: 'gt' as const, thresholds: { warning: 100 } }]
    await createAlarmRule(operator, NewAlarmRule.parse({ ...own, conditions }))
    expect(await names({ group: 'billing' }, operator)).toEqual(['mine'])
    expect(await names({ group: 'points' }, operator)).toEqual([])
    // Of what its person does not see a bound rule says nothing to others either.
    expect(await names({ group: 'points' })).not.toContain('mine')
    expect(await names({ group: 'billing' })).toContain('mine')
  })
})
