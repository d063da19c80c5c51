import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { GroupInventoryCache } from '#lib/clusters/group-inventory.ts'
import { InventoryCache } from '#lib/clusters/inventory.ts'
import { Sampler } from '#lib/monitoring/sampler.ts'
import { makeGroup } from '#lib/monitoring/testing/make-group.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import { portOf } from './cluster-plan.ts'
import { portBlockSize } from './free-ports.ts'
import type { LabCluster } from './lab-cluster.ts'
import { mqadmin, stopMqadmin } from './mqadmin.ts'
import { readConsumerProgress, readTopicList, readTopicRoute, readTopicStatus } from './mqadmin-output.ts'
import { isServerOf, killOrphans } from './pid-file.ts'
import { allCommandLines, isProcessAlive } from './processes.ts'
import type { RunningCluster } from './running-cluster.ts'
import { type Owner, spawnOwner } from './spawn-owner.ts'
import { startCluster } from './start-cluster.ts'
import { defaultVersion, type RocketmqVersion, versionLine } from './versions.ts'
import { canConnect } from './wait-ready.ts'

const shape = { masters: 1, slaves: 0, proxy: false, heapMb: 256 } as const
/** A machine that also starts servers answers late. */
const patience = { timeout: 30_000 }
const topicName = 'versions'
const queue = { topicName, queueId: 1 }
const config = { topicName, readQueueNums: 3, writeQueueNums: 2, perm: 6, order: true }
const message = { ...queue, body: Buffer.from('消息 body'), properties: { TAGS: 'TagA', KEYS: 'k1 k2' } }

interface Differences {
  /** What is kept of `message.type=FIFO` and `order=true`. */
  attributes: Record<string, string>
  order: boolean
  badNameCode: number
  /** Next offset of each queue listed, with one message in queue 1. */
  maxOffsets: bigint[]
  tellsPutTps: boolean
  /** Offset of a time after the only message, asked with LOWER. */
  afterTheEnd: bigint
}

/** As docs/rocketmq.md tells them. */
const differences: Record<Exclude<RocketmqVersion, typeof defaultVersion>, Differences> = {
  '5.3.3': {
    attributes: { 'message.type': 'FIFO' },
    order: true,
    badNameCode: 29,
    maxOffsets: [0n, 1n, 0n],
    tellsPutTps: true,
    afterTheEnd: 1n,
  },
  '5.1.4': {
    attributes: { 'message.type': 'FIFO' },
    order: true,
    badNameCode: 1,
    maxOffsets: [0n, 1n],
    tellsPutTps: false,
    afterTheEnd: 1n,
  },
  '4.9.7': {
    attributes: {},
    order: false,
    badNameCode: 1,
    maxOffsets: [0n, 1n],
    tellsPutTps: false,
    afterTheEnd: 0n,
  },
}
const versions = Object.keys(differences) as (keyof typeof differences)[] // keys of a literal

