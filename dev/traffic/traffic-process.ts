import { type ChildProcess, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureJars } from '#dev/rocketmq/ensure-jars.ts'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { classPath } from '#dev/rocketmq/versions.ts'
import { Readiness } from '#dev/rocketmq/wait-ready.ts'
import { startFaultServer } from './fault-server.ts'
import type { GrpcTarget } from './grpc-clients.ts'
import { compileJava, type JavaClients, runJava } from './java-clients.ts'
import { keepRunning } from './keep-running.ts'
import { makeDemoResources } from './make-demo-resources.ts'
import { startOperators } from './operators.ts'
import { suspendBroker } from './suspend-broker.ts'
import { Switchboard, type SwitchName, switchNames } from './switches.ts'
import type { TrafficConfig, TrafficReady } from './traffic.ts'

// The process that `startTraffic` forks: gets its configuration as the first message and answers when all runs.

const grpcModule = fileURLToPath(new URL('./grpc-process.ts', import.meta.url))
const aWhileMs = 60 * 60 * 1000
const switchPeriodMs = 1_000
const oldVersion = '4.9.7'
const stopping = new AbortController()
const homeDir = mkdtempSync(path.join(os.tmpdir(), 'apogee-traffic-'))
const children = new Map<string, ChildProcess>()
const board = new Switchboard(Date.now())
/** As the children were told last. */
const switchesOn = new Set<SwitchName>()
let suspendablePid: number | undefined

function stop(): void {
  if (stopping.signal.aborted) return
  stopping.abort()
  if (switchesOn.has('stop-broker')) suspendBroker(suspendablePid, false)
  // The gRPC library takes up to 17 s to shut down; brokers notice a lost client at once.
  for (const child of children.values()) child.kill('SIGKILL')
  rmSync(homeDir, { recursive: true, force: true })
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
process.on('disconnect', stop)

process.once('message', async (message) => {
  try {
    const faults = await start(message as TrafficConfig) // sent by startTraffic, first
    process.send?.({ faults } satisfies TrafficReady)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
})

/** @returns where faults are switched */
async function start({ cluster, apogee }: TrafficConfig): Promise<string> {
  suspendablePid = cluster.pids['broker-b']
  const clients = javaClients('remoting', 'Traffic', cluster.classPath, { heapMb: 192, directMb: 64 })
  await Promise.all([makeDemoResources(cluster, apogee), compileJava(clients)])
  await new Promise<void>((resolve, reject) => {
    keepRunning('remoting clients', stopping.signal, () =>
      runJava(clients, cluster, { onSpawn: (child) => adopt('remoting', child), onReady: resolve }).finally(() =>
        reject(new Error('The remoting clients ended before they had started.')),
      ),
    )
  })
  const proxy = cluster.proxies[0]
  if (proxy) {
    const target: GrpcTarget = { endpoints: proxy.grpc, admin: cluster.admin }
    keepRunning('gRPC clients', stopping.signal, () => runGrpc(target))
  }
  keepRunning(`remoting clients of ${oldVersion}`, stopping.signal, () => runOldClients(cluster))
  if (apogee) startOperators(apogee, stopping.signal)
  setInterval(applySwitches, switchPeriodMs)
  return startFaultServer(board, applySwitches)
}

function javaClients(
  sourceDir: string,
  mainClass: string,
  ofClassPath: string,
  memory: Pick<JavaClients, 'heapMb' | 'directMb'>,
): JavaClients {
  const own = path.join(homeDir, sourceDir)
  mkdirSync(own, { recursive: true })
  return { sourceDir, mainClass, classPath: ofClassPath, homeDir: own, ...memory }
}

/** A version whose jars the cluster itself does not need: they may have to be downloaded first, which nobody waits for. */
async function runOldClients(cluster: LabCluster): Promise<void> {
  await ensureJars(oldVersion)
  const clients = javaClients('remoting-4.9', 'OldClients', classPath(oldVersion), { heapMb: 48, directMb: 32 })
  await compileJava(clients)
  stopping.signal.throwIfAborted()
  await runJava(clients, cluster, { onSpawn: (child) => children.set('old', child) })
}

/** Runs the gRPC clients, as soon as the proxy listens, until their process ends. */
async function runGrpc(target: GrpcTarget): Promise<void> {
  const readiness = new Readiness({ admin: null, tls: false })
  try {
    await readiness.port(target.endpoints, { timeoutMs: aWhileMs, check: () => stopping.signal.throwIfAborted() })
  } finally {
    readiness.close()
  }
  const child = fork(grpcModule, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  child.send(target)
  adopt('grpc', child)
  await new Promise<void>((_resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`ended with ${signal ?? code}`)))
  })
}

/** Remembers a child, and tells it what is on already: it may have taken the place of one that ended. */
function adopt(name: string, child: ChildProcess): void {
  children.set(name, child)
  for (const on of switchesOn) tell(child, on, true)
}

/** Brings everybody to what the board says now. */
function applySwitches(): void {
  for (const name of switchNames) {
    const isOn = board.isOn(name, Date.now())
    if (isOn === switchesOn.has(name)) continue
    if (isOn) switchesOn.add(name)
    else switchesOn.delete(name)
    if (name === 'stop-broker') suspendBroker(suspendablePid, isOn)
    for (const child of children.values()) tell(child, name, isOn)
  }
}

/** A JVM reads lines; who has no use for a switch ignores it. */
function tell(child: ChildProcess, name: SwitchName, isOn: boolean): void {
  if (child.connected) child.send({ name, isOn })
  else child.stdin?.write(`${name} ${isOn ? 'on' : 'off'}\n`)
}
