import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import type { RunningCluster } from '#dev/rocketmq/running-cluster.ts'
import { describeCluster, startCluster } from '#dev/rocketmq/start-cluster.ts'
import { defaultVersion } from '#dev/rocketmq/versions.ts'
import { startTestClients } from '#lib/clients/testing/start-test-clients.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { toConfigChange } from './group-settings.ts'
import type { GroupSettings } from './schema.ts'
import { expectWaits } from './testing/expect-waits.ts'
import { startFailingConsumers } from './testing/start-failing-consumers.ts'

const topicName = 'retry_policies'
const dir = mkdtempSync(path.join(os.tmpdir(), 'apogee-retries-'))
let cluster: RunningCluster
let admin: AdminClient
let masters: Server[]

beforeAll(async () => {
  cluster = await startCluster({ version: defaultVersion, dir, masters: 1, slaves: 0, proxy: true, heapMb: 256 })
  const credentials = cluster.admin ? { credentials: cluster.admin } : {}
  admin = new AdminClient({ nameServers: cluster.nameServers, requestTimeoutMs: 20_000, ...credentials })
  masters = masterServers(await admin.cluster.get())
  const queues = { readQueueNums: 1, writeQueueNums: 1, perm: 6, order: false }
  for (const name of [topicName, 'retries_of_their_own']) {
    await admin.topics.create(masters, { ...queues, topicName: name, attributes: { 'message.type': 'NORMAL' } })
  }
})
afterAll(async () => {
  admin?.close()
  await cluster?.stop()
  rmSync(dir, { recursive: true, force: true })
})

/** With the settings as the console writes them. */
async function createGroup(groupName: string, settings: GroupSettings): Promise<void> {
  const { done } = await admin.groups.create(masters, { groupName, ...toConfigChange(settings) })
  expect(done).toHaveLength(masters.length)
}

it('G-3: gRPC consumers get a failed message again each 20 s, or after 10 s, 30 s and 1 min', async () => {
  await createGroup('fixed', { retryPolicy: { type: 'FIXED', intervalMs: 20_000 } })
  await createGroup('tiered', { retryPolicy: { type: 'TIERED', delaysMs: [10_000, 30_000, 60_000] } })
  const groupNames = ['fixed', 'tiered']
  const consumers = await startFailingConsumers(describeCluster(cluster), { topicName, groupNames })
  onTestFinished(() => consumers.stop())
  await vi.waitFor(
    () => {
      expect(consumers.waitsMs('fixed').length).toBeGreaterThanOrEqual(4)
      expect(consumers.waitsMs('tiered').length).toBeGreaterThanOrEqual(3)
    },
    { timeout: 150_000, interval: 1_000 },
  )
  expectWaits(consumers.waitsMs('fixed'), [20_000, 20_000, 20_000, 20_000], 'fixed 20 s')
  expectWaits(consumers.waitsMs('tiered'), [10_000, 30_000, 60_000], 'tiered 10 s, 30 s, 1 min')
})

it('G-3: remoting consumers keep their own waits, whatever the policy says', async () => {
  const [group, ownTopic] = ['remoting', 'retries_of_their_own']
  await createGroup(group, { retryPolicy: { type: 'FIXED', intervalMs: 60_000 } })
  const clients = await startTestClients(describeCluster(cluster), {
    group,
    topicName: ownTopic,
    consumers: 1,
    messages: 1,
    failEvery: 1,
  })
  onTestFinished(() => clients.stop())
  const at: number[] = []
  await vi.waitFor(
    () => {
      while (at.length < clients.consumed().length) at.push(Date.now())
      expect(at).toHaveLength(2)
    },
    { timeout: 50_000, interval: 100 },
  )
  // The third of its delay levels.
  expectWaits([(at[1] ?? 0) - (at[0] ?? 0)], [10_000], 'a remoting consumer')
})
