import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { checkNodes } from './check-nodes.ts'
import { getConfigDifferences } from './get-config-differences.ts'
import { getHealth } from './get-health.ts'
import { listBrokers } from './list-brokers.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)
const CONFIG = RequestCode.GET_BROKER_CONFIG

async function registered(slaves = false) {
  const fake = await startFakeCluster({ brokers: 2, slaves, config: { fileReservedTime: '72' } })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500 })
  const set = (brokerName: string, text: string) =>
    fake.broker(brokerName).server.on(CONFIG, reply({ body: `brokerName=${brokerName}\n${text}\n` }))
  const read = async () => {
    await checkNodes(ctx, { clusterId, now: new Date() })
    return getConfigDifferences(ctx, { clusterId })
  }
  return { fake, clusterId, set, read }
}

it('C-14: a setting that differs is marked at both brokers, listed with both values, and a reason of the health', async () => {
  const { clusterId, set, read } = await registered()
  set('broker-a', 'fileReservedTime=72\nstorePathRootDir=/a\nlistenPort=1')
  set('broker-b', 'fileReservedTime=48\nstorePathRootDir=/b\nlistenPort=2')
  const { items, brokers, partial } = await read()
  expect({ items, brokers, partial }).toEqual({
    items: [
      {
        clusterName: 'DefaultCluster',
        key: 'fileReservedTime',
        isRedacted: false,
        needsRestart: false,
        values: [
          { value: '72', isUsual: false, brokers: [{ brokerName: 'broker-a', brokerId: 0 }] },
          { value: '48', isUsual: false, brokers: [{ brokerName: 'broker-b', brokerId: 0 }] },
        ],
      },
    ],
    brokers: 2,
  })
  const rows = (await listBrokers(ctx, { clusterId, page: 1, pageSize: 10 })).items
  expect(rows.map(({ driftKeys }) => driftKeys)).toEqual([['fileReservedTime'], ['fileReservedTime']])
  expect(await getHealth(ctx, { clusterId })).toMatchObject({
    health: 'WARNING',
    healthReasons: [{ code: 'CONFIG_DRIFT', link: '/nodes?tab=differences' }],
  })
})

it('C-14: against a majority only one is odd', async () => {
  const { set, read } = await registered(true)
  set('broker-b', 'fileReservedTime=48')
  const [difference] = (await read()).items
  expect(difference?.values.map(({ value, isUsual, brokers }) => [value, isUsual, brokers.length])).toEqual([
    ['72', true, 3],
    ['48', false, 1],
  ])
})

it('C-14: a secret that differs is named and not shown', async () => {
  const { set, read } = await registered()
  set('broker-a', 'brokerPassword=hidden-a')
  set('broker-b', 'brokerPassword=hidden-b')
  const answer = await read()
  expect(answer.items).toMatchObject([{ key: 'brokerPassword', isRedacted: true }])
  expect(answer.items[0]?.values.map(({ value }) => value)).toEqual([null, null])
  expect(JSON.stringify(answer)).not.toContain('hidden-')
})

it('names the broker that could not be compared', async () => {
  const { fake, set, read } = await registered()
  set('broker-a', 'fileReservedTime=48')
  fake.broker('broker-b').server.on(CONFIG, silence)
  expect(await read()).toMatchObject({ items: [], brokers: 1, partial: [{ brokerName: 'broker-b' }] })
})

it('refuses a viewer', async () => {
  const { clusterId } = await registered()
  const viewer = await (await makePerson('viewer')).context()
  await expect(getConfigDifferences(viewer, { clusterId })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
