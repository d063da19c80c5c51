/**
 * A real RocketMQ cluster on this machine, from the jars of Maven Central.
 *
 *   const cluster = await startCluster({ version: '5.5.0', dir: '.apogee/rocketmq' })
 *   cluster.nameServers, cluster.brokers, cluster.proxies, cluster.admin, cluster.classPath, cluster.pids
 *   await cluster.kill('broker-b');  await cluster.restart('broker-b')
 *   await cluster.stop()                       // SIGKILL, at once
 *   await cluster.stop({ graceMs: 3000 })      // SIGTERM first
 *
 * Names of processes: `name-server`, `broker-a`, `broker-b` …, `broker-a-slave`, `proxy`.
 */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type ClusterShape, type ClusterState, completeShape, planAddresses } from './cluster-plan.ts'
import { ensureJars } from './ensure-jars.ts'
import { claimPortBlock } from './free-ports.ts'
import type { LabCluster } from './lab-cluster.ts'
import { isOwned, killOrphans, removePidFile, writePidFile } from './pid-file.ts'
import { createRunningCluster, type RunningCluster } from './running-cluster.ts'
import { defaultVersion, type RocketmqVersion } from './versions.ts'

export interface StartClusterOptions extends Partial<ClusterShape> {
  /** Default: the newest 5.x. */
  version?: RocketmqVersion
  /** Stores, logs and state; made when missing, reused when not. One running cluster per folder. */
  dir: string
  /** Base of a block of 100 ports. `free`: the block of the last run in this folder when it is still free, else another. */
  ports?: 'free' | number
  /** Told each step, for a person who waits. */
  onProgress?: (sentence: string) => void
}

/**
 * Starts a cluster and waits until all of it serves. What a killed former run left in the folder is ended first; its store
 * is used on.
 *
 * Defaults: 2 masters, 1 slave, and a proxy, ACL 2.0 and the exporter where the version has them.
 *
 * @throws Error in one sentence: Java or Maven missing, the folder in use, no free ports, or a server that did not start
 *   (then with the end of its output, and with everything stopped again)
 */
export async function startCluster(options: StartClusterOptions): Promise<RunningCluster> {
  const shape = completeShape({ ...options, version: options.version ?? defaultVersion })
  const dir = path.resolve(options.dir)
  const classPath = await ensureJars(shape.version)
  if (isOwned(dir)) throw new Error(`The RocketMQ cluster in ${dir} is already run by another process.`)
  // Before the first server: a second start must find an owner here, not servers that look forsaken.
  writePidFile(dir)
  try {
    await killOrphans(dir)
    return await startInFolder(dir, shape, classPath, options)
  } catch (error) {
    removePidFile(dir)
    throw error
  }
}

async function startInFolder(
  dir: string,
  shape: ClusterShape,
  classPath: string,
  { ports, onProgress = () => {} }: StartClusterOptions,
): Promise<RunningCluster> {
  const formerState = readState(dir)
  const wantedBase = typeof ports === 'number' ? ports : (formerState?.base ?? null)
  const block = await claimPortBlock(wantedBase, shape.masters + shape.slaves)
  if (typeof ports === 'number' && block.base !== ports) {
    block.release()
    throw new Error(`The ports from ${ports} on are not free for RocketMQ.`)
  }
  const admin = shape.acl ? (formerState?.admin ?? newAdmin()) : null
  writeState(dir, { base: block.base, admin })

  const plan = { shape, dir, classPath, admin, ...planAddresses(shape, block.base) }
  const cluster = createRunningCluster(plan, () => {
    removePidFile(dir)
    block.release()
  })
  try {
    await cluster.start(onProgress)
  } catch (error) {
    await cluster.stop()
    throw error
  }
  return cluster
}

/** The facts of a running cluster, without its functions: for `demo.json`, or to hand to another process. */
export function describeCluster(cluster: RunningCluster): LabCluster {
  const { version, clusterName, nameServers, brokers, proxies, admin, classPath, pids } = cluster
  return { version, clusterName, nameServers, brokers, proxies, admin, classPath, pids }
}

const stateFile = (dir: string) => path.join(dir, 'cluster.json')

function readState(dir: string): ClusterState | null {
  if (!existsSync(stateFile(dir))) return null
  return JSON.parse(readFileSync(stateFile(dir), 'utf8')) as ClusterState // written by writeState only
}

function writeState(dir: string, state: ClusterState): void {
  writeFileSync(stateFile(dir), JSON.stringify(state), { mode: 0o600 })
}

/** The proxy's ports are open to the network, so not even a lab has a password that can be guessed. */
function newAdmin() {
  return { accessKey: 'admin', secretKey: randomBytes(12).toString('hex') }
}
