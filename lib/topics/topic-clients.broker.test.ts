import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readConsumerProgress } from '#dev/rocketmq/mqadmin-output.ts'
import { closeAllClusters, getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { toExtFields } from '#lib/rocketmq/requests/define-request.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import { workerContext } from '#lib/users/context.ts'
import { getTopicProducers } from './get-topic-producers.ts'
import { getTopicSubscriptions } from './get-topic-subscriptions.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const ctx = workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  // One client process, as the brokers see it: it sends, and it says who it is, on the same connection.
  const pool = new Pool(cluster.admin ? { credentials: cluster.admin } : {})
  const topicName = `t_clients_${version.replaceAll('.', '')}_${run}`
  const [online, offline, broadcast] = ['online', 'offline', 'broadcast'].map((name) => `${topicName}_${name}`) as [
    string,
    string,
    string,
  ] // as many as names
  const clientId = `192.0.2.7@${run}`
  const page = { topicName, page: 1, pageSize: 50 }
  let clusterId = ''
  let live: LiveCluster
  let masters: Server[] = []

  async function write(server: Server, code: number, fields: Record<string, string | number>, body: object | null) {
    const request = { code, extFields: toExtFields(fields), body: Buffer.from(body ? JSON.stringify(body) : '') }
    const { command } = await pool.send(server.address, 'admin', request, { timeoutMs: 20_000, isWrite: true })
    expect(command).toMatchObject({ code: 0 })
  }

  const consumer = (groupName: string, messageModel: string) => ({
    groupName,
    consumeType: 'CONSUME_PASSIVELY',
    messageModel,
    consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
    unitMode: false,
    subscriptionDataSet: [
      {
        topic: topicName,
        subString: 'paid',
        expressionType: 'TAG',
        subVersion: Date.now(),
        tagsSet: ['paid'],
        codeSet: [],
        classFilterMode: false,
      },
    ],
  })

  beforeAll(async () => {
    clusterId = (await registerLab(cluster)).clusterId
    live = await getCluster(ctx, clusterId)
    masters = masterServers(await live.admin.cluster.get())
    const queues = { readQueueNums: 2, writeQueueNums: 2, perm: 6, order: false, attributes: {} }
    // Without a retry topic mqadmin cannot tell where an offline group stands.
    for (const name of [topicName, `%RETRY%${online}`, `%RETRY%${offline}`]) {
      await live.admin.topics.create(masters, { topicName: name, ...queues })
    }
    for (const server of masters) {
      for (const groupName of [online, offline, broadcast]) {
        const settings = { groupName, consumeEnable: true, retryQueueNums: 1, retryMaxTimes: 7 }
        await write(
          server,
          RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP,
          {},
          { ...settings, consumeBroadcastEnable: true },
        )
      }
      await write(
        server,
        RequestCode.HEART_BEAT,
        {},
        {
          clientID: clientId,
          producerDataSet: [{ groupName: `${topicName}_producer` }],
          consumerDataSet: [consumer(online, 'CLUSTERING'), consumer(broadcast, 'BROADCASTING')],
        },
      )
      for (let sent = 0; sent < 6; sent++) {
        await sendMessage(pool, server.address, { topicName, queueId: sent % 2, body: Buffer.from('{}') })
      }
      for (const [groupName, commitOffset] of [
        [online, 1],
        [offline, 2],
      ] as const) {
        const commit = { consumerGroup: groupName, topic: topicName, queueId: 0, commitOffset }
        await write(server, RequestCode.UPDATE_CONSUMER_OFFSET, commit, null)
      }
    }
    const isStored = async () => {
      for (const server of masters) {
        expect((await live.admin.topics.getStats(server, topicName)).queues[1]?.maxOffset).toBe(3n)
      }
    }
    await vi.waitFor(isStored, { timeout: 120_000 })
    await live.getInventory({ fresh: true })
    await live.getGroupInventory({ fresh: true })
  })
  afterAll(() => pool.close())

  it('T-11: a group online and one offline, with expression, type and the lag of consumerProgress', async () => {
    const ask = async () => {
      const answer = await getTopicSubscriptions(ctx, { clusterId, ...page })
      expect(answer.partial).toBeUndefined()
      return answer
    }
    const { items } = await vi.waitFor(ask, { timeout: 120_000 })
    expect(items.map(({ groupName }) => groupName)).toEqual([broadcast, offline, online])
    const [, away, here] = items
    expect(here).toMatchObject({
      isOnline: true,
      type: 'PUSH',
      model: 'CLUSTERING',
      expressionType: 'TAG',
      expression: 'paid',
      clients: { value: 1, state: 'ok' },
      onlineClients: [{ clientId, expression: 'paid', protocol: 'remoting' }],
      maxRetries: 7,
    })
    expect(away).toMatchObject({ type: null, expression: null, onlineClients: [] })
    expect(away?.isOnline).not.toBe(true)
    for (const [groupName, item] of [
      [online, here],
      [offline, away],
    ] as const) {
      const oracle = await vi.waitFor(
        async () => readConsumerProgress(await mqadmin(cluster, ['consumerProgress', '-g', groupName])),
        { timeout: 120_000, interval: 1_000 },
      )
      const ofTopic = oracle.queues.filter((queue) => queue.topicName === topicName)
      expect(item?.lag.value).toBe(ofTopic.reduce((sum, { diff }) => sum + diff, 0n))
      expect(item?.queues.map(({ brokerName, queueId, lag }) => [brokerName, queueId, lag])).toEqual(
        ofTopic.map(({ brokerName, queueId, diff }) => [brokerName, queueId, diff]),
      )
      expect(item?.lagTimeMs.value).toBeGreaterThan(0)
    }
    const found = await getTopicSubscriptions(ctx, { clusterId, ...page, group: offline })
    expect(found.items.map(({ groupName }) => groupName)).toEqual([offline])
  })

  it('T-11: a broadcast group has no lag', async () => {
    const { items } = await getTopicSubscriptions(ctx, { clusterId, ...page, group: broadcast })
    expect(items).toMatchObject([
      { model: 'BROADCASTING', isOnline: true, lag: { value: null, state: 'na', reason: 'BROADCAST' } },
    ])
  })

  it('T-12: a remoting producer that runs, with address, group, language and version', async () => {
    const { items, sample, partial } = await getTopicProducers(ctx, { clusterId, ...page })
    expect(partial).toBeUndefined()
    expect(sample).toMatchObject({ messages: 6 * masters.length, queues: 2 * masters.length, perQueue: 32 })
    expect(items).toMatchObject([
      {
        clientId,
        producerGroup: `${topicName}_producer`,
        language: 'OTHER',
        protocol: 'remoting',
        source: 'CONNECTION',
        messagesInSample: 6 * masters.length,
      },
    ])
    expect(items[0]?.address).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(items[0]?.version).toBe('4.9.4')
    pool.close()
    // Once it is gone its messages are all that tells of it.
    const isGone = async () => {
      const { items: left } = await getTopicProducers(ctx, { clusterId, ...page })
      expect(left.every(({ clientId: id, source }) => id === null && source === 'SAMPLE')).toBe(true)
    }
    await vi.waitFor(isGone, { timeout: 120_000, interval: 500 })
  })
})
