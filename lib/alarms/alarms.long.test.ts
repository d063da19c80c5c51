import { type ChildProcess, execFileSync, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statfsSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import type { RunningCluster } from '#dev/rocketmq/running-cluster.ts'
import { describeCluster, startCluster } from '#dev/rocketmq/start-cluster.ts'
import { defaultVersion } from '#dev/rocketmq/versions.ts'
import { startTestClients, type TestClients } from '#lib/clients/testing/start-test-clients.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { makeGroup } from '#lib/monitoring/testing/make-group.ts'
import { NewNoticeChannel } from '#lib/notifications/channel-schema.ts'
import { createChannel } from '#lib/notifications/create-channel.ts'
import { type Receiver, startReceiver } from '#lib/notifications/testing/receiver.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { makeRule } from './testing/sampled-cluster.ts'

/*
 * Alarms from broker to webhook: real brokers, worker processes that are killed at every stage, a quarter of an hour.
 *
 *   npx vitest run --project long lib/alarms/alarms.long.test.ts
 */
const MINUTE_MS = 60_000
process.env.APOGEE_EGRESS_ALLOW = '127.0.0.0/8'
useDatabase()

interface Told {
  at: number
  eventId: string
  ruleName: string
  transition: string
  severity: string
  object: { groupName?: string; brokerName?: string }
  value: number | null
  text: string
  link: string | null
}

const dir = mkdtempSync(path.join(os.tmpdir(), 'apogee-alarms-'))
/** A disk of the brokers' own, which can be filled. Only root of Linux may have one. */
const hasOwnDisk = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2g', 'tmpfs', dir]).status === 0
let running: RunningCluster
let admin: AdminClient
let pool: Pool
let masters: Server[]
let hook: Receiver
let clusterId: string
let worker: ChildProcess | undefined
const clients: TestClients[] = []

const startWorker = () =>
  fork(path.resolve('lib/worker/main.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], env: process.env })
/** As a machine that loses its power: nothing is finished, nothing is given back. */
async function killWorker(): Promise<void> {
  worker?.kill('SIGKILL')
  if (worker) await once(worker, 'exit')
  worker = startWorker()
}

beforeAll(async () => {
  // Without a proxy nobody could say that a group has no client.
  running = await startCluster({ version: defaultVersion, dir, masters: 2, slaves: 0, proxy: true, heapMb: 256 })
  const lab = describeCluster(running)
  const credentials = lab.admin ? { credentials: lab.admin } : {}
  admin = new AdminClient({ nameServers: lab.nameServers, requestTimeoutMs: 20_000, ...credentials })
  pool = new Pool(credentials)
  masters = masterServers(await admin.cluster.get())
  hook = await startReceiver()
  clusterId = (await registerLab(lab)).clusterId
  const config = { kind: 'WEBHOOK', url: hook.url }
  const context = await (await makePerson('admin')).context()
  await createChannel(context, NewNoticeChannel.parse({ name: 'hook', inDefaultPolicy: true, config }))
  worker = startWorker()
  await until(async () => expect(await db().clusterSample.count({ where: { clusterId } })).toBeGreaterThan(0), 2)
})
afterAll(async () => {
  worker?.kill('SIGKILL')
  await Promise.all(clients.map((each) => each.stop()))
  pool?.close()
  admin?.close()
  await hook?.close()
  await running?.stop()
  if (hasOwnDisk) execFileSync('umount', [dir])
  rmSync(dir, { recursive: true, force: true })
})

/** Everything the webhook got, in order. */
const told = (): Told[] =>
  hook.received.flatMap(({ body }) => {
    const { at, notices } = JSON.parse(body) as { at: string; notices: Told[] } // our own body
    return notices.map((notice) => ({ ...notice, at: Date.parse(at) }))
  })
const toldOf = (ruleName: string) => told().filter((each) => each.ruleName === ruleName)
const stateOf = async (ruleName: string) =>
  (await db().alarmInstance.findFirst({ where: { ruleName }, orderBy: { since: 'desc' } }))?.state
const until = (check: () => Promise<void> | void, minutes: number) =>
  vi.waitFor(check, { timeout: minutes * MINUTE_MS, interval: 500 })

async function pileUp(topicName: string, groupName: string): Promise<void> {
  await makeGroup({ admin, pool, masters, topicName, groupName, queues: 1 })
  for (const server of masters) {
    for (let n = 0; n < 75; n++)
      await sendMessage(pool, server.address, { topicName, queueId: 0, body: Buffer.from(`${n}`) })
  }
}

/** As if the group had consumed everything. */
async function drain(topicName: string, groupName: string): Promise<void> {
  for (const server of masters) {
    const { maxOffset } = (await admin.topics.getStats(server, topicName)).queues[0] ?? { maxOffset: 0n }
    const extFields = { consumerGroup: groupName, topic: topicName, queueId: '0', commitOffset: String(maxOffset) }
    const request = { code: RequestCode.UPDATE_CONSUMER_OFFSET, extFields, body: Buffer.alloc(0) }
    await pool.send(server.address, 'admin', request, { timeoutMs: 20_000, isWrite: true })
  }
}

/** Sends a message, and gives it back as a consumer does that has tried it often enough. */
async function giveUp(topicName: string, groupName: string): Promise<void> {
  const [server] = masters
  if (!server) throw new Error('no master')
  const { offsetMsgId } = await sendMessage(pool, server.address, { topicName, queueId: 0, body: Buffer.from('{}') })
  const extFields = {
    group: groupName,
    originTopic: topicName,
    originMsgId: offsetMsgId,
    offset: String(BigInt(`0x${offsetMsgId.slice(-16)}`)),
    delayLevel: '-1',
    unitMode: 'false',
    maxReconsumeTimes: '16',
  }
  const request = { code: RequestCode.CONSUMER_SEND_MSG_BACK, extFields, body: Buffer.alloc(0) }
  const { command } = await pool.send(server.address, 'admin', request, { timeoutMs: 20_000, isWrite: true })
  expect(command.code, command.remark ?? undefined).toBe(0)
}

/** Fills the disk of the brokers to a share of all it holds. */
function fillDisk(ratio: number): void {
  const { blocks, bfree, bsize } = statfsSync(dir)
  const bytes = Math.ceil((blocks * ratio - (blocks - bfree)) * bsize)
  execFileSync('fallocate', ['-l', String(bytes), path.join(dir, 'filler')])
}

it.runIf(hasOwnDisk)(
  'A-12: a disk at 76 %, clients that disagree and dead letters are each told within their time',
  async () => {
    const lab = describeCluster(running)
    await makeGroup({ admin, pool, masters, topicName: 'invoices', groupName: 'disagreeing', queues: 1 })
    const differing = { group: 'disagreeing', topicName: 'invoices', consumers: 2, tags: ['paid', 'created'] }
    await makeGroup({ admin, pool, masters, topicName: 'letters', groupName: 'failing', queues: 1 })
    // What is new is told from what was there: the group is known for a minute, without dead letters.
    const knownFrom = new Date(Date.now() + MINUTE_MS)
    const isKnown = { clusterId, part: 'sample', measuredAt: { gt: knownFrom } }
    await until(async () => expect(await db().clusterSample.count({ where: isKnown })).toBe(1), 3)
    const beganAt = Date.now()
    clients.push(await startTestClients(lab, differing))
    await giveUp('letters', 'failing')
    fillDisk(0.76)

    // Of events: at the next round, and its group of notices waits 30 s.
    await until(() => expect(toldOf('New dead letters')).toHaveLength(1), 4)
    expect(toldOf('New dead letters')[0]).toMatchObject({ severity: 'WARNING', object: { groupName: 'failing' } })
    // For three minutes, and for five.
    await until(() => expect(toldOf('Disk used')).toHaveLength(masters.length), 5)
    for (const notice of toldOf('Disk used')) {
      expect(notice.severity).toBe('WARNING')
      expect(notice.value).toBeGreaterThan(0.75)
      expect(notice.value).toBeLessThan(0.8)
    }
    await until(() => expect(toldOf('Subscription inconsistent')).toHaveLength(1), 5)
    expect(toldOf('Subscription inconsistent')[0]).toMatchObject({ object: { groupName: 'disagreeing' } })
    expect(Date.now() - beganAt).toBeLessThan(8 * MINUTE_MS)
  },
  15 * MINUTE_MS,
)

it(
  'A-1 A-8 A-12 A-18: a stalled group, one without clients and a stopped broker are told once each, whoever is killed meanwhile',
  async () => {
    await makeRule({ name: 'Stalled', clusters: { clusterIds: [clusterId] }, selector: { names: ['stalled'] } })
    await pileUp('orders', 'stalled')
    await pileUp('payments', 'left')
    const crossedAt = Date.now()
    await until(async () => expect(await stateOf('Stalled')).toBe('PENDING'), 2.5)
    await killWorker()
    await until(async () => expect(await stateOf('Stalled')).toBe('FIRING'), 2.5)
    expect(Date.now() - crossedAt).toBeLessThan(3 * MINUTE_MS)
    // Between the event and its delivery: the group waits 30 s for others.
    expect(toldOf('Stalled')).toEqual([])
    await killWorker()
    await until(() => expect(toldOf('Stalled')).toHaveLength(1), 2)
    expect(toldOf('Stalled')[0]).toMatchObject({ transition: 'FIRING', object: { groupName: 'stalled' }, value: 150 })
    expect(toldOf('Stalled')[0]?.link).toContain(`/clusters/${clusterId}/alarms/`)

    await drain('orders', 'stalled')
    await until(async () => expect(await stateOf('Stalled')).toBe('RECOVERING'), 2.5)
    await killWorker()
    // It is kept for two minutes, and its group is told again five minutes after the first time.
    await until(() => expect(toldOf('Stalled').map(({ transition }) => transition)).toEqual(['FIRING', 'RESOLVED']), 7)
    const incident = await db().alarmInstance.findFirstOrThrow({ where: { ruleName: 'Stalled' } })
    expect(incident).toMatchObject({ state: 'OK', peakValue: 150 })
    expect((incident.endedAt?.getTime() ?? 0) - incident.lastSeenAt.getTime()).toBeGreaterThanOrEqual(2 * MINUTE_MS)

    // Nobody consumes what the other group has: five minutes after it began, and its lag is not told beside it.
    const toldOfLeft = (ruleName: string) => toldOf(ruleName).filter(({ object }) => object.groupName === 'left')
    await until(() => expect(toldOfLeft('No client')).toHaveLength(1), 8)
    expect(toldOfLeft('No client')[0]).toMatchObject({ severity: 'CRITICAL' })
    expect(toldOfLeft('Group lag time')).toEqual([])

    const stoppedAt = Date.now()
    await running.kill('broker-b')
    await until(() => expect(toldOf('Broker down')).toHaveLength(1), 1)
    expect(toldOf('Broker down')[0]?.at).toBeLessThan(stoppedAt + MINUTE_MS)
    expect(toldOf('Broker down')[0]).toMatchObject({ severity: 'CRITICAL', object: { brokerName: 'broker-b' } })
    expect(await stateOf('Master missing')).toBe('FIRING')
    expect(toldOf('Master missing')).toEqual([])

    const events = told().map(({ eventId }) => eventId)
    expect(new Set(events).size).toBe(events.length)
  },
  20 * MINUTE_MS,
)
