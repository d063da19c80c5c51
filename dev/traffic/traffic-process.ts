import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { silentLogbackXml } from '#dev/rocketmq/server-configs.ts'
import { startGrpcClients } from './grpc-clients.ts'
import { keepRunning } from './keep-running.ts'
import { makeDemoResources } from './make-demo-resources.ts'
import type { TrafficConfig } from './traffic.ts'

// The process that `startTraffic` forks: gets its configuration as the first message and answers when all runs.

const javaSource = fileURLToPath(new URL('./Traffic.java', import.meta.url))
const stopping = new AbortController()
const homeDir = mkdtempSync(path.join(os.tmpdir(), 'apogee-traffic-'))
let java: ChildProcess | undefined

function stop(): void {
  if (stopping.signal.aborted) return
  stopping.abort()
  java?.kill('SIGKILL')
  rmSync(homeDir, { recursive: true, force: true })
  // The gRPC library takes up to 17 s to shut down; brokers notice a lost client at once.
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
process.on('disconnect', stop)
// The gRPC library rejects promises that nobody holds when a proxy goes away; its clients are made anew by keepRunning.
process.on('unhandledRejection', (reason) => console.error(`gRPC client: ${reason}`))

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
  await new Promise<void>((resolve) => {
    keepRunning('Traffic.java', stopping.signal, () => runJava(cluster, resolve))
  })
  const proxy = cluster.proxies[0]
  if (proxy) startGrpcClients({ endpoints: proxy.grpc, admin: cluster.admin }, stopping.signal)
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
  java = child
  child.stdin.on('error', () => {}) // its end is told by `close`
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.includes('ready')) onReady()
  })
  return new Promise((_resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => reject(new Error(`ended with ${signal ?? code}`)))
  })
}
