import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { Pool } from '../remoting/pool.ts'
import { type SentMessage, sendMessage } from '../testing/send-message.ts'
import { AdminClient } from './admin-client.ts'
import { allServers, masterServers } from './cluster-info.ts'
import type { Server } from './server.ts'

const lab = inject('lab')
/** Longer than users get: the machine of a test run may be busy with starting servers. */
const requestTimeoutMs = 20_000

afterAll(() => stopMqadmin())

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const credentials = cluster.admin ? { credentials: cluster.admin } : {}
  const admin = new AdminClient({ nameServers: cluster.nameServers, requestTimeoutMs, ...credentials })
  const pool = new Pool(credentials)
  const [nameServer = ''] = cluster.nameServers
  const topicName = `admin_${version.replaceAll('.', '_')}_${randomBytes(4).toString('hex')}`
  const isOld = version === '4.9.7'
  let masters: Server[] = []
  let master: Server
  let sent: SentMessage[] = []

  beforeAll(async () => {
    masters = masterServers(await admin.cluster.get())
    const [first] = masters
    if (!first) throw new Error('the lab has no master')
    master = first
  })

  afterAll(() => {
    admin.close()
    pool.close()
  })

  it('lists the brokers that it runs', async () => {
    const servers = allServers(await admin.cluster.get())
    const expected = cluster.brokers.map(({ brokerName, brokerId, address }) => ({ brokerName, brokerId, address }))
    const found = servers.map(({ brokerName, brokerId, address }) => ({ brokerName, brokerId, address }))
    expect(found).toHaveLength(expected.length)
    expect(found).toEqual(expect.arrayContaining(expected))
  })

  it('tells its version, from name server and broker', async () => {
    expect((await admin.nameServers.probe(nameServer)).version).toBe(version)
    const probe = await admin.brokers.probe(master)
    expect(probe.version).toBe(version)
    expect(probe.runtime.brokerVersionDesc).toBe(`V${version.replaceAll('.', '_')}`)
    expect(await admin.brokers.getRuntime(master)).toHaveProperty('putTps')
  })

  it('hands out its settings', async () => {
    const config = await admin.brokers.getConfig(master)
    expect(config).toMatchObject({ brokerName: master.brokerName, brokerId: '0' })
    expect(Object.keys(config).length).toBeGreaterThan(150)
  })

  it('creates a topic on every master, and mqadmin sees it', async () => {
    const attributes: Record<string, string> = isOld ? {} : { 'message.type': 'NORMAL' }
    const config = { topicName, readQueueNums: 3, writeQueueNums: 2, perm: 6, order: false, attributes }
    const { done, failed, unknown } = await admin.topics.create(masters, config)
    expect({ failed, unknown }).toEqual({ failed: [], unknown: [] })
    expect(done).toHaveLength(masters.length)

    const configs = await admin.topics.listConfigs(masters)
    expect(configs.failed).toEqual([])
    for (const { value } of configs.done) {
      expect(value.get(topicName)).toEqual({
        ...config,
        topicFilterType: 'SINGLE_TAG',
        topicSysFlag: 0,
        isStatic: false,
      })
    }
    await vi.waitFor(
      async () => expect((await admin.topics.getRoute(nameServer, topicName))?.queues).toHaveLength(masters.length),
      { timeout: 120_000 },
    )
    const route = JSON.parse(quoteKeys(await mqadmin(cluster, ['topicRoute', '-t', topicName])))
    const ours = await admin.topics.getRoute(nameServer, topicName)
    const byName = (a: { brokerName: string }, b: { brokerName: string }) => (a.brokerName < b.brokerName ? -1 : 1)
    expect(ours?.queues.sort(byName)).toEqual(route.queueDatas.sort(byName))
    expect(ours?.orderTopicConf).toBeNull()
    expect(await admin.topics.listNames(nameServer)).toContain(topicName)
  })

  it('refuses a name with a space and says why', async () => {
    const config = { topicName: 'a b', readQueueNums: 1, writeQueueNums: 1, perm: 6, order: false, attributes: {} }
    const { done, failed } = await admin.topics.create([master], config)
    expect(done).toEqual([])
    expect(failed).toMatchObject([
      { error: { name: 'BrokerError', responseCode: isOld ? 1 : 29, remark: expect.stringContaining('illegal') } },
    ])
  })

  it('knows no route, no statistics and no groups of an unknown topic', async () => {
    expect(await admin.topics.getRoute(nameServer, 'unknown')).toBeNull()
    await expect(admin.topics.getStats(master, 'unknown')).rejects.toMatchObject({ responseCode: 17 })
    expect(await admin.topics.listGroups(master, 'unknown')).toEqual([])
    expect(await admin.nameServers.getKvConfig(nameServer, 'ORDER_TOPIC_CONFIG', 'unknown')).toBeNull()
  })

  it('names its system topics', async () => {
    const names = await admin.topics.listSystem(master)
    expect(names).toEqual(expect.arrayContaining(['TBW102', 'SCHEDULE_TOPIC_XXXX', master.brokerName]))
  })

  it('counts the messages of a topic as mqadmin does', async () => {
    sent = []
    for (let index = 0; index < 3; index++) {
      const properties = { TAGS: index === 1 ? 'TagB' : 'TagA', KEYS: `k${index} all`, WAIT: 'true' }
      const body = Buffer.from(`body ${index}`)
      sent.push(await sendMessage(pool, master.address, { topicName, queueId: 0, body, properties }))
    }
    // A broker answers a send before the message is in its consume queue.
    const { queues, putTps } = await vi.waitFor(
      async () => {
        const stats = await admin.topics.getStats(master, topicName)
        expect(stats.queues[0]?.maxOffset).toBe(3n)
        return stats
      },
      { timeout: 120_000 },
    )
    // 5.x lists every queue, 4.9 only those that can be written.
    const empty = isOld
      ? [[0n, 0n]]
      : [
          [0n, 0n],
          [0n, 0n],
        ]
    expect(queues.map(({ minOffset, maxOffset }) => [minOffset, maxOffset])).toEqual([[0n, 3n], ...empty])
    expect(queues[0]?.lastUpdateTimestamp?.getTime()).toBeGreaterThan(Date.now() - 60_000)
    expect(queues[1]?.lastUpdateTimestamp).toBeNull()
    expect(putTps === null).toBe(isOld)
    const table = await mqadmin(cluster, ['topicStatus', '-t', topicName])
    expect(table).toMatch(new RegExp(`${master.brokerName}\\s+0\\s+0\\s+3\\s`))
  })

  it('hands out ends and times of a queue', async () => {
    const queue = { topicName, queueId: 0 }
    expect(await admin.offsets.getMin(master, queue)).toBe(0n)
    expect(await admin.offsets.getMax(master, queue)).toBe(3n)
    expect(await admin.offsets.getEarliestStoreTime(master, { topicName, queueId: 1 })).toBeNull()
    const earliest = await admin.offsets.getEarliestStoreTime(master, queue)
    const page = await admin.messages.pull(master, { ...queue, queueOffset: 0n, maxMessages: 32 })
    expect(page.messages[0]?.storeTimestamp).toEqual(earliest)
    const lastAt = page.messages[2]?.storeTimestamp ?? new Date()
    const search = (at: Date, boundary: 'LOWER' | 'UPPER') =>
      admin.offsets.searchByTime(master, { ...queue, at, boundary })
    const long = 3_600_000
    expect(await search(new Date(lastAt.getTime() - long), 'LOWER')).toBe(0n)
    expect(await search(new Date(lastAt.getTime() + long), 'UPPER')).toBe(2n)
    // 4.9 knows no sides and takes the nearest message.
    expect(await search(new Date(lastAt.getTime() + long), 'LOWER')).toBe(isOld ? 2n : 3n)
  })

  it('is read by pull without a trace in any consumer', async () => {
    const query = { topicName, queueId: 0, maxMessages: 32 }
    const page = await admin.messages.pull(master, { ...query, queueOffset: 0n })
    expect(page).toMatchObject({ status: 'FOUND', nextOffset: 3n, minOffset: 0n, maxOffset: 3n, damagedBytes: 0 })
    expect(page.messages.map(({ storedBody }) => storedBody.toString())).toEqual(['body 0', 'body 1', 'body 2'])
    expect(page.messages.map(({ offsetMsgId }) => offsetMsgId)).toEqual(sent.map(({ offsetMsgId }) => offsetMsgId))
    expect(page.messages.every(({ isCrcOk }) => isCrcOk)).toBe(true)
    const tagged = await admin.messages.pull(master, { ...query, queueOffset: 0n, expression: 'TagB' })
    expect(tagged.messages.map(({ queueOffset }) => queueOffset)).toEqual([1n])
    expect(await admin.messages.pull(master, { ...query, queueOffset: 3n })).toMatchObject({ status: 'NOT_FOUND' })
    expect(await admin.messages.pull(master, { ...query, queueOffset: 999n })).toMatchObject({ status: 'OFFSET_MOVED' })
    const sql = admin.messages.pull(master, {
      ...query,
      queueOffset: 0n,
      expression: "TAGS = 'TagB'",
      expressionType: 'SQL92',
    })
    expect((await sql).messages.map(({ queueOffset }) => queueOffset)).toEqual([1n])
    expect(await admin.topics.listGroups(master, topicName)).toEqual([])
  })

  it('finds a message by place and by key', async () => {
    const place = sent[1]?.offsetMsgId ?? ''
    const commitLogOffset = BigInt(`0x${place.slice(-16)}`)
    const found = await admin.messages.viewById(master, { commitLogOffset, topicName })
    expect(found).toMatchObject({ offsetMsgId: place, queueOffset: 1n, topicName })
    expect(await admin.messages.viewById(master, { commitLogOffset: commitLogOffset + 1n, topicName })).toBeNull()
    expect(await admin.messages.viewById(master, { commitLogOffset: 1n << 50n, topicName })).toBeNull()

    const query = { topicName, maxMessages: 32, from: new Date(0), to: new Date(Date.now() + 3_600_000) }
    // The index is built a moment after the message is stored.
    await vi.waitFor(
      async () => expect(await admin.messages.queryByKey(master, { ...query, key: 'all' })).toHaveLength(3),
      { timeout: 120_000 },
    )
    const byKey = await admin.messages.queryByKey(master, { ...query, key: 'k2', indexType: 'K' })
    expect(byKey.map(({ queueOffset }) => queueOffset)).toEqual([2n])
    expect(await admin.messages.queryByKey(master, { ...query, key: 'nobody', indexType: 'U' })).toEqual([])
  })

  it('answers over TLS and on the fast port', async () => {
    const options = { nameServers: cluster.nameServers, requestTimeoutMs, connectTimeoutMs: 10_000, ...credentials }
    for (const extra of [{ tls: { verify: false } }, { useVipChannel: true }]) {
      const client = new AdminClient({ ...options, ...extra })
      try {
        expect(masterServers(await client.cluster.get())).toHaveLength(masters.length)
        expect(await client.offsets.getMax(master, { topicName, queueId: 0 })).toBe(3n)
        const page = await client.messages.pull(master, { topicName, queueId: 0, queueOffset: 2n, maxMessages: 1 })
        expect(page.status).toBe('FOUND')
      } finally {
        client.close()
      }
    }
    const strict = new AdminClient({ ...options, tls: { verify: true } })
    await expect(strict.cluster.get()).rejects.toMatchObject({ name: 'ConnectError' })
    strict.close()
  })
})

describe('RocketMQ 5.5.0 with access control', () => {
  const cluster = lab['5.5.0']

  it.each([
    ['no credentials', {}, 'username cannot be null.'],
    [
      'a wrong secret',
      { credentials: { accessKey: cluster.admin?.accessKey ?? '', secretKey: 'not the secret' } },
      'check signature failed.',
    ],
    ['an unknown user', { credentials: { accessKey: 'nobody', secretKey: '12345678' } }, 'User:nobody is not found.'],
  ])('refuses %s in its own words', async (_, options, remark) => {
    const admin = new AdminClient({ nameServers: cluster.nameServers, requestTimeoutMs, ...options })
    try {
      const [master] = masterServers(await admin.cluster.get())
      if (!master) throw new Error('the lab has no master')
      await expect(admin.brokers.getRuntime(master)).rejects.toMatchObject({
        name: 'BrokerError',
        responseCodeName: 'NO_PERMISSION',
        remark: expect.stringContaining(remark),
      })
    } finally {
      admin.close()
    }
  })
})

/** mqadmin prints the map of addresses with bare integer keys. */
function quoteKeys(text: string): string {
  return text.replace(/([{,]\s*)(\d+):/g, '$1"$2":')
}
