import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters, getCluster } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { late, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { clusterInfoBody } from '#lib/rocketmq/testing/fake-bodies.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { checkNodes } from './check-nodes.ts'
import { forgetBroker } from './forget-broker.ts'
import { getHealth } from './get-health.ts'
import { listBrokers } from './list-brokers.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)

async function registered() {
  const fake = await startFakeCluster({ brokers: 2, topics: ['orders'] })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, readOnly: true })
  const check = () => checkNodes(ctx, { clusterId, now: new Date() })
  await check()
  /** Name servers drop it at once; it goes on answering until it is stopped. */
  const unlist = () => fake.brokers.splice(1, 1)[0]
  const names = async () =>
    (await listBrokers(ctx, { clusterId, page: 1, pageSize: 500 })).items.map(({ brokerName }) => brokerName)
  return { fake, clusterId, check, unlist, names, id: { clusterId, brokerName: 'broker-b', brokerId: 0 } }
}

describe('forgetBroker', () => {
  it('C-3: one that is gone for good is in no list, is missed by no reading, and the cluster is healthy again', async () => {
    const { clusterId, check, unlist, names, id } = await registered()
    const { getInventory } = await getCluster(ctx, clusterId)
    await getInventory({ fresh: true })
    await unlist()?.server.stop()
    await check()
    expect(await getHealth(ctx, { clusterId })).toMatchObject({ health: 'ABNORMAL' })
    expect((await getInventory({ fresh: true })).partial).toMatchObject([{ brokerName: 'broker-b' }])

    const admin = await (await makePerson('admin')).context()
    await forgetBroker(admin, id)
    expect(await names()).toEqual(['broker-a'])
    expect((await getInventory({ fresh: true })).partial).toEqual([])
    await check()
    expect(await getHealth(ctx, { clusterId })).toMatchObject({ health: 'HEALTHY', healthReasons: [] })
    const rows = await db().auditEvent.findMany({
      where: { clusterId, action: 'broker.forget' },
      include: { outcome: true },
    })
    expect(rows.map(({ outcome }) => outcome?.outcome)).toEqual(['SUCCESS'])
    expect(rows[0]?.outcome?.before).toMatchObject({ brokerName: 'broker-b', brokerId: 0, version: '5.5.0' })
  })

  it('refuses one that a name server lists, and one that answers though none does', async () => {
    const { fake, check, unlist, names, id } = await registered()
    await expect(forgetBroker(ctx, id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining(`still listed by ${fake.nameServers[0]}`),
    })
    const stillRuns = unlist()
    onTestFinished(() => stillRuns?.server.stop())
    await check()
    await expect(forgetBroker(ctx, id)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('still answers'),
    })
    expect(await names()).toEqual(['broker-a', 'broker-b'])
  })

  it('refuses while no name server answers: then nobody can say that it is gone', async () => {
    const { fake, unlist, names, id } = await registered()
    await unlist()?.server.stop()
    await fake.nameServer.stop()
    await expect(forgetBroker(ctx, id)).rejects.toMatchObject({ code: 'CLUSTER_UNREACHABLE' })
    expect(await names()).toEqual(['broker-a', 'broker-b'])
  })

  it('a check that was running meanwhile does not remember it again', async () => {
    const { fake, clusterId, check, unlist, names, id } = await registered()
    await unlist()?.server.stop()
    await check()
    const gate = Promise.withResolvers<void>()
    const addressById = new Map([[0, fake.broker('broker-a').address]])
    const body = clusterInfoBody([{ brokerName: 'broker-a', clusterName: fake.clusterName, addressById }])
    const asked = fake.nameServer.countOf(RequestCode.GET_BROKER_CLUSTER_INFO)
    fake.nameServer.on(RequestCode.GET_BROKER_CLUSTER_INFO, late(gate.promise, reply({ body })))
    const running = check()
    await fake.nameServer.received(asked + 1, RequestCode.GET_BROKER_CLUSTER_INFO)
    await db().clusterNode.deleteMany({ where: { clusterId, brokerName: id.brokerName } })
    gate.resolve()
    await running
    expect(await names()).toEqual(['broker-a'])
  })

  it('refuses an operator, and a broker that no check ever saw', async () => {
    const { id } = await registered()
    const operator = await (await makePerson('operator')).context()
    await expect(forgetBroker(operator, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await expect(forgetBroker(ctx, { ...id, brokerName: 'broker-z' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
