import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { Pool } from '../remoting/pool.ts'
import { RequestCode } from '../request-code.ts'
import { toExtFields } from '../requests/define-request.ts'
import { sendMessage } from '../testing/send-message.ts'
import { AdminClient } from './admin-client.ts'
import { allServers, masterServers } from './cluster-info.ts'
import type { Server } from './server.ts'

const lab = inject('lab')
/** Longer than users get: the machine of a test run may be busy with starting servers. */
const requestTimeoutMs = 20_000

afterAll(() => stopMqadmin())

describe.each(['5.5.0', '4.9.7'] as const)('groups of RocketMQ %s', (version) => {
  const cluster = lab[version]
  const isOld = version === '4.9.7'
  const credentials = cluster.admin ? { credentials: cluster.admin } : {}
  const admin = new AdminClient({ nameServers: cluster.nameServers, requestTimeoutMs, ...credentials })
  const pool = new Pool(credentials)
  const name = `groups_${version.replaceAll('.', '_')}_${randomBytes(4).toString('hex')}`
  const group = { groupName: `${name}_g`, topicName: name }
  let servers: Server[] = []
  let master: Server

  /** A write that this client does not speak. */
  async function write(code: number, fields: Record<string, string | number>, body = ''): Promise<void> {
    const request = { code, extFields: toExtFields(fields), body: Buffer.from(body) }
    const { command } = await pool.send(master.address, 'admin', request, {
      timeoutMs: requestTimeoutMs,
      isWrite: true,
    })
    expect(command).toMatchObject({ code: 0 })
  }

  beforeAll(async () => {
    servers = allServers(await admin.cluster.get())
    const [first] = masterServers(await admin.cluster.get())
    if (!first) throw new Error('the lab has no master')
    master = first
    const config = { topicName: name, readQueueNums: 2, writeQueueNums: 2, perm: 6, order: false, attributes: {} }
    // As consumers make it when they start: mqadmin asks the brokers on its route.
    const retryTopic = `%RETRY%${group.groupName}`
    for (const topicName of [name, retryTopic]) await admin.topics.create([master], { ...config, topicName })
    for (const body of ['a', 'b', 'c']) {
      await sendMessage(pool, master.address, { topicName: name, queueId: 0, body: Buffer.from(body) })
    }
    await vi.waitFor(
      async () => expect(await admin.topics.getRoute(cluster.nameServers[0] ?? '', retryTopic)).not.toBeNull(),
      { timeout: 120_000 },
    )
    const settings = { groupName: group.groupName, consumeEnable: true, retryQueueNums: 1, retryMaxTimes: 3 }
    await write(RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, JSON.stringify(settings))
    const commit = { consumerGroup: group.groupName, topic: name, queueId: 0, commitOffset: 1 }
    await write(RequestCode.UPDATE_CONSUMER_OFFSET, commit)
    await vi.waitFor(async () => expect((await admin.topics.getStats(master, name)).queues[0]?.maxOffset).toBe(3n), {
      timeout: 120_000,
    })
  })

  afterAll(() => {
    admin.close()
    pool.close()
  })

  it('have settings, and the version decides which', async () => {
    const { done, failed } = await admin.groups.listConfigs([master])
    expect(failed).toEqual([])
    expect(done[0]?.value.get(group.groupName)).toMatchObject({
      consumeEnable: true,
      retryMaxTimes: 3,
      consumeTimeoutMinute: isOld ? null : 15,
      retryPolicy: isOld ? null : { type: 'CUSTOMIZED' },
    })
  })

  it('have commits, and none where they never committed', async () => {
    const { done } = await admin.groups.listOffsets([master])
    const committed = done[0]?.value.filter(({ groupName }) => groupName === group.groupName)
    expect(committed).toEqual([{ ...group, offsetByQueueId: new Map([[0, 1n]]) }])
    expect(await admin.groups.getOffset(master, { ...group, queueId: 0 })).toBe(1n)
    expect(await admin.groups.getOffset(master, { ...group, queueId: 1 })).toBe(isOld ? 0n : null)
    expect(await admin.topics.listGroups(master, name)).toEqual([group.groupName])
  })

  it('X-20: have the lag that mqadmin tells', async () => {
    const { queues } = await admin.groups.getConsumeStats(master, group)
    const [queue] = queues.filter(({ queueId }) => queueId === 0)
    expect(queue).toMatchObject({
      topicName: name,
      brokerOffset: 3n,
      consumerOffset: 1n,
      pullOffset: isOld ? null : 1n,
    })
    expect(queue?.lastTimestamp?.getTime()).toBeGreaterThan(Date.now() - 600_000)
    const table = await mqadmin(cluster, ['consumerProgress', '-g', group.groupName])
    expect(table).toMatch(new RegExp(`${name}\\s+${master.brokerName}\\s+0\\s+3\\s+1\\s+2\\s`))
  })

  it('are behind in time where a message can be read, and unknown elsewhere', async () => {
    const spans = await admin.groups.getConsumeTimeSpans(master, group)
    const [behind, empty] = spans.sort((a, b) => a.queueId - b.queueId)
    expect(behind?.delayMs).toBeGreaterThan(0)
    expect(behind?.delayMs).toBeLessThan(600_000)
    expect(behind?.consumedAt).toEqual(behind?.minAt)
    expect(empty).toMatchObject({ minAt: null, maxAt: null, consumedAt: null, delayMs: null })
  })

  it('are offline without a client', async () => {
    expect(await admin.groups.getConnection(master, group.groupName)).toBeNull()
    const running = admin.clients.getRunningInfo(master, {
      groupName: group.groupName,
      clientId: 'nobody',
      withStack: false,
    })
    await expect(running).rejects.toMatchObject({ name: 'BrokerError', responseCode: 1 })
    expect(Array.isArray(await admin.clients.listProducers(master))).toBe(true)
    expect(await admin.groups.listRequestModes(master)).toEqual([])
    const [proxy] = cluster.proxies
    if (proxy) expect(await admin.groups.getConnectionAtProxy(proxy.remoting, group.groupName)).toBeNull()
  })

  it('live on brokers that tell replication, counters and what waits', async () => {
    const slave = servers.find(({ brokerName, brokerId }) => brokerName === master.brokerName && brokerId > 0)
    if (isOld) {
      await expect(admin.brokers.getHaStatus(master)).rejects.toMatchObject({ responseCode: 3 })
      await expect(admin.brokers.getTimerMetrics(master)).rejects.toMatchObject({ responseCode: 3 })
      await expect(admin.groups.getSubscription(master, group)).rejects.toMatchObject({ responseCode: 3 })
    } else {
      expect(await admin.brokers.getHaStatus(master)).toMatchObject({ isMaster: true, upstream: null })
      if (slave) {
        const { isMaster, upstream } = await admin.brokers.getHaStatus(slave)
        expect(isMaster).toBe(false)
        expect(upstream?.masterAddress).toMatch(/:\d+$/)
      }
      expect(Array.isArray(await admin.brokers.getTimerMetrics(master))).toBe(true)
      expect(await admin.groups.getSubscription(master, group)).toBeNull()
    }
    const counter = { statsName: 'TOPIC_PUT_NUMS', statsKey: name }
    expect(await admin.brokers.getStats(master, counter)).toHaveProperty('minute.sum')
    expect(await admin.brokers.getStats(master, { ...counter, statsKey: 'nothing' })).toBeNull()
    const [nameServer = ''] = cluster.nameServers
    expect(await admin.nameServers.getConfig(nameServer)).toHaveProperty('kvConfigPath')
  })
})
