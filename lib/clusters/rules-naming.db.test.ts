import { describe, expect, it } from 'vitest'
import { type AlarmRuleInput, NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import { createAlarmRule } from '#lib/alarms/write-rule.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { rulesNaming } from './rules-naming.ts'
import { registerCluster } from './testing/register.ts'

useDatabase()

const worker = workerContext(new AbortController().signal)
const silent = { metric: 'silentMs', operator: 'gt' as const, thresholds: { warning: 60_000 } }
const lag = { metric: 'lag', operator: 'gt' as const, thresholds: { warning: 100 } }
const glob = (pattern: string) => [{ kind: 'glob' as const, pattern }]

const rules: Pick<AlarmRuleInput, 'name' | 'level' | 'selector' | 'conditions'>[] = [
  { name: 'orders by name', level: 'topic', selector: { names: ['orders', 'other'] }, conditions: [silent] },
  { name: 'orders without a wildcard', level: 'topic', selector: { include: glob('orders') }, conditions: [silent] },
  { name: 'all topics', level: 'topic', conditions: [silent] },
  { name: 'by pattern', level: 'topic', selector: { include: glob('ord*') }, conditions: [silent] },
  {
    name: 'billing on orders',
    level: 'groupTopic',
    selector: { names: ['billing'], topics: glob('orders') },
    conditions: [lag],
  },
  { name: 'a group of that name', level: 'group', selector: { names: ['orders'] }, conditions: [lag] },
  { name: 'billing by name', level: 'group', selector: { names: ['billing'] }, conditions: [lag] },
]

async function registered() {
  const [{ clusterId }, other] = [
    await registerCluster({ nameServers: ['127.0.0.1:9876'] }),
    await registerCluster({ nameServers: ['127.0.0.1:9876'] }),
  ]
  const create = (clusters: AlarmRuleInput['clusters'], rule: (typeof rules)[number]) =>
    createAlarmRule(worker, NewAlarmRule.parse({ clusters, forPeriods: 0, ...rule }))
  for (const rule of rules) await create({ clusterIds: [clusterId] }, rule)
  for (const rule of rules)
    await create({ clusterIds: [other.clusterId] }, { ...rule, name: `elsewhere: ${rule.name}` })
  const orders = { clusterId, kind: 'topic', name: 'orders' } as const
  return { clusterId, orders }
}

describe('rules that name an object', () => {
  it('are those that name it and are for its cluster, not those that it matches with others', async () => {
    const { clusterId, orders } = await registered()
    expect(await rulesNaming(worker, orders)).toEqual([
      'billing on orders',
      'orders by name',
      'orders without a wildcard',
    ])
    expect(await rulesNaming(worker, { clusterId, kind: 'group', name: 'billing' })).toEqual([
      'billing by name',
      'billing on orders',
    ])
    expect(await rulesNaming(worker, { clusterId, kind: 'group', name: 'nobody' })).toEqual([])
  })

  it('are told to whoever sees the cluster; who sees a part is told of their own', async () => {
    const { clusterId, orders } = await registered()
    const viewer = await (await makePerson('viewer', { scope: { clusters: { clusterIds: [clusterId] } } })).context()
    expect(await rulesNaming(viewer, orders)).toHaveLength(3)
    const scope = { clusters: { clusterIds: [clusterId] }, topics: ['orders'] }
    const operator = await (await makePerson('operator', { scope })).context()
    expect(await rulesNaming(operator, orders)).toEqual([])
    const own = { name: 'mine', level: 'topic', selector: { names: ['orders'] }, conditions: [silent] }
    await createAlarmRule(operator, NewAlarmRule.parse({ clusters: { clusterIds: [clusterId] }, ...own }))
    expect(await rulesNaming(operator, orders)).toEqual(['mine'])
    const stranger = await (await makePerson(null)).context()
    expect(await rulesNaming(stranger, orders)).toEqual([])
  })
})
