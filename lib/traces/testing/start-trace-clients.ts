import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { silentLogbackXml } from '#dev/rocketmq/server-configs.ts'

export interface TraceClients {
  /** Unique ids of the messages that were sent. */
  ids: Record<'traced' | 'other' | 'transaction', string>
  stop(): Promise<void>
}

/**
 * Java clients that trace, of the cluster's own version; see `TraceClients.java`.
 *
 * @throws Error with what Java says when they do not start
 */
export async function startTraceClients(
  { nameServers, admin, classPath }: Pick<LabCluster, 'nameServers' | 'admin' | 'classPath'>,
  given: { run: string; topicName: string; otherTraceTopic: string; transactionTopic: string },
): Promise<TraceClients> {
  const homeDir = mkdtempSync(path.join(os.tmpdir(), 'apogee-clients-'))
  const logback = path.join(homeDir, 'logback.xml')
  writeFileSync(logback, silentLogbackXml)
  const source = fileURLToPath(new URL('TraceClients.java', import.meta.url))
  const child = spawn(
    'java',
    [
      ...['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', `-Duser.home=${homeDir}`],
      // 5.x reads the first, 4.9 the second.
      ...[`-Drmq.logback.configurationFile=${logback}`, `-Dlogback.configurationFile=${logback}`],
      ...['-Drocketmq.client.logUseSlf4j=true', '-cp', classPath, source, nameServers.join(';')],
      ...[given.run, given.topicName, given.otherTraceTopic, given.transactionTopic],
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
  child.stdin.on('error', () => {}) // its end is told by `close`
  await new Promise<void>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (output.includes('ready')) resolve()
      })
    }
    void ended.then(() => reject(new Error(`The clients ended:\n${output.slice(-4_000)}`)))
  })
  const idOf = (kind: string) => new RegExp(`^${kind} (\\w+)$`, 'm').exec(output)?.[1] ?? ''
  return {
    ids: { traced: idOf('traced'), other: idOf('other'), transaction: idOf('transaction') },
    async stop() {
      child.stdin.end()
      await ended
      rmSync(homeDir, { recursive: true, force: true })
    },
  }
}
