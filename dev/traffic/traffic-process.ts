import { type ChildProcess, fork, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { silentLogbackXml } from '#dev/rocketmq/server-configs.ts'
import { Readiness } from '#dev/rocketmq/wait-ready.ts'
import type { GrpcTarget } from './grpc-clients.ts'
import { keepRunning } from './keep-running.ts'
import { makeDemoResources } from './make-demo-resources.ts'
import type { TrafficConfig } from './traffic.ts'

// The process that `startTraffic` forks: gets its configuration as the first message and answers when all runs.

const javaSource = fileURLToPath(new URL('./Traffic.java', import.meta.url))
const grpcModule = fileURLToPath(new URL('./grpc-process.ts', import.meta.url))
const aWhileMs = 60 * 60 * 1000
const stopping = new AbortController()
const homeDir = mkdtempSync(path.join(os.tmpdir(), 'apogee-traffic-'))
const children = new Map<string, ChildProcess>()

function stop(): void {
  if (stopping.signal.aborted) return
  stopping.abort()
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
    await start(message as TrafficConfig) // sent by startTraffic, first
    process.send?.('ready')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
})

async function start({ cluster, apogee }: TrafficConfig): Promise<void> {
  await makeDemoResources(cluster, apogee)
  await new Promise<void>((resolve, reject) => {
    keepRunning('Traffic.java', stopping.signal, () =>
      runJava(cluster, resolve).finally(() => reject(new Error('Traffic.java ended before its clients had started.'))),
    )
  })
  const proxy = cluster.proxies[0]
  if (proxy) {
    const target: GrpcTarget = { endpoints: proxy.grpc, admin: cluster.admin }
    keepRunning('gRPC clients', stopping.signal, () => runGrpc(target))
  }
}

/** Runs the remoting clients until their JVM ends. */
function runJava(cluster: LabCluster, onReady: () => void): Promise<void> {
  const logback = path.join(homeDir, 'logback.xml')
  writeFileSync(logback, silentLogbackXml)
  const flags = [
    ...['-Xmx192m', '-XX:MaxDirectMemorySize=64m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData'],
    ...[`-Duser.home=${homeDir}`, `-Drmq.logback.configurationFile=${logback}`, '-Drocketmq.client.logUseSlf4j=true'],
  ]
  const child = spawn('java', [...flags, '-cp', cluster.classPath, javaSource], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: {
      ...process.env,
      TRAFFIC_NAME_SERVERS: cluster.nameServers.join(';'),
      ...(cluster.admin && {
        TRAFFIC_ACCESS_KEY: cluster.admin.accessKey,
        TRAFFIC_SECRET_KEY: cluster.admin.secretKey,
      }),
    },
  })
  children.set('java', child)
  child.stdin.on('error', () => {}) // its end is told by `close`
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.includes('ready')) onReady()
  })
  return new Promise((_resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => reject(new Error(`ended with ${signal ?? code}`)))
  })
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
  children.set('grpc', child)
  child.send(target)
  await new Promise<void>((_resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`ended with ${signal ?? code}`)))
  })
}