describe.each(versions)('RocketMQ %s', (version) => {
  const { attributes, order, badNameCode, maxOffsets, tellsPutTps, afterTheEnd } = differences[version]
  let dir: string
  let cluster: RunningCluster
  let client: Client

  beforeAll(async () => {
    dir = temporaryDir()
    cluster = await startCluster({ ...shape, version, dir })
    client = await connect(cluster)
  })

  afterAll(async () => {
    client?.close()
    await stopMqadmin()
    await cluster?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  it('is what was asked for', async () => {
    const { admin, nameServer, master } = client
    expect((await admin.nameServers.probe(nameServer)).version).toBe(version)
    expect((await admin.brokers.probe(master)).version).toBe(version)
    expect(cluster.admin !== null).toBe(versionLine(version).hasAcl)
  })

  it('takes a topic, and mqadmin finds it with the same route', async () => {
    const { admin, nameServer, master } = client
    const { done } = await admin.topics.create([master], { ...config, attributes: { 'message.type': 'FIFO' } })
    expect(done).toEqual([{ server: master }])

    const { done: configs } = await admin.topics.listConfigs([master])
    expect(configs[0]?.value.get(topicName)).toMatchObject({ ...config, order, attributes })
    await vi.waitFor(async () => expect(await admin.topics.listNames(nameServer)).toContain(topicName), patience)
    expect(readTopicList(await mqadmin(cluster, 'topicList'))).toContain(topicName)
    const route = readTopicRoute(await mqadmin(cluster, `topicRoute -t ${topicName}`))
    expect((await admin.topics.getRoute(nameServer, topicName))?.queues).toEqual(route.queues)
  })

  it('C-13 X-20: takes a setting, and ignores what it does not know with the same SUCCESS', async () => {
    const { admin, master } = client
    const held = async () => {
      const output = await mqadmin(cluster, `getBrokerConfig -b ${master.address}`)
      return /^fileReservedTime\s*=\s*(\S+)$/m.exec(output)?.[1]
    }
    for (const fileReservedTime of ['47', '72']) {
      const { done } = await admin.brokers.updateConfig([master], { fileReservedTime, nosuchkey: '1' })
      expect(done).toHaveLength(1)
      expect(await held()).toBe(fileReservedTime)
      expect((await admin.brokers.getConfig(master)).nosuchkey).toBeUndefined()
    }
    // 5.1.4 and 4.9.7 take it and say SUCCESS: that the console never sends it is all that keeps them from it.
    if (version !== '5.3.3') return
    const { failed } = await admin.brokers.updateConfig([master], { rocketmqHome: '/nowhere' })
    expect(failed).toMatchObject([{ error: { name: 'BrokerError' } }])
  })

  it('C-15 X-20: loses the write permission of all its routes at the name server, and gets it back', async () => {
    const { admin, nameServer, master } = client
    const perm = async () => (await admin.topics.getRoute(nameServer, topicName))?.queues[0]?.perm
    const { brokerName } = master
    expect(await admin.nameServers.setWritePermission(nameServer, { brokerName, canWrite: false })).toBeGreaterThan(0)
    expect(await perm()).toBe(4)
    const route = readTopicRoute(await mqadmin(cluster, `topicRoute -t ${topicName}`))
    expect(route.queues.map((each) => each.perm)).toEqual([4])
    expect(await admin.nameServers.setWritePermission(nameServer, { brokerName, canWrite: true })).toBeGreaterThan(0)
    expect(await perm()).toBe(6)
  })

  it('refuses a bad name with the code of its line', async () => {
    const { admin, master } = client
    const { failed } = await admin.topics.create([master], { ...config, topicName: 'a b', attributes: {} })
    expect(failed).toMatchObject([{ error: { name: 'BrokerError', responseCode: badNameCode } }])
  })

  it('stores a message that is read back as it was sent, and counted as mqadmin counts it', async () => {
    const { admin, pool, master } = client
    const { offsetMsgId } = await sendMessage(pool, master.address, message)
    await vi.waitFor(async () => expect(await admin.offsets.getMax(master, queue)).toBe(1n), patience)
    const { messages } = await admin.messages.pull(master, { ...queue, queueOffset: 0n, maxMessages: 32 })
    expect(messages).toMatchObject([{ offsetMsgId, storedBody: message.body, isCrcOk: true, topicName }])
    expect(Object.fromEntries(messages[0]?.properties ?? [])).toMatchObject(message.properties)

    const status = readTopicStatus(await mqadmin(cluster, `topicStatus -t ${topicName}`))
    const { queues, putTps } = await admin.topics.getStats(master, topicName)
    expect(queues).toEqual(status.queues)
    expect(queues.map(({ maxOffset }) => maxOffset)).toEqual(maxOffsets)
    expect([putTps !== null, status.putTps !== null]).toEqual([tellsPutTps, tellsPutTps])
    const at = new Date((messages[0]?.storeTimestamp.getTime() ?? 0) + 60_000)
    expect(await admin.offsets.searchByTime(master, { ...queue, at, boundary: 'LOWER' })).toBe(afterTheEnd)
  })

  it('X-20: is sampled, and the lag is what mqadmin counts', async () => {
    const { admin, pool, nameServer, master } = client
    const groupName = 'versions_group'
    await makeGroup({ admin, pool, masters: [master], topicName, groupName, queues: 2 })
    const source = { admin, nameServers: [nameServer], clusterNames: null, rememberedMasters: async () => [] }
    const inventory = new InventoryCache(source)
    const groupInventory = new GroupInventoryCache(source)
    const sampled = {
      admin,
      proxies: [],
      getInventory: (options) => inventory.get(options),
      getGroupInventory: (options) => groupInventory.get(options),
    } as Partial<LiveCluster> as LiveCluster // what a round reads of it
    const sample = await new Sampler('rmq-versions').round(sampled, {
      requestsPerSecond: 900,
      canHaveProxies: false,
      signal: new AbortController().signal,
    })
    const { diffTotal } = readConsumerProgress(await mqadmin(cluster, `consumerProgress -g ${groupName}`))
    expect(diffTotal).toBe(1n)
    expect(sample?.groups.get(groupName)).toMatchObject({
      lag: { value: diffTotal, state: 'ok' },
      lagTimeMs: { state: 'ok' },
      clients: { value: { total: 0 } },
      // 4.9 does not say how far clients have pulled.
      inflight: version === '4.9.7' ? { value: null, reason: 'NOT_REPORTED' } : { value: 0n },
    })
    expect(sample?.topics.get(topicName)?.retained).toMatchObject({ value: 1n, state: 'ok' })
  })

  it('stops without leaving a process or an open port', async () => {
    const pids = Object.values(cluster.pids)
    expect(serversOf(dir)).toEqual(expect.arrayContaining(pids))
    expect(await openPorts(cluster)).toEqual(expect.arrayContaining(knownPorts(cluster)))
    await stopMqadmin()
    await cluster.stop()
    expect(pids.filter(isProcessAlive)).toEqual([])
    expect(serversOf(dir)).toEqual([])
    expect(await openPorts(cluster)).toEqual([])
  })
})

describe('A cluster whose owner is killed with SIGKILL', () => {
  let dir: string
  let owner: Owner | undefined
  let cluster: RunningCluster | undefined
  let client: Client | undefined

  beforeEach(() => {
    dir = temporaryDir()
  })

  afterEach(async () => {
    client?.close()
    await owner?.kill()
    await cluster?.stop()
    await killOrphans(dir)
    rmSync(dir, { recursive: true, force: true })
    owner = cluster = client = undefined
  })

  it('survives being killed: a new start in its folder ends the old servers and keeps messages, ports and password', async () => {
    owner = spawnOwner({ ...shape, version: defaultVersion, dir })
    const former = await owner.started()
    client = await connect(former)
    await client.admin.topics.create([client.master], { ...config, attributes: {} })
    const { offsetMsgId } = await sendMessage(client.pool, client.master.address, message)
    client.close()
    await owner.kill()
    const orphans = Object.values(former.pids)
    expect(orphans.filter(isProcessAlive)).toEqual(orphans)

    cluster = await startCluster({ ...shape, version: defaultVersion, dir })
    expect(orphans.filter(isProcessAlive)).toEqual([])
    expect(serversOf(dir).sort()).toEqual(Object.values(cluster.pids).sort())
    expect(cluster).toMatchObject({ nameServers: former.nameServers, brokers: former.brokers, admin: former.admin })
    client = await connect(cluster)
    const { admin, master } = client
    await vi.waitFor(async () => {
      const { messages } = await admin.messages.pull(master, { ...queue, queueOffset: 0n, maxMessages: 32 })
      expect(messages).toMatchObject([{ offsetMsgId, storedBody: message.body }])
    }, patience)
  })

  it.each([
    ['name server', 'NamesrvStartup'],
    ['broker', 'BrokerStartup'],
  ])('leaves nothing that a new start does not end, killed at the first sight of its %s', async (_, mainClass) => {
    const version = '4.9.7'
    owner = spawnOwner({ ...shape, version, dir })
    const isSeen = () => allCommandLines().some(({ text }) => isServerOf(dir, text) && text.includes(mainClass))
    await vi.waitFor(() => expect(isSeen()).toBe(true), { timeout: 120_000, interval: 1 })
    await owner.kill()
    const orphans = serversOf(dir)
    expect(orphans).not.toEqual([])

    cluster = await startCluster({ ...shape, version, dir })
    expect(orphans.filter(isProcessAlive)).toEqual([])
    expect(serversOf(dir).sort()).toEqual(Object.values(cluster.pids).sort())
    client = await connect(cluster)
    expect((await client.admin.brokers.probe(client.master)).version).toBe(version)
  })
})

interface Client {
  admin: AdminClient
  pool: Pool
  nameServer: string
  master: Server
  close(): void
}

async function connect(cluster: LabCluster): Promise<Client> {
  const credentials = cluster.admin ? { credentials: cluster.admin } : {}
  const admin = new AdminClient({ nameServers: cluster.nameServers, requestTimeoutMs: 20_000, ...credentials })
  const pool = new Pool(credentials)
  const [master] = masterServers(await admin.cluster.get())
  const [nameServer] = cluster.nameServers
  if (!master || !nameServer) throw new Error('the cluster has no master')
  const close = () => {
    admin.close()
    pool.close()
  }
  return { admin, pool, nameServer, master, close }
}

function temporaryDir(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'apogee-versions-'))
}

function serversOf(dir: string): number[] {
  return allCommandLines().flatMap(({ pid, text }) => (isServerOf(dir, text) ? [pid] : []))
}

/** Of the cluster's whole block, so that a port which nobody thought of is seen too. */
async function openPorts(cluster: LabCluster): Promise<number[]> {
  const base = blockOf(cluster)
  const ports = Array.from({ length: portBlockSize }, (_, index) => base + index)
  const isOpen = await Promise.all(ports.map((port) => canConnect(`127.0.0.1:${port}`)))
  return ports.filter((_, index) => isOpen[index])
}

/** Guard, name server, and of the broker main, VIP and HA port. */
function knownPorts(cluster: LabCluster): number[] {
  const broker = portOf(cluster.brokers[0]?.address ?? '')
  return [blockOf(cluster), ...cluster.nameServers.map(portOf), broker - 2, broker, broker + 1]
}

function blockOf(cluster: LabCluster): number {
  const port = portOf(cluster.nameServers[0] ?? '')
  return port - (port % portBlockSize)
}
