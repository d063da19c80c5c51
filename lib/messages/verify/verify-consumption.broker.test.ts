import { randomBytes } from 'node:crypto'
import { SimpleConsumer } from 'rocketmq-client-nodejs'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { startTestClients, type TestClients } from '#lib/clients/testing/start-test-clients.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { workerContext } from '#lib/users/context.ts'
import { queryMessages } from '../query-messages.ts'
import type { MessageItem } from '../schema.ts'
import { getVerifyClients } from './get-verify-clients.ts'
import { verifyConsumption } from './verify-consumption.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const ctx = workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})
const patience = { timeout: 120_000, interval: 500 }

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const group = `g_verify_${version.replaceAll('.', '')}_${run}`
  const topicName = `${group}_topic`
  let clusterId = ''
  let clients: TestClients | undefined
  let message: MessageItem | undefined
  const ref = () => ({ clusterId, messageId: message?.offsetMsgId ?? '', topic: topicName })
  const ableClients = async () =>
    (await getVerifyClients(ctx, { ...ref(), groupName: group })).items.filter(({ cannot }) => !cannot)

  beforeAll(async () => {
    clusterId = (await registerLab(cluster)).clusterId
    await createTopic(ctx, { clusterId, topicName, type: 'NORMAL', queuesPerBroker: 2 })
    await mqadmin(cluster, `updateSubGroup -c ${cluster.clusterName} -g ${group}`)
    clients = await startTestClients(cluster, { group, topicName, consumers: 2, messages: 1 })
    await vi.waitFor(async () => {
      ;[message] = (await queryMessages(ctx, { clusterId, topic: topicName })).items
      expect(clients?.consumed()).toHaveLength(1)
      expect(await ableClients()).toHaveLength(2)
    }, patience)
  })
  afterAll(() => clients?.stop())

  it('M-10: the chosen client consumes the message again and says so; no offset moves', async () => {
    const chosen = (await ableClients()).find(({ clientId }) => clientId.endsWith(`${group}-2`))
    const before = await mqadmin(cluster, `consumerProgress -g ${group}`)
    const result = await verifyConsumption(ctx, { ...ref(), groupName: group, clientId: chosen?.clientId })
    expect(result).toMatchObject({
      clientId: chosen?.clientId,
      brokerName: message?.brokerName,
      result: 'CR_SUCCESS',
      isOrdered: false,
      spentMs: expect.any(Number),
    })
    await vi.waitFor(() => expect(clients?.consumed()).toHaveLength(2), patience)
    const [first, second] = clients?.consumed() ?? []
    // Clients show the offset id of what a broker hands on, and of what they pulled the unique id.
    expect([second?.queueId, second?.queueOffset]).toEqual([first?.queueId, first?.queueOffset])
    const offsets = (text: string) =>
      text
        .split('\n')
        .filter((line) => line.includes(topicName))
        .map((line) => line.split(/\s+/).slice(0, 6))
    expect(offsets(await mqadmin(cluster, `consumerProgress -g ${group}`))).toEqual(offsets(before))
  })

  it('M-10: a client that has gone is refused with the reason, within 15 s', async () => {
    const [, gone] = (await ableClients()).toSorted((a, b) => (a.clientId < b.clientId ? -1 : 1))
    await clients?.stopOne()
    const startedAt = performance.now()
    const attempt = () => verifyConsumption(ctx, { ...ref(), groupName: group, clientId: gone?.clientId })
    await expect(attempt()).rejects.toMatchObject({ code: 'CONFLICT', facts: { reason: 'OFFLINE' } })
    expect(performance.now() - startedAt).toBeLessThan(15_000)
  })
})

it('M-10: a gRPC client behind a cluster-mode proxy is listed with the reason why it cannot be asked', async () => {
  const cluster = lab['5.5.0']
  const { clusterId } = await registerLab(cluster)
  const group = `g_verify_grpc_${run}`
  const topicName = `${group}_topic`
  await createTopic(ctx, { clusterId, topicName, type: 'NORMAL', queuesPerBroker: 1 })
  await mqadmin(cluster, `updateSubGroup -c ${cluster.clusterName} -g ${group}`)
  const sender = await startTestClients(cluster, { group: `${group}_s`, topicName, consumers: 0, messages: 1 })
  await sender.stop()
  const consumer = new SimpleConsumer({
    endpoints: cluster.proxies[0]?.grpc ?? '',
    namespace: '',
    consumerGroup: group,
    subscriptions: new Map([[topicName, '*']]),
    awaitDuration: 5_000,
    ...(cluster.admin && {
      sessionCredentials: { accessKey: cluster.admin.accessKey, accessSecret: cluster.admin.secretKey },
    }),
  })
  await consumer.startup()
  onTestFinished(() => consumer.shutdown())
  const { items } = await queryMessages(ctx, { clusterId, topic: topicName })
  const ref = { clusterId, messageId: items[0]?.offsetMsgId ?? '', topic: topicName, groupName: group }
  await vi.waitFor(async () => {
    const listed = await getVerifyClients(ctx, ref)
    expect(listed.items.map(({ cannot }) => cannot)).toEqual(['PROXY'])
  }, patience)
  const startedAt = performance.now()
  await expect(verifyConsumption(ctx, ref)).rejects.toMatchObject({ code: 'CONFLICT', facts: { reason: 'PROXY' } })
  expect(performance.now() - startedAt).toBeLessThan(15_000)
})
