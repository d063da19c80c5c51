import { randomBytes } from 'node:crypto'
import { Producer } from 'rocketmq-client-nodejs'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { startTestClients } from '#lib/clients/testing/start-test-clients.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { workerContext } from '#lib/users/context.ts'
import { getMessage } from '../get-message.ts'
import { queryMessages } from '../query-messages.ts'
import { NewMessage, type SendAnswer } from '../schema.ts'
import { getSendOptions } from './get-send-options.ts'
import { sendMessages } from './send-messages.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const ctx = workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

/** A starved machine makes brokers refuse what has waited 200 ms; nothing is stored then. */
const patience = { timeout: 120_000, interval: 200 }
const isBusy = (error: unknown) => error instanceof AppError && error.code === 'CLUSTER_REJECTED'
async function send(clusterId: string, topicName: string, parts: Record<string, unknown>): Promise<SendAnswer> {
  const input = { clusterId, topicName, ...NewMessage.parse({ body: { text: 'x' }, ...parts }) }
  let failure: unknown
  for (let tries = 0; tries < 50; tries++) {
    try {
      return await sendMessages(ctx, input)
    } catch (error) {
      if (!isBusy(error)) throw error
      failure = error
    }
  }
  throw failure
}

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const topicName = `h_send_${run}_${version.replaceAll('.', '_')}`
  let clusterId = ''
  beforeAll(async () => {
    clusterId = (await registerLab(cluster)).clusterId
    await createTopic(ctx, { clusterId, topicName, type: 'NORMAL', queuesPerBroker: 4 })
  })

  it('M-11: sends NORMAL with tag, two keys and a property; each finds it, and mqadmin sees the same', async () => {
    const [broker] = cluster.brokers
    const sent = await vi.waitFor(
      () =>
        send(clusterId, topicName, {
          body: { text: '{"amount":7}' },
          tags: 'paid',
          keys: [`${run}-1`, `${run}-2`],
          properties: { region: 'eu' },
          queue: { brokerName: broker?.brokerName, queueId: 2 },
        }),
      patience,
    )
    const [item] = sent.items
    expect(sent).toMatchObject({
      items: [{ brokerName: broker?.brokerName, queueId: 2, queueOffset: 0n }],
      failed: [],
      notSent: 0,
    })
    const { offsetMsgId = '', uniqKey = '' } = item ?? {}
    for (const query of [
      { mode: 'id' as const, id: uniqKey },
      { mode: 'id' as const, id: offsetMsgId },
      { mode: 'key' as const, key: `${run}-1` },
      { mode: 'key' as const, key: `${run}-2` },
      { mode: 'newest' as const, tag: 'paid' },
    ]) {
      // The index is built a moment after the message is stored.
      await vi.waitFor(async () => {
        const { items } = await queryMessages(ctx, { clusterId, topic: topicName, ...query })
        expect(items).toMatchObject([{ offsetMsgId, uniqKey, tags: 'paid', bodyPreview: '{"amount":7}' }])
      }, patience)
    }
    const message = await getMessage(ctx, { clusterId, messageId: offsetMsgId, topic: topicName })
    expect(message.properties).toEqual({ region: 'eu' })
    // The tool asks a name server for the route, which brokers tell a moment after the topic was made.
    await vi.waitFor(async () => {
      const judge = await mqadmin(cluster, `queryMsgByUniqueKey -i ${uniqKey} -t ${topicName}`)
      expect(judge).toMatch(/Tags:\s+\[?paid/)
      expect(judge).toMatch(/Queue ID:\s+2\b/)
      expect(judge).toContain('region=eu')
    }, patience)
  })

  it('M-11: a missing topic is refused and not created', async () => {
    const missing = `h_none_${run}_${version.replaceAll('.', '_')}`
    await expect(send(clusterId, missing, {})).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await mqadmin(cluster, 'topicList')).not.toContain(missing)
  })
})

