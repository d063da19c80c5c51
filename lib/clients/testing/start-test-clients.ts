import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { silentLogbackXml } from '#dev/rocketmq/server-configs.ts'

export interface ConsumedMessage {
  brokerName: string
  queueId: number
  queueOffset: bigint
  /** As clients show it: the unique id where the message has one. */
  msgId: string
  consumedAt: Date
}

export interface TestClients {
  /** Messages consumed so far, in order. */
  consumed(): ConsumedMessage[]
  /** Shuts the last consumer down, as a program does that ends in order. */
  stopOne(): Promise<void>
  stop(): Promise<void>
}

/**
 * Java push consumers `<host>@<group>-1` … and a producer of the group `<group>_producer`, of the cluster's own version. The
 * producer sends `messages` messages first. The first consumer subscribes to the first of `tags`, the next to the next.
 *
 * @throws Error with what Java says when they do not start
 */
export async function startTestClients(
  { nameServers, admin, classPath }: Pick<LabCluster, 'nameServers' | 'admin' | 'classPath'>,
  {
    group,
    topicName,
    consumers,
    tags = ['*'],
    consumeMs = 0,
    messages = 40,
    failEvery = 0,
    isBlocking = false,
  }: {
    group: string
    /** Of several, separated by commas, the producer sends to the first. */
    topicName: string
    consumers: number
    tags?: string[]
    /** How long a consumer works on each message. */
    consumeMs?: number
    messages?: number
    /** Each n-th message of a queue fails at its first delivery. */
    failEvery?: number
    /** Every listener waits for a lock that nobody gives up. */
    isBlocking?: boolean
  },
): Promise<TestClients> {
  const homeDir = mkdtempSync(path.join(os.tmpdir(), 'apogee-clients-'))
  const logback = path.join(homeDir, 'logback.xml')
  writeFileSync(logback, silentLogbackXml)
  const source = fileURLToPath(new URL('TestClients.java', import.meta.url))
  const flags = [
    ...['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', `-Duser.home=${homeDir}`],
    // 5.x reads the first, 4.9 the second.
    ...[`-Drmq.logback.configurationFile=${logback}`, `-Dlogback.configurationFile=${logback}`],
    '-Drocketmq.client.logUseSlf4j=true',
  ]
  const child = spawn(
    'java',
    [
      ...[...flags, '-cp', classPath, source, nameServers.join(';'), group, topicName],
      ...[
        String(consumers),
        tags.join(','),
        String(consumeMs),
        String(messages),
        String(failEvery),
        String(isBlocking),
      ],
    ],
    {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...(admin && { TEST_ACCESS_KEY: admin.accessKey, TEST_SECRET_KEY: admin.secretKey }),
      },
    },
  )
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let output = ''
  let consumed = ''
  let wake = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      consumed += text
      wake()
    })
  }
  child.stdin.on('error', () => {}) // its end is told by `close`
  const said = (word: string) =>
    new Promise<void>((resolve, reject) => {
      wake = () => {
        if (output.includes(word)) resolve()
      }
      void ended.then(() => reject(new Error(`The test clients ended:\n${output.slice(-4_000)}`)))
      wake()
    })
  const stop = async () => {
    child.stdin.end()
    await ended
    rmSync(homeDir, { recursive: true, force: true })
  }
  await said('ready')
  return {
    stop,
    consumed: () =>
      [...consumed.matchAll(/^consumed (\S+) (\d+) (\d+) (\S+) (\d+)$/gm)].map(
        ([, brokerName = '', queueId, queueOffset = '0', msgId = '', consumedAt]) => ({
          brokerName,
          queueId: Number(queueId),
          queueOffset: BigInt(queueOffset),
          msgId,
          consumedAt: new Date(Number(consumedAt)),
        }),
      ),
    async stopOne() {
      output = ''
      child.stdin.write('\n')
      await said('stopped')
    },
  }
}
