import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { mqadmin, stopMqadmin } from './mqadmin.ts'
import { readClusterList } from './mqadmin-output.ts'
import { killOrphans } from './pid-file.ts'
import { isProcessAlive, waitForExit } from './processes.ts'
import type { RunningCluster } from './running-cluster.ts'
import { startCluster } from './start-cluster.ts'

// The oldest line with one broker: what is proven here is the same for all, and it costs two small processes.
const shape = { version: '4.9.7', masters: 1, slaves: 0, heapMb: 192 } as const
const moduleUrl = new URL('./start-cluster.ts', import.meta.url).href

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
  for (const address of addresses) expect(await isOpen(address)).toBe(false)
})

it('ends what a killed owner left running, and uses its ports and store again', { timeout: 180_000 }, async () => {
  const owner = spawn(process.execPath, ['--input-type=module', '-e', ownerScript(dir)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const orphans = await new Promise<{ pids: Record<string, number>; nameServers: string[] }>((resolve, reject) => {
    let text = ''
    owner.stdout.on('data', (chunk) => {
      text += String(chunk)
      if (text.endsWith('\n')) resolve(JSON.parse(text))
    })
    owner.once('exit', (code) => reject(new Error(`The owner ended with ${code} before its cluster was up`)))
  })
  owner.kill('SIGKILL')
  expect(await waitForExit([owner.pid ?? 0], 10_000)).toBe(true)
  const orphanPids = Object.values(orphans.pids)
  expect(orphanPids.every(isProcessAlive)).toBe(true)

  cluster = await startCluster({ ...shape, dir })
  expect(orphanPids.filter(isProcessAlive)).toEqual([])
  expect(cluster.nameServers).toEqual(orphans.nameServers)
  await cluster.stop()
})

const ownerScript = (folder: string) => `
  import { startCluster } from ${JSON.stringify(moduleUrl)}
  const cluster = await startCluster({ ...${JSON.stringify(shape)}, dir: ${JSON.stringify(folder)} })
  console.log(JSON.stringify({ pids: cluster.pids, nameServers: cluster.nameServers }))
  setInterval(() => {}, 60_000)
`

function isOpen(address: string): Promise<boolean> {
  const { hostname, port } = new URL(`tcp://${address}`)
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname, port: Number(port) })
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}
