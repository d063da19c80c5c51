import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readTopicClusterList, readTopicList, readTopicRoute, readTopicStatus } from '#dev/rocketmq/mqadmin-output.ts'
import { closeAllClusters, getCluster } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import { workerContext } from '#lib/users/context.ts'
import { adoptTopic } from './adopt-topic.ts'
import { type CreateTopicInput, createTopic } from './create-topic.ts'
import { getTopic } from './get-topic.ts'
import { getTopicConfigs } from './get-topic-configs.ts'
import { getTopicQueues } from './get-topic-queues.ts'
import { getTopicRoute } from './get-topic-route.ts'
import { type ListTopicsInput, listTopics } from './list-topics.ts'
import { updateTopic } from './update-topic.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const ctx = workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

const CACHE_MS = 10_000
const permNames = new Map([
  [6, 'RW'],
  [4, 'R'],
  [2, 'W'],
  [0, 'NONE'],
])

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const masters = cluster.brokers
    .filter(({ brokerId }) => brokerId === 0)
    .map(({ brokerName }) => brokerName)
    .sort()
  const prefix = `g_${version.replaceAll('.', '')}_${run}`
  let clusterId = ''
  beforeAll(async () => {
    clusterId = (await registerLab(cluster)).clusterId
  })

  /** More than all tests of a run make: those of batches alone make hundreds. */
  const pageSize = 10_000
  const list = (input: Partial<ListTopicsInput> = {}) => listTopics(ctx, { clusterId, page: 1, pageSize, ...input })
  const namesOf = async (input: Partial<ListTopicsInput> = {}) =>
    (await list(input)).items.map(({ topicName }) => topicName)
  const create = (topicName: string, parts: Partial<CreateTopicInput> = {}) =>
    createTopic(ctx, { clusterId, topicName, type: 'NORMAL', queuesPerBroker: 4, ...parts })
  const route = async (topicName: string) => readTopicRoute(await mqadmin(cluster, `topicRoute -t ${topicName}`))

  it('T-1: a created topic is on every master of the route at once, and in the list with its type', async () => {
    const types = version === '5.5.0' ? (['NORMAL', 'FIFO', 'DELAY', 'TRANSACTION'] as const) : (['NORMAL'] as const)
    for (const type of types) {
      const topicName = `${prefix}_${type}`
      const { done, failed, unknown } = await create(topicName, { type })
      expect({ done: done.length, failed, unknown }).toEqual({ done: masters.length, failed: [], unknown: [] })
      const { items } = await list({ q: topicName })
      expect(items).toMatchObject([{ topicName, type, queuesPerBroker: 4, brokerNames: masters, flags: [] }])
      const { queues } = await vi.waitFor(() => route(topicName), { timeout: 120_000, interval: 500 })
      expect(queues).toMatchObject(
        masters.map((brokerName) => ({ brokerName, writeQueueNums: 4, readQueueNums: 4, perm: 6 })),
      )
      const configs = await getTopicConfigs(ctx, { clusterId, topicName })
      const attribute = version === '5.5.0' ? { 'message.type': type } : {}
      expect(configs.items.map(({ attributes }) => attributes)).toEqual(masters.map(() => attribute))
    }
  })

  it('T-2: a name of 120 characters that mqadmin made is listed and opens', async () => {
    const topicName = `${prefix}_${'x'.repeat(120)}`.slice(0, 120)
    await mqadmin(cluster, `updateTopic -c ${cluster.clusterName} -t ${topicName} -r 2 -w 2`)
    const shown = await vi.waitFor(() => getTopic(ctx, { clusterId, topicName }), { timeout: 120_000 })
    expect(shown).toMatchObject({ topicName, flags: ['UNDECLARED'], retained: { value: 0n } })
    expect(await namesOf({ q: topicName })).toEqual([topicName])
  })

  it('T-2: a%b_c-1 is accepted and stands in namespace a', async () => {
    const topicName = `${prefix}%b_c-1`
    await create(topicName)
    expect((await list({ namespace: prefix })).items).toMatchObject([
      { topicName, shortName: 'b_c-1', namespace: prefix },
    ])
  })

  it('T-5: what mqadmin made is in the list within a cache period, undeclared, until it is adopted', async () => {
    const topicName = `${prefix}_foreign`
    await list()
    await mqadmin(cluster, `updateTopic -c ${cluster.clusterName} -t ${topicName} -r 2 -w 2`)
    const find = async () => {
      const [item] = (await list({ q: topicName })).items
      if (!item) throw new Error('not listed yet')
      return item
    }
    expect((await vi.waitFor(find, { timeout: CACHE_MS, interval: 500 })).flags).toContain('UNDECLARED')
    await adoptTopic(ctx, { clusterId, topicName, remark: 'adopted', owner: 'ann', labels: { team: run } })
    expect(await find()).toMatchObject({
      remark: 'adopted',
      owner: 'ann',
      labels: { team: run },
      isDeclared: true,
      flags: [],
    })
  })

  it('T-6: the list is topicList less system, retry and dead-letter names; with the toggles it is all of it', async () => {
    const same = async () => {
      const { items } = await listTopics(ctx, {
        clusterId,
        page: 1,
        pageSize,
        include: ['system', 'retry', 'dlq'],
      })
      const oracle = readTopicList(await mqadmin(cluster, 'topicList'))
      // 4.9's name server lists cluster and broker names; brokers hold topics of these names too.
      const listed = new Set(items.map(({ topicName }) => topicName))
      expect(oracle.filter((name) => !listed.has(name))).toEqual([])
      const inOracle = new Set(oracle)
      // A template and topics without routing are on brokers only.
      const extra = items.filter(({ topicName, kind }) => !inOracle.has(topicName) && kind !== 'SYSTEM')
      expect(extra).toEqual([])
      const mine = await namesOf()
      const system = new Set(items.filter(({ kind }) => kind !== 'NORMAL').map(({ topicName }) => topicName))
      expect(mine).toEqual([...listed].filter((name) => !system.has(name)).sort())
      return mine
    }
    // Other tests of the run make topics meanwhile.
    const mine = await vi.waitFor(same, { timeout: 120_000, interval: 1_000 })
    const hidden = ['TBW102', 'RMQ_SYS_TRACE_TOPIC', cluster.clusterName, ...masters]
    expect(mine.filter((name) => hidden.includes(name) || name.startsWith('%') || name.startsWith('rmq_sys_'))).toEqual(
      [],
    )
    const [first] = (await list({ q: prefix, clusterName: cluster.clusterName })).items
    const clusters = readTopicClusterList(await mqadmin(cluster, `topicClusterList -t ${first?.topicName}`))
    expect(first?.clusterNames).toEqual(clusters)
  })

  it('T-7: filters by name, type, label and broker return exactly the prepared set', async () => {
    const named = (suffix: string) => `${prefix}_t7_${suffix}`
    await create(named('a'), { labels: { t7: run } })
    await create(named('b'), version === '5.5.0' ? { type: 'FIFO' } : {})
    const one = masters.at(-1) ?? ''
    await create(named('c'), { brokerNames: [one] })
    await updateTopic(ctx, { clusterId, topicName: named('b'), labels: { t7: run, more: '1' } })
    const all = [named('a'), named('b'), named('c')]
    expect(await namesOf({ q: `${prefix}_t7_*` })).toEqual(all)
    expect(await namesOf({ q: `/^${prefix}_t7_[ab]$/` })).toEqual(all.slice(0, 2))
    expect(await namesOf({ q: '_t7_', type: ['FIFO'], label: [`t7=${run}`] })).toEqual(
      version === '5.5.0' ? [named('b')] : [],
    )
    expect(await namesOf({ label: [`t7=${run}`] })).toEqual([named('a'), named('b')])
    expect(await namesOf({ label: [`t7=${run}`, 'more=1'] })).toEqual([named('b')])
    expect(await namesOf({ q: `${prefix}_t7_`, broker: one })).toEqual(all)
    const others = masters.filter((name) => name !== one)
    for (const broker of others) expect(await namesOf({ q: `${prefix}_t7_`, broker })).toEqual(all.slice(0, 2))
  })

  it('T-9: the queues are those of topicStatus, row by row, and the hot one is marked', async () => {
    const topicName = `${prefix}_t9`
    await create(topicName)
    const { admin } = await getCluster(ctx, clusterId)
    const info = await admin.cluster.get()
    const hot = info.brokers
      .flatMap(({ servers }) => servers)
      .find(({ brokerName, brokerId }) => brokerName === masters[0] && brokerId === 0)
    if (!hot) throw new Error('no master')
    const pool = new Pool(cluster.admin ? { credentials: cluster.admin } : {})
    const send = (queueId: number) => sendMessage(pool, hot.address, { topicName, queueId, body: Buffer.from('x') })
    for (const queueId of [0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]) await send(queueId)
    pool.close()
    const same = async () => {
      const { items, totals } = await getTopicQueues(ctx, { clusterId, topicName, page: 1, pageSize: 500 })
      const oracle = readTopicStatus(await mqadmin(cluster, `topicStatus -t ${topicName}`))
      const rows = items.map(({ brokerName, queueId, minOffset, maxOffset, lastWriteAt }) => ({
        brokerName,
        queueId,
        minOffset,
        maxOffset,
        lastUpdateTimestamp: lastWriteAt,
      }))
      expect(rows).toEqual(oracle.queues)
      expect(totals.messages).toBe(12n)
      return items
    }
    const items = await vi.waitFor(same, { timeout: 120_000, interval: 500 })
    expect(items.filter(({ isHot }) => isHot)).toMatchObject([{ brokerName: masters[0], queueId: 2, messages: 10n }])
    expect(await getTopic(ctx, { clusterId, topicName })).toMatchObject({
      retained: { value: 12n, state: 'ok' },
      oldestMessageAt: { state: 'ok' },
      retentionHours: expect.any(Number),
    })
  })

  it('T-10: the route is that of topicRoute, also while a broker has lost its write permission', async () => {
    const topicName = `${prefix}_t10`
    await create(topicName)
    const same = async (perm: string) => {
      const [shown] = (await getTopicRoute(ctx, { clusterId, topicName })).nameServers
      const oracle = await route(topicName)
      expect(shown?.queues).toEqual(
        oracle.queues.map(({ topicSysFlag: _, perm: bits, ...queue }) => ({ ...queue, perm: permNames.get(bits) })),
      )
      expect(shown?.brokers).toEqual(
        oracle.brokers.map(({ addressByBrokerId, ...broker }) => ({ ...broker, addresses: addressByBrokerId })),
      )
      expect(shown?.queues.find(({ brokerName }) => brokerName === masters[0])?.perm).toBe(perm)
    }
    const [nameServer] = cluster.nameServers
    await vi.waitFor(() => same('RW'), { timeout: 120_000, interval: 500 })
    await mqadmin(cluster, `wipeWritePerm -b ${masters[0]} -n ${nameServer}`)
    try {
      await same('R')
    } finally {
      await mqadmin(cluster, `addWritePerm -b ${masters[0]} -n ${nameServer}`)
    }
    await same('RW')
  })

  it('X-16: the command that is shown makes the same topic', async () => {
    const [made, typed] = [`${prefix}_shown`, `${prefix}_typed`]
    const type = version === '5.5.0' ? 'FIFO' : 'NORMAL'
    const { command } = await create(made, { type, permission: 'R' })
    // 4.9's tool does not know the option for attributes, and its brokers no attributes.
    const words = command.replaceAll(made, typed).split(' ').slice(2)
    const known =
      version === '5.5.0' ? words : words.filter((word, index) => word !== '-a' && words[index - 1] !== '-a')
    expect(await mqadmin(cluster, known)).toContain('success')
    const [one, other] = [await route(made), await vi.waitFor(() => route(typed), { timeout: 120_000, interval: 500 })]
    expect(other).toEqual(one)
    const configs = await Promise.all([made, typed].map((topicName) => getTopicConfigs(ctx, { clusterId, topicName })))
    const shape = configs.map(({ items }) => items.map(({ readAt: _, ...config }) => config))
    expect(shape[1]).toEqual(shape[0])
  })

  if (version === '4.9.7') {
    it('says which version a type needs, and writes nothing', async () => {
      const attempt = create(`${prefix}_fifo`, { type: 'FIFO' })
      await expect(attempt).rejects.toMatchObject({ code: 'NOT_SUPPORTED', facts: { neededVersion: '5.0.0' } })
      expect(await namesOf({ q: `${prefix}_fifo` })).toEqual([])
    })
  }
})
