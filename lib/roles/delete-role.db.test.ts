import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { clusterSample, groupSample } from '#lib/groups/testing/group-samples.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { hangUp, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import type { Permission } from '#lib/users/permissions.ts'
import { deleteRole } from './delete-role.ts'
import { keepUsers } from './testing/keep-users.ts'
import { adminContext } from './testing/role-lab.ts'

useDatabase()
afterAll(() => closeAllClusters())

const roleName = 'shop'
const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 12, 0, second))
const allow = (resource: string, action: string) => ({ resource, actions: [action], decision: 'Allow' })
const named = [
  allow('Topic:orders', 'Pub'),
  allow('Topic:pay_*', 'Pub'),
  { ...allow('Topic:pay_secret', 'Pub'), decision: 'Deny' },
  allow('Group:billing', 'Sub'),
]

async function started(entries: object[]) {
  const fake = await startFakeCluster({ brokers: 2, topics: ['orders', 'pay_in', 'pay_secret', 'other'] })
  onTestFinished(() => fake.stop())
  const body = JSON.stringify([{ subject: `User:${roleName}`, policies: [{ policyType: 'Custom', entries }] }])
  for (const broker of fake.brokers) {
    keepUsers(broker, [{ username: roleName, password: 'secret-1', userType: 'Normal', userStatus: 'enable' }])
    broker.server.on(RequestCode.AUTH_LIST_ACL, reply({ body }))
  }
  const [a, b] = [fake.broker('broker-a'), fake.broker('broker-b')]
  a.store.producers.push({ producerGroup: 'shop_out', clientId: '10.0.0.1@1' })
  a.putMessage({ topicName: 'orders', storeTimestamp: at(1) })
  b.putMessage({ topicName: 'pay_in', storeTimestamp: at(2), properties: { __BORNHOST: 'app-7' } })
  for (const topicName of ['pay_secret', 'other']) {
    a.putMessage({ topicName, storeTimestamp: at(3), properties: { __BORNHOST: 'stranger' } })
  }
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const groups = [groupSample('billing'), groupSample('stranger')]
  for (const { store } of fake.brokers) for (const { groupName } of groups) store.putGroup({ groupName })
  await storeSample(clusterSample(clusterId, groups), emptyMemory())
  const impact = async (ctx: Context = adminContext()) => {
    const told = await deleteRole(ctx, { clusterId, roleName, dryRun: true })
    if (!('dryRun' in told)) throw new Error('a dry run')
    return told
  }
  return { fake, impact }
}

function without(...lacking: Permission[]): Context {
  const ctx = adminContext()
  const grants = ctx.actor.grants.map((grant) => ({
    ...grant,
    permissions: new Set([...grant.permissions].filter((permission) => !lacking.includes(permission))),
  }))
  return { ...ctx, actor: { ...ctx.actor, grants } }
}

it('R-3: before it is deleted, groups and producers by the names in its policies are told as its likely clients', async () => {
  const { fake, impact } = await started(named)
  const { likely, effects } = await impact()
  expect(likely).toEqual({
    groups: [{ groupName: 'billing', online: 1 }],
    producers: [
      { topicName: 'pay_in', clientId: null, address: 'app-7', producerGroup: null, lastMessageAt: at(2) },
      {
        topicName: 'orders',
        clientId: '10.0.0.1@1',
        address: '127.0.0.1:50000',
        producerGroup: 'shop_out',
        lastMessageAt: at(1),
      },
    ],
    topicsLookedAt: 2,
    topicsInAll: 2,
    isAnyProducer: false,
    isAnyGroup: false,
  })
  expect(effects.filter(({ kind }) => kind === 'producer').map(({ target }) => target)).toEqual(['app-7', '10.0.0.1@1'])
  fake.broker('broker-b').server.on(RequestCode.PULL_MESSAGE, hangUp)
  const { likely: rest } = await impact()
  expect(rest.producers?.map(({ topicName }) => topicName)).toEqual(['orders'])
  expect(rest.partial).toMatchObject([{ brokerName: 'broker-b' }])
})

it('who may read no topic or group is not told that nobody uses the role', async () => {
  const { impact } = await started(named)
  const { likely } = await impact(without('topic:read', 'group:read'))
  expect(likely).toMatchObject({ groups: null, producers: null })
})

it('a role for all topics names no producer, and that any may be its client', async () => {
  const { impact } = await started([allow('Topic:*', 'Pub'), allow('Group:billing', 'Sub')])
  expect((await impact()).likely).toMatchObject({
    groups: [{ groupName: 'billing' }],
    producers: [],
    topicsInAll: 0,
    isAnyProducer: true,
    isAnyGroup: false,
  })
})
