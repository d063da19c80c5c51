import { afterAll, expect, inject, it, onTestFinished, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { checkNodes } from './check-nodes.ts'
import { getConfigDifferences } from './get-config-differences.ts'
import { listBrokers } from './list-brokers.ts'

useDatabase()
const lab = inject('lab')
const ctx = workerContext(new AbortController().signal)
/** Changes nothing that other tests look at. */
const key = 'maxTransferCountOnMessageInDisk'
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

it('C-14: a key changed on one broker by mqadmin is marked and listed with both values within 60 s', {
  timeout: 150_000,
}, async () => {
  const cluster = lab['5.5.0']
  const { clusterId } = await registerLab(cluster)
  const odd = cluster.brokers.find(({ brokerName, brokerId }) => brokerName === 'broker-b' && brokerId === 0)
  const change = (value: number) => mqadmin(cluster, `updateBrokerConfig -b ${odd?.address} -k ${key} -v ${value}`)
  const isMarked = async () => {
    await checkNodes(ctx, { clusterId, now: new Date() })
    const { items } = await listBrokers(ctx, { clusterId, page: 1, pageSize: 100 })
    const marked = items.filter(({ driftKeys }) => driftKeys.includes(key))
    return marked.map(({ address, driftKeys: _ }) => address)
  }
  const listed = async () =>
    (await getConfigDifferences(ctx, { clusterId })).items.find((difference) => difference.key === key)
  const within60s = { timeout: 60_000, interval: 1_000 }
  await vi.waitFor(async () => expect(await isMarked()).toEqual([]), within60s)

  onTestFinished(async () => {
    await change(8)
  })
  await change(9)
  await vi.waitFor(async () => expect(await isMarked()).toContain(odd?.address), within60s)
  expect((await listed())?.values).toMatchObject([
    { value: '8' },
    { value: '9', isUsual: false, brokers: [{ brokerName: 'broker-b', brokerId: 0 }] },
  ])
  await change(8)
  await vi.waitFor(async () => expect(await listed()).toBeUndefined(), within60s)
})
