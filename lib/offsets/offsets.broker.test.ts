import { randomBytes } from 'node:crypto'
import { SimpleConsumer } from 'rocketmq-client-nodejs'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readConsumerProgress } from '#dev/rocketmq/mqadmin-output.ts'
import { startTestClients } from '#lib/clients/testing/start-test-clients.ts'
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
import { getOffsetReset } from './get-offset-reset.ts'
import { listOffsetSnapshots } from './list-offset-snapshots.ts'
import { previewOffsetReset } from './preview-offset-reset.ts'
import { type ResetResult, resetOffsets } from './reset-offsets.ts'
import type { QueueName, ResetScope, ResetTarget } from './schema.ts'
import { verifyDueResets } from './verify-reset.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const ctx = workerContext(new AbortController().signal)
const MESSAGES = 10
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const pool = new Pool(cluster.admin ? { credentials: cluster.admin } : {})
  const name = `g_reset_${version.replaceAll('.', '')}_${run}`
  const topicName = name
  let clusterId = ''
  let live: LiveCluster
  let masters: Server[] = []
  let groups = 0

  async function write(server: Server, code: number, fields: Record<string, string | number | bigint>, body = '') {
    const request = { code, extFields: toExtFields(fields), body: Buffer.from(body) }
    const { command } = await pool.send(server.address, 'admin', request, { timeoutMs: 20_000, isWrite: true })
    return command
  }
  const commit = async (
    server: Server,
    groupName: string,
    queueId: number,
    commitOffset: bigint,
    topic = topicName,
  ) => {
    const fields = { consumerGroup: groupName, topic, queueId, commitOffset }
    expect(await write(server, RequestCode.UPDATE_CONSUMER_OFFSET, fields)).toMatchObject({ code: 0 })
  }
  const createTopic = (topic: string, queues: number) =>
    live.admin.topics.create(masters, {
      topicName: topic,
      readQueueNums: queues,
      writeQueueNums: queues,
      perm: 6,
      order: false,
      attributes: {},
    })
  const send = (server: Server, topic: string, queueId: number) =>
    sendMessage(pool, server.address, { topicName: topic, queueId, body: Buffer.from('{}') })

  /** A group that nobody has used yet, with what it committed. */
  async function newGroup(offsets: readonly [bigint, bigint] | null = [4n, 6n]): Promise<string> {
    const groupName = `${name}_${++groups}`
    // mqadmin finds the brokers of a group by its retry topic.
    await createTopic(`%RETRY%${groupName}`, 1)
    const settings = JSON.stringify({ groupName, consumeEnable: true, retryQueueNums: 1, retryMaxTimes: 3 })
    for (const server of masters) {
      await write(server, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, settings)
      for (const [queueId, offset] of (offsets ?? []).entries()) await commit(server, groupName, queueId, offset)
    }
    return groupName
  }
  const preview = (groupName: string, target: ResetTarget, scope: ResetScope = { topicNames: [topicName] }) =>
    previewOffsetReset(ctx, { clusterId, groupName, scope, target })
  const reset = (groupName: string, previewId: string) => resetOffsets(ctx, { clusterId, groupName, previewId })

  /** As a shell would: the words after `sh mqadmin`, a line after the other. */
  async function runShown(command: string): Promise<void> {
    for (const line of command.split('\n')) {
      const words = line.split(' ').slice(2)
      await mqadmin(
        cluster,
        words.map((word) => word.replaceAll("'", '')),
      )
    }
  }

  const key = (queue: QueueName) => `${queue.brokerName} ${queue.queueId}`
  /** Offsets as mqadmin tells them, by queue. */
  async function judged(groupName: string, topic = topicName): Promise<Record<string, bigint>> {
    const { queues } = await vi.waitFor(
      async () => readConsumerProgress(await mqadmin(cluster, ['consumerProgress', '-g', groupName])),
      { timeout: 120_000, interval: 1_000 },
    )
    return Object.fromEntries(
      queues.filter((queue) => queue.topicName === topic).map((queue) => [key(queue), queue.consumerOffset]),
    )
  }
  const targets = (queues: readonly (QueueName & { targetOffset: bigint })[]) =>
    Object.fromEntries(queues.map((queue) => [key(queue), queue.targetOffset]))
  const outcomes = ({ queues }: Pick<ResetResult, 'queues'>) => [...new Set(queues.map(({ outcome }) => outcome))]
  const onEvery = (offsets: readonly bigint[]) =>
    Object.fromEntries(
      masters.flatMap(({ brokerName }) => offsets.map((offset, id) => [`${brokerName} ${id}`, offset])),
    )

  beforeAll(async () => {
    clusterId = (await registerLab(cluster)).clusterId
    live = await getCluster(ctx, clusterId)
    masters = masterServers(await live.admin.cluster.get())
    await createTopic(topicName, 2)
    for (let sent = 0; sent < MESSAGES; sent++) {
      for (const server of masters) for (const queueId of [0, 1]) await send(server, topicName, queueId)
    }
    await vi.waitFor(
      async () => {
        for (const server of masters) {
          const { queues } = await live.admin.topics.getStats(server, topicName)
          expect(queues.map(({ maxOffset }) => maxOffset)).toEqual([BigInt(MESSAGES), BigInt(MESSAGES)])
        }
      },
      { timeout: 120_000 },
    )
    await live.getInventory({ fresh: true })
  })
  afterAll(() => pool.close())

  it('G-15 G-16 G-18: an offline group goes to the earliest, the latest, a time, exactly as shown', async () => {
    const groupName = await newGroup()
    const [first] = masters
    if (!first) throw new Error('there is no master')
    const { messages } = await live.admin.messages.pull(first, {
      topicName,
      queueId: 1,
      queueOffset: 5n,
      maxMessages: 1,
    })
    const at = messages[0]?.storeTimestamp ?? new Date(0)
    for (const target of [{ kind: 'EARLIEST' }, { kind: 'LATEST' }, { kind: 'TIME', at }] as const) {
      const shown = await preview(groupName, target)
      expect(shown.mechanism).toBe(version === '5.5.0' ? 'BROKER' : 'COMMIT')
      const done = await reset(groupName, shown.previewId)
      expect(outcomes(done)).toEqual(['APPLIED'])
      expect(await judged(groupName)).toEqual(targets(shown.queues))
      if (target.kind === 'EARLIEST') expect(await judged(groupName)).toEqual(onEvery([0n, 0n]))
      if (target.kind === 'LATEST') expect(await judged(groupName)).toEqual(onEvery([10n, 10n]))
      if (target.kind !== 'TIME') continue
      for (const { targetOffset, brokerName, queueId, storeTimestamp } of shown.queues) {
        const server = masters.find((master) => master.brokerName === brokerName) ?? first
        const query = { topicName, queueId, queueOffset: targetOffset - 1n, maxMessages: 1 }
        const before = targetOffset === 0n ? null : (await live.admin.messages.pull(server, query)).messages[0]
        expect(before === null || (before?.storeTimestamp ?? at) < at).toBe(true)
        if (targetOffset < 10n) expect(storeTimestamp?.getTime()).toBeGreaterThanOrEqual(at.getTime())
      }
    }
  })

  it('G-16: a commit between preview and apply: PREVIEW_STALE, and nothing is written', async () => {
    const groupName = await newGroup()
    const shown = await preview(groupName, { kind: 'LATEST' })
    const [first] = masters
    if (first) await commit(first, groupName, 0, 5n)
    await expect(reset(groupName, shown.previewId)).rejects.toMatchObject({
      code: 'PREVIEW_STALE',
      facts: { reason: 'OFFSETS' },
    })
    expect(await judged(groupName)).toEqual({ ...onEvery([4n, 6n]), [`${first?.brokerName} 0`]: 5n })
  })

  it('X-16: the mqadmin lines that it shows lead where the preview says', async () => {
    const groupName = await newGroup()
    const [first] = masters
    const queue = { topicName, brokerName: first?.brokerName ?? '', queueId: 1, queueOffset: 8n }
    const latest = await preview(groupName, { kind: 'LATEST' })
    await runShown(latest.command)
    await vi.waitFor(async () => expect(await judged(groupName)).toEqual(targets(latest.queues)), 30_000)
    const one = await preview(groupName, { kind: 'OFFSETS', offsets: [queue] }, {})
    // Before 5.1 no command sets an offset.
    if (version === '4.9.7') expect(one.command).toBe('')
    else {
      await runShown(one.command)
      expect(await judged(groupName)).toEqual({ ...targets(latest.queues), [key(queue)]: 8n })
    }
  })

  it('G-17: undo restores exactly the old offsets; the snapshot says who and why', async () => {
    const groupName = await newGroup([3n, 7n])
    const done = await reset(groupName, (await preview(groupName, { kind: 'LATEST' })).previewId)
    const { items } = await listOffsetSnapshots(ctx, { clusterId, groupName, page: 1, pageSize: 50 })
    expect(items).toMatchObject([{ snapshotId: done.snapshotId, why: 'RESET', by: 'worker' }])
    const back = await preview(groupName, { kind: 'SNAPSHOT', snapshotId: done.snapshotId ?? '' }, {})
    expect(outcomes(await reset(groupName, back.previewId))).toEqual(['APPLIED'])
    expect(await judged(groupName)).toEqual(onEvery([3n, 7n]))
  })

  it('G-19: a consumer that commits afterwards: overwritten, with the offset', async () => {
    const groupName = await newGroup()
    const { resetId } = await reset(groupName, (await preview(groupName, { kind: 'LATEST' })).previewId)
    const [first] = masters
    if (!first) throw new Error('there is no master')
    // A broker that resets by itself takes no commit before somebody has pulled.
    const fields = {
      ...{ consumerGroup: groupName, topic: topicName, queueId: 0, queueOffset: 5, maxMsgNums: 1 },
      ...{
        sysFlag: 4,
        commitOffset: 0,
        suspendTimeoutMillis: 0,
        subVersion: 0,
        subscription: '*',
        expressionType: 'TAG',
      },
    }
    await write(first, RequestCode.PULL_MESSAGE, fields)
    await commit(first, groupName, 0, 5n)
    await verifyDueResets(ctx, new Date(Date.now() + 3_500))
    const { queues } = await getOffsetReset(ctx, { clusterId, groupName, resetId })
    const place = { brokerName: first.brokerName, queueId: 0 }
    expect(queues[0]).toMatchObject({ ...place, outcome: 'OVERWRITTEN', consumerOffset: 5n, targetOffset: 10n })
    expect(outcomes({ queues: queues.slice(1) })).toEqual(['APPLIED'])
  })

  it('G-20: a single queue, a copy of another group, the retry queue', async () => {
    const groupName = await newGroup()
    const model = await newGroup([1n, 9n])
    const [first] = masters
    const queue = { topicName, brokerName: first?.brokerName ?? '', queueId: 1 }
    const one = await preview(groupName, { kind: 'OFFSETS', offsets: [{ ...queue, queueOffset: 8n }] }, {})
    expect(outcomes(await reset(groupName, one.previewId))).toEqual(['APPLIED'])
    expect(await judged(groupName)).toEqual({ ...onEvery([4n, 6n]), [key(queue)]: 8n })

    const copy = await preview(groupName, { kind: 'GROUP', groupName: model }, {})
    const copied = await reset(groupName, copy.previewId)
    expect(await judged(groupName)).toEqual(await judged(model))
    const { items } = await listOffsetSnapshots(ctx, { clusterId, groupName, page: 1, pageSize: 50 })
    const old = items.find(({ snapshotId }) => snapshotId === copied.snapshotId)
    expect(old?.why).toBe('COPY')
    expect(Object.fromEntries((old?.offsets ?? []).map((offset) => [key(offset), offset.consumerOffset]))).toEqual({
      ...onEvery([4n, 6n]),
      [key(queue)]: 8n,
    })

    const retryTopic = `%RETRY%${groupName}`
    for (const server of masters) {
      await send(server, retryTopic, 0)
      await commit(server, groupName, 0, 0n, retryTopic)
    }
    await vi.waitFor(async () => {
      for (const server of masters) {
        expect((await live.admin.topics.getStats(server, retryTopic)).queues[0]?.maxOffset).toBe(1n)
      }
    }, 120_000)
    const retry = await preview(groupName, { kind: 'LATEST' }, { topicNames: [retryTopic] })
    expect(outcomes(await reset(groupName, retry.previewId))).toEqual(['APPLIED'])
    expect(await judged(groupName, retryTopic)).toEqual(onEvery([1n]))
    expect(await judged(groupName)).toEqual(await judged(model))
  })

  it('G-18: clients that start after the reset begin there, also where nothing was ever committed', async () => {
    for (const offsets of [[9n, 9n], null] as const) {
      const groupName = await newGroup(offsets)
      const to = masters.flatMap(({ brokerName }) =>
        [0, 1].map((queueId) => ({ topicName, brokerName, queueId, queueOffset: 3n })),
      )
      await reset(groupName, (await preview(groupName, { kind: 'OFFSETS', offsets: to }, {})).previewId)
      const clients = await startTestClients(cluster, { group: groupName, topicName, consumers: 1, messages: 0 })
      onTestFinished(() => clients.stop())
      await vi.waitFor(() => expect(clients.consumed().length).toBeGreaterThanOrEqual(masters.length * 2 * 7), {
        timeout: 120_000,
      })
      const firsts = new Map<string, bigint>()
      for (const message of clients.consumed()) {
        const seen = firsts.get(key({ topicName, ...message }))
        if (seen === undefined || message.queueOffset < seen)
          firsts.set(key({ topicName, ...message }), message.queueOffset)
      }
      expect(Object.fromEntries(firsts)).toEqual(onEvery([3n, 3n]))
    }
  })

  it('G-15 G-18: a running group skips its backlog, and goes back to consume all of it again', async () => {
    const topic = `${topicName}_online`
    await createTopic(topic, 1)
    await live.getInventory({ fresh: true })
    const groupName = await newGroup(null)
    const clients = await startTestClients(cluster, {
      ...{ group: groupName, topicName: topic, consumers: 1, messages: 40, consumeMs: 1_500 },
    })
    onTestFinished(() => clients.stop())
    const scope = { topicNames: [topic] }
    const skip = await vi.waitFor(async () => preview(groupName, { kind: 'LATEST' }, scope), {
      timeout: 120_000,
      interval: 1_000,
    })
    expect(skip).toMatchObject({ mechanism: version === '5.5.0' ? 'BROKER' : 'CLIENTS', onlineClients: 1 })
    expect(skip.totals.skips).toBeGreaterThan(20n)
    const ends = Object.fromEntries(skip.queues.map((queue) => [key(queue), queue.maxOffset]))
    const skipped = await reset(groupName, skip.previewId)
    // Who resets by itself shows it at once, who pushes has to wait for its clients.
    expect(outcomes(skipped)).toEqual([version === '5.5.0' ? 'APPLIED' : 'WAITING'])
    const settled = async ({ resetId }: ResetResult) =>
      vi.waitFor(
        async () => {
          const seen = await getOffsetReset(ctx, { clusterId, groupName, resetId })
          expect(outcomes(seen)).toEqual(['APPLIED'])
          return seen
        },
        { timeout: 120_000, interval: 1_000 },
      )
    await settled(skipped)
    expect(await judged(groupName, topic)).toEqual(ends)

    const again = await vi.waitFor(async () => preview(groupName, { kind: 'EARLIEST' }, scope), {
      timeout: 120_000,
      interval: 1_000,
    })
    const before = clients.consumed().length
    await settled(await reset(groupName, again.previewId))
    const restarted = () =>
      clients
        .consumed()
        .slice(before)
        .filter(({ queueOffset }) => queueOffset === 0n)
    await vi.waitFor(() => expect(new Set(restarted().map(({ brokerName }) => brokerName)).size).toBe(masters.length), {
      timeout: 120_000,
    })
  })

  it.runIf(version === '5.5.0')('G-15: a POP group starts over', async () => {
    const groupName = await newGroup(null)
    const [endpoints = ''] = cluster.proxies.map(({ grpc }) => grpc)
    const { admin } = cluster
    const receive = async (count: number) => {
      const consumer = new SimpleConsumer({
        endpoints,
        namespace: '',
        logger: { debug() {}, info() {}, warn() {}, error() {} },
        ...(admin && { sessionCredentials: { accessKey: admin.accessKey, accessSecret: admin.secretKey } }),
        consumerGroup: groupName,
        subscriptions: new Map([[topicName, '*']]),
        awaitDuration: 3_000,
      })
      const ids = new Set<string>()
      await consumer.startup()
      try {
        await vi.waitFor(
          async () => {
            const messages = await consumer.receive(32, 30_000)
            await Promise.all(messages.map((message) => consumer.ack(message)))
            for (const { messageId, offset } of messages) ids.add(`${messageId} ${offset}`)
            expect(ids.size).toBeGreaterThanOrEqual(count)
          },
          { timeout: 120_000 },
        )
      } finally {
        await consumer.shutdown()
      }
    }
    const all = MESSAGES * 2 * masters.length
    await reset(groupName, (await preview(groupName, { kind: 'EARLIEST' })).previewId)
    await receive(all)
    await vi.waitFor(async () => expect(await judged(groupName)).toEqual(onEvery([10n, 10n])), { timeout: 120_000 })
    const shown = await vi.waitFor(
      async () => {
        const made = await preview(groupName, { kind: 'EARLIEST' })
        expect(made.onlineClients).toBe(0)
        return made
      },
      { timeout: 120_000, interval: 1_000 },
    )
    expect(shown.totals.repeats).toBe(BigInt(all))
    expect(outcomes(await reset(groupName, shown.previewId))).toEqual(['APPLIED'])
    await receive(all)
  })
})