describe('RocketMQ 5.5.0, types', () => {
  const cluster = lab['5.5.0']
  let clusterId = ''
  const topic = async (name: string, type: 'FIFO' | 'DELAY') => {
    const topicName = `h_${name}_${run}`
    await createTopic(ctx, { clusterId, topicName, type, queuesPerBroker: 4, isOrdered: type === 'FIFO' })
    return topicName
  }
  const consumer = async (topicName: string) => {
    const group = `g_${topicName}`
    await mqadmin(cluster, `updateSubGroup -c ${cluster.clusterName} -g ${group}`)
    const clients = await startTestClients(cluster, { group, topicName, consumers: 1, messages: 0 })
    onTestFinished(() => clients.stop())
    return clients
  }
  beforeAll(async () => {
    clusterId = (await registerLab(cluster)).clusterId
  })

  it('M-11: messages of one group reach a consumer in order, from the queue that gRPC producers use', async () => {
    const topicName = await topic('fifo', 'FIFO')
    const messageGroup = `order-${run}`
    const { groupQueue } = await getSendOptions(ctx, { clusterId, topicName, messageGroup })
    const [proxy] = cluster.proxies
    const producer = new Producer({
      endpoints: proxy?.grpc ?? '',
      namespace: '',
      topics: [topicName],
      ...(cluster.admin && {
        sessionCredentials: { accessKey: cluster.admin.accessKey, accessSecret: cluster.admin.secretKey },
      }),
    })
    await producer.startup()
    try {
      await producer.send({ topic: topicName, messageGroup, body: Buffer.from('of a gRPC producer') })
    } finally {
      await producer.shutdown()
    }
    const clients = await consumer(topicName)
    const sent: string[] = []
    for (let index = 1; index <= 10; index++) {
      const { items } = await vi.waitFor(() => send(clusterId, topicName, { messageGroup }), patience)
      expect(items).toMatchObject([{ ...groupQueue, queueOffset: BigInt(index) }])
      sent.push(...items.map(({ uniqKey }) => uniqKey))
    }
    await vi.waitFor(() => expect(clients.consumed()).toHaveLength(11), patience)
    const consumed = clients.consumed()
    expect(consumed.slice(1).map(({ msgId }) => msgId)).toEqual(sent)
    expect(
      consumed.every(
        ({ brokerName, queueId }) => brokerName === groupQueue?.brokerName && queueId === groupQueue.queueId,
      ),
    ).toBe(true)
  })

  it('M-11: DELAY of a minute arrives at 60 s, and what is beyond the longest delay is refused', async () => {
    const topicName = await topic('delay', 'DELAY')
    const { maxDelayMs } = await getSendOptions(ctx, { clusterId, topicName })
    expect(maxDelayMs).toBeGreaterThan(60_000)
    await expect(send(clusterId, topicName, { deliverAfterMs: (maxDelayMs ?? 0) + 1 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'body.deliverAfterMs', rule: 'delayTooLong' }] },
    })
    const clients = await consumer(topicName)
    const sentAt = Date.now()
    const after = await send(clusterId, topicName, { deliverAfterMs: 60_000 })
    const at = await send(clusterId, topicName, { deliverAt: new Date(sentAt + 60_000).toISOString() })
    const byLevel = await send(clusterId, topicName, { delayLevel: 5 })
    const ids = [after, at, byLevel].flatMap(({ items }) => items.map(({ uniqKey }) => uniqKey))
    await vi.waitFor(
      () =>
        expect(
          clients
            .consumed()
            .map(({ msgId }) => msgId)
            .sort(),
        ).toEqual(ids.sort()),
      {
        timeout: 120_000,
        interval: 500,
      },
    )
    for (const { msgId, consumedAt } of clients.consumed()) {
      const tookMs = consumedAt.getTime() - sentAt
      expect(Math.abs(tookMs - 60_000), `${msgId} came after ${tookMs} ms`).toBeLessThanOrEqual(2_000)
    }
  })
})
