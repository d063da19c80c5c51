import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLazyTimers } from '#dev/lazy-timers.ts'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { silentLogbackXml } from '#dev/rocketmq/server-configs.ts'

/** A folder of Java sources that is one program. */
export interface JavaClients {
  /** Below this file. */
  sourceDir: string
  mainClass: string
  /** Of the RocketMQ version it is written for. */
  classPath: string
  heapMb: number
  directMb: number
  /** Its own: compiled classes, and what RocketMQ's client keeps in a home directory. */
  homeDir: string
}

/** The optimising compiler would take 10 s of a core in the first minutes, to save a hundredth of one later. */
const smallJvm = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData']

/**
 * Compiles the clients. A JVM that ran the sources themselves would keep the compiler in memory.
 *
 * @throws Error with what the compiler says
 */
export async function compileJava({ sourceDir, classPath, homeDir }: JavaClients): Promise<void> {
  const dir = fileURLToPath(new URL(`./${sourceDir}/`, import.meta.url))
  const sources = readdirSync(dir).filter((name) => name.endsWith('.java'))
  const child = spawn(
    'javac',
    [
      ...smallJvm.map((flag) => `-J${flag}`),
      ...['-nowarn', '-Xmaxerrs', '10', '-encoding', 'UTF-8', '-d', classesDir(homeDir), '-cp', classPath],
      ...sources.map((name) => path.join(dir, name)),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve()
      else reject(new Error(`${sourceDir} could not be compiled:\n${output}`))
    })
  })
}

/**
 * Runs compiled clients until their JVM ends, which is always an error.
 *
 * @param onSpawn gets the process, whose input takes switches, and whose end ends it
 */
export function runJava(
  { mainClass, classPath, heapMb, directMb, homeDir }: JavaClients,
  { nameServers, admin }: LabCluster,
  { onSpawn, onReady }: { onSpawn(child: ChildProcess): void; onReady?(): void },
): Promise<void> {
  const logback = path.join(homeDir, 'logback.xml')
  writeFileSync(logback, silentLogbackXml)
  const flags = [
    ...[`-Xmx${heapMb}m`, `-XX:MaxDirectMemorySize=${directMb}m`, ...smallJvm],
    ...[`-Duser.home=${homeDir}`, '-Drocketmq.client.logUseSlf4j=true'],
    // 5.x reads the first, 4.9 the second.
    ...[`-Drmq.logback.configurationFile=${logback}`, `-Dlogback.configurationFile=${logback}`],
  ]
  const child = withLazyTimers(() =>
    spawn('java', [...flags, '-cp', `${classesDir(homeDir)}${path.delimiter}${classPath}`, mainClass], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {
        ...process.env,
        TRAFFIC_NAME_SERVERS: nameServers.join(';'),
        ...(admin && { TRAFFIC_ACCESS_KEY: admin.accessKey, TRAFFIC_SECRET_KEY: admin.secretKey }),
      },
    }),
  )
  child.stdin.on('error', () => {}) // its end is told by `close`
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.includes('ready')) onReady?.()
  })
  onSpawn(child)
  return new Promise((_resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => reject(new Error(`ended with ${signal ?? code}`)))
  })
}

const classesDir = (homeDir: string) => path.join(homeDir, 'classes')
