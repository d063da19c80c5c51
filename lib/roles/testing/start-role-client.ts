import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { silentLogbackXml } from '#dev/rocketmq/server-configs.ts'

export interface RoleKey {
  accessKey: string
  secretKey: string
}

export interface RoleClient {
  /** Sends one message to each master. @returns `done`, or `code 16 …` in the words of the first broker that refuses */
  produce(key: RoleKey, topicName: string): Promise<string>
  /** Pulls from each master as this group. @returns the same */
  consume(key: RoleKey, topicName: string, groupName: string): Promise<string>
  stop(): Promise<void>
}

/** RocketMQ's own Java producer and consumer with any role, in one JVM for all tests of a file. */
export async function startRoleClient({
  nameServers,
  classPath,
}: Pick<LabCluster, 'nameServers' | 'classPath'>): Promise<RoleClient> {
  const homeDir = mkdtempSync(path.join(os.tmpdir(), 'apogee-role-client-'))
  const logback = path.join(homeDir, 'logback.xml')
  writeFileSync(logback, silentLogbackXml)
  const source = fileURLToPath(new URL('./RoleClient.java', import.meta.url))
  const flags = [
    ...['-Xmx128m', '-XX:TieredStopAtLevel=1', `-Duser.home=${homeDir}`],
    ...[`-Drmq.logback.configurationFile=${logback}`, `-Dlogback.configurationFile=${logback}`],
    '-Drocketmq.client.logUseSlf4j=true',
  ]
  const child = spawn('java', [...flags, '-cp', classPath, source, nameServers.join(';')], {
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors = (errors + text).slice(-4_000)
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const waiting: { resolve: (text: string) => void; reject: (error: Error) => void }[] = []
  const lines = createInterface({ input: child.stdout })
  lines.on('line', (line) => {
    if (line === 'ready') waiting.shift()?.resolve('ready')
    else if (line.startsWith('answer ')) waiting.shift()?.resolve(line.slice('answer '.length))
  })
  void ended.then(() => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`The role client has ended: ${errors}`))
  })
  const next = () => new Promise<string>((resolve, reject) => waiting.push({ resolve, reject }))
  const ask = (words: string[]) => {
    const answer = next()
    child.stdin.write(`${words.join(' ')}\n`)
    return answer
  }
  await next()
  return {
    produce: ({ accessKey, secretKey }, topicName) => ask(['produce', accessKey, secretKey, topicName]),
    consume: ({ accessKey, secretKey }, topicName, groupName) =>
      ask(['consume', accessKey, secretKey, topicName, groupName]),
    async stop() {
      child.kill('SIGKILL')
      await ended
      rmSync(homeDir, { recursive: true, force: true })
    },
  }
}
