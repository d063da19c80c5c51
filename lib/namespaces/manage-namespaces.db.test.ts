import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Impact } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { listTopics } from '#lib/topics/list-topics.ts'
import { workerContext } from '#lib/users/context.ts'
import { createNamespace } from './create-namespace.ts'
import { deleteNamespace } from './delete-namespace.ts'
import { getNamespace } from './get-namespace.ts'
import { listNamespaces } from './list-namespaces.ts'
import { updateNamespace } from './update-namespace.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)

async function registered(options: FakeClusterOptions = {}, environment = 'test') {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, environment })
  return { fake, clusterId }
}

const outcomes = async (clusterId: string) =>
  (
    await db().auditEvent.findMany({
      where: { clusterId, action: { not: 'cluster.create' } },
      include: { outcome: true },
      orderBy: { sequence: 'asc' },
    })
  ).map(({ action, outcome }) => [action, outcome?.outcome])

describe('a namespace', () => {
  it('C-20: is declared, named in the list, and filters what is created in it; the brokers are not touched', async () => {
    const { fake, clusterId } = await registered({ topics: ['c'] })
    const created = await createNamespace(ctx, {
      clusterId,
      namespace: 'pay',
      remark: 'Payments',
      owner: 'ann',
      maxTopics: 5,
    })
    expect(created).toMatchObject({
      namespace: 'pay',
      isDeclared: true,
      remark: 'Payments',
      maxTopics: 5,
      maxGroups: null,
    })
    for (const { server } of fake.brokers) expect(server.countOf(RequestCode.UPDATE_AND_CREATE_TOPIC)).toBe(0)
    const { items } = await listNamespaces(ctx, { clusterId, page: 1, pageSize: 50 })
    expect(items.find(({ namespace }) => namespace === 'pay')).toMatchObject({
      isDeclared: true,
      topics: { value: 0 },
      maxTopics: 5,
    })

    await createTopic(ctx, { clusterId, topicName: 'pay%x', type: 'NORMAL', queuesPerBroker: 4 })
    const topics = await listTopics(ctx, { clusterId, namespace: 'pay', page: 1, pageSize: 50 })
    expect(topics.items.map(({ topicName, shortName }) => [topicName, shortName])).toEqual([['pay%x', 'x']])
    expect(await outcomes(clusterId)).toEqual([
      ['namespace.create', 'SUCCESS'],
      ['topic.create', 'SUCCESS'],
    ])
  })

  it('is declared once, also when names begin with it already', async () => {
    const { clusterId } = await registered({ topics: ['pay%a'] })
    expect(await getNamespace(ctx, { clusterId, namespace: 'pay' })).toMatchObject({ isDeclared: false, revision: '0' })
    await createNamespace(ctx, { clusterId, namespace: 'pay' })
    await expect(createNamespace(ctx, { clusterId, namespace: 'pay' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(getNamespace(ctx, { clusterId, namespace: 'nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is changed by whoever saw its newest state: absent keeps, null clears', async () => {
    const { clusterId } = await registered()
    const { revision } = await createNamespace(ctx, { clusterId, namespace: 'pay', remark: 'r', maxGroups: 3 })
    const changed = await updateNamespace(ctx, { clusterId, namespace: 'pay', maxGroups: null, owner: 'bob', revision })
    expect(changed).toMatchObject({ remark: 'r', owner: 'bob', maxGroups: null })
    await expect(updateNamespace(ctx, { clusterId, namespace: 'pay', owner: 'eve', revision })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
  })

  it('C-20: is not deleted while a topic, a group or a retry topic carries its name', async () => {
    for (const options of [{ topics: ['pay%a'] }, { groups: [{ groupName: 'pay%g' }] }, { topics: ['%RETRY%pay%g'] }]) {
      const { clusterId } = await registered(options)
      await createNamespace(ctx, { clusterId, namespace: 'pay' })
      const impact = (await deleteNamespace(ctx, { clusterId, namespace: 'pay', dryRun: true })) as Impact
      expect(impact).toMatchObject({ confirm: 'pay', blockedBy: [{ code: 'CONFLICT' }] })
      expect(impact.effects.reduce((sum, { count }) => sum + (count ?? 0n), 0n)).toBe(1n)
      const attempt = deleteNamespace(ctx, { clusterId, namespace: 'pay', confirm: 'pay' })
      await expect(attempt).rejects.toMatchObject({ code: 'CONFLICT' })
      expect(await getNamespace(ctx, { clusterId, namespace: 'pay' })).toMatchObject({ isDeclared: true })
    }
  })

  it('is deleted by its typed name, unless it is protected, as in production by default', async () => {
    const { clusterId } = await registered({}, 'production')
    await createNamespace(ctx, { clusterId, namespace: 'pay' })
    const confirmed = { clusterId, namespace: 'pay', confirm: 'pay' }
    await expect(deleteNamespace(ctx, confirmed)).rejects.toMatchObject({ code: 'PROTECTED' })
    await updateNamespace(ctx, { clusterId, namespace: 'pay', deletionProtection: false })
    await expect(deleteNamespace(ctx, { ...confirmed, confirm: 'pa' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await deleteNamespace(ctx, confirmed)
    await expect(getNamespace(ctx, { clusterId, namespace: 'pay' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await outcomes(clusterId)).toEqual([
      ['namespace.create', 'SUCCESS'],
      ['namespace.delete', 'REFUSED'],
      ['namespace.update', 'SUCCESS'],
      ['namespace.delete', 'FAILED'],
      ['namespace.delete', 'SUCCESS'],
    ])
  })
})
