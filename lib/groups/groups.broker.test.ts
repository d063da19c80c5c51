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
import { getGroup } from './get-group.ts'
import { getGroupProgress } from './get-group-progress.ts'
import { listGroups } from './list-groups.ts'

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
  const pool = new Pool(cluster.admin ? { credentials: cluster.admin } : {})
  const topicName = `g_progress_${version.replaceAll('.', '')}_${run}`
  const groupName = `${topicName}_g`
  let clusterId = ''
  let live: LiveCluster
  let masters: Server[] = []

  /** A write that the admin client does not speak. */
  async function write(
    server: Server,
    code: number,
    fields: Record<string, string | number>,
    body = '',
  ): Promise<void> {
    const request = { code, extFields: toExtFields(fields), body: Buffer.from(body) }
    const { command } = await pool.send(server.address, 'admin', request, { timeoutMs: 20_000, isWrite: true })
    expect(command).toMatchObject({ code: 0 })
  }
  const commit = (server: Server, topic: string, queueId: number, commitOffset: number) =>
    write(server, RequestCode.UPDATE_CONSUMER_OFFSET, { consumerGroup: groupName, topic, queueId, commitOffset })
  const createTopic = (name: string, queues: number) =>
    live.admin.topics.create(masters, {
      topicName: name,
      readQueueNums: queues,
      writeQueueNums: queues,
      perm: 6,
      order: false,
      attributes: {},
    })

  beforeAll(async () => {
    clusterId = (await registerLab(cluster)).clusterId
    live = await getCluster(ctx, clusterId)
    masters = masterServers(await live.admin.cluster.get())
    await createTopic(topicName, 3)
    await createTopic(`%RETRY%${groupName}`, 1)
    const settings = JSON.stringify({ groupName, consumeEnable: true, retryQueueNums: 1, retryMaxTimes: 3 })
    for (const [index, server] of masters.entries()) {
      await write(server, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, settings)
      for (let sent = 0; sent < 6; sent++) {
        await sendMessage(pool, server.address, { topicName, queueId: sent % 2, body: Buffer.from('{}') })
      }
      await sendMessage(pool, server.address, { topicName: `%RETRY%${groupName}`, queueId: 0, body: Buffer.from('{}') })
      await commit(server, topicName, 0, index === 0 ? 1 : 3)
      await commit(server, `%RETRY%${groupName}`, 0, 0)
    }
    await vi.waitFor(
      async () => {
        for (const server of masters) {
          expect((await live.admin.topics.getStats(server, topicName)).queues[1]?.maxOffset).toBe(3n)
        }
      },
      { timeout: 120_000 },
    )
    await live.getInventory({ fresh: true })
  })
  afterAll(() => pool.close())

  it('G-4: offsets per queue and the sum of lag and retry lag equal consumerProgress', async () => {
    const oracle = await vi.waitFor(
      async () => readConsumerProgress(await mqadmin(cluster, ['consumerProgress', '-g', groupName])),
      { timeout: 120_000, interval: 1_000 },
    )
    const { items, totals, partial, deadSubscriptions } = await getGroupProgress(ctx, { clusterId, groupName })
    expect(partial).toBeUndefined()
    expect(deadSubscriptions).toEqual([])
    const key = (row: { topicName: string; brokerName: string; queueId: number }) =>
      `${row.topicName} ${row.brokerName} ${row.queueId}`
    const ours = new Map(items.map((row) => [key(row), row]))
    expect([...ours.keys()].sort()).toEqual(oracle.queues.map(key).sort())
    for (const queue of oracle.queues) {
      const row = ours.get(key(queue))
      expect(row, key(queue)).toMatchObject({
        brokerOffset: queue.brokerOffset,
        lag: queue.diff,
        inflight: row?.isNeverCommitted ? null : queue.inflight,
      })
      expect(row?.consumerOffset ?? 0n, key(queue)).toBe(queue.consumerOffset)
    }
    expect((totals.lag ?? 0n) + (totals.retryLag ?? 0n)).toBe(oracle.diffTotal)
    expect(totals).toMatchObject({ retryLag: BigInt(masters.length), isAtLeast: false })
    const [first] = masters
    const [behind] = items.filter(
      (row) => row.brokerName === first?.brokerName && row.queueId === 0 && row.kind !== 'RETRY',
    )
    expect(behind?.lagTimeMs).toBeGreaterThan(0)
    expect(behind?.lagTimeMs).toBeLessThan(600_000)
    // 0 is what the broker says; nothing is what the group has committed.
    const silent = items.filter(({ topicName: name, queueId }) => name === topicName && queueId === 1)
    expect(silent.map(({ consumerOffset, isNeverCommitted }) => [consumerOffset, isNeverCommitted])).toEqual(
      masters.map(() => [null, true]),
    )
  })

  it('the list and the page show its config on every master', async () => {
    const { items } = await listGroups(ctx, { clusterId, page: 1, pageSize: 500, q: groupName })
    expect(items).toMatchObject([{ groupName, maxRetries: 3, consumeEnable: true, hasConfig: true }])
    const group = await getGroup(ctx, { clusterId, groupName })
    expect(group.configs).toMatchObject(
      masters
        .map(({ brokerName }) => brokerName)
        .sort()
        .map((brokerName) => ({ brokerName, retryMaxTimes: 3 })),
    )
    expect(group.retryPolicy?.type ?? null).toBe(version === '5.5.0' ? 'TIERED' : null)
  })

  it('G-24: looking for a group that does not exist creates none', async () => {
    const unknown = `g_doesNotExist_${run}`
    for (const look of [getGroup, getGroupProgress]) {
      await expect(look(ctx, { clusterId, groupName: unknown })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    }
    const { done } = await live.admin.groups.listConfigs(masters)
    expect(done.map(({ value }) => value.has(unknown))).toEqual(masters.map(() => false))
  })
})
