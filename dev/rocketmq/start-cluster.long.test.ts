import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mqadmin, stopMqadmin } from './mqadmin.ts'
import { readClusterList } from './mqadmin-output.ts'
import { killOrphans } from './pid-file.ts'
import { isProcessAlive } from './processes.ts'
import type { RunningCluster } from './running-cluster.ts'
import { spawnOwner } from './spawn-owner.ts'
import { startCluster } from './start-cluster.ts'
import { canConnect } from './wait-ready.ts'

// The oldest line with one broker: what is proven here is the same for all, and it costs two small processes.
const shape = { version: '4.9.7', masters: 1, slaves: 0, heapMb: 192 } as const

let dir: string
let cluster: RunningCluster | undefined
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'apogee-start-cluster-'))
})
afterEach(async () => {
  await cluster?.stop()
  cluster = undefined
  await killOrphans(dir)
  rmSync(dir, { recursive: true, force: true })
})

it('starts a cluster that answers, and stops it without leaving a process or an open port', {
  timeout: 120_000,
}, async () => {
  cluster = await startCluster({ ...shape, dir })
  expect(readClusterList(await mqadmin(cluster, 'clusterList'))).toMatchObject([
    { clusterName: 'DefaultCluster', brokerName: 'broker-a', brokerId: 0, address: cluster.brokers[0]?.address },
  ])
  await stopMqadmin(cluster)

  const formerPid = cluster.pids['broker-a']
  await cluster.restart('broker-a')
  expect(cluster.pids['broker-a']).not.toBe(formerPid)

  await expect(startCluster({ ...shape, dir })).rejects.toThrow('already run')

  const pids = Object.values(cluster.pids)
  const addresses = [...cluster.nameServers, ...cluster.brokers.map((broker) => broker.address)]
  cluster.pause('broker-a')
  await cluster.stop()
  expect(pids.filter(isProcessAlive)).toEqual([])
  for (const address of addresses) expect(await canConnect(address)).toBe(false)
})

it('ends what a killed owner left running, and uses its ports and store again', async () => {
  const owner = spawnOwner({ ...shape, dir })
  const orphans = await owner.started()
  await owner.kill()
  const orphanPids = Object.values(orphans.pids)
  expect(orphanPids.every(isProcessAlive)).toBe(true)

  cluster = await startCluster({ ...shape, dir })
  expect(orphanPids.filter(isProcessAlive)).toEqual([])
  expect(cluster.nameServers).toEqual(orphans.nameServers)
})
