import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureGrpcClientJars } from '#dev/rocketmq/ensure-jars.ts'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'

export interface FailingConsumers {
  /** Milliseconds between one delivery of the message to a group and the next, so far. */
  waitsMs(groupName: string): number[]
  stop(): Promise<void>
}

/**
 * Java push consumers of the gRPC protocol at the cluster's proxy, one of each group, that fail to consume a message that is sent
 * when all of them run.
 *
 * @throws Error with what Java says when they do not start
 */
export async function startFailingConsumers(
  { proxies, admin }: Pick<LabCluster, 'proxies' | 'admin'>,
  { topicName, groupNames }: { topicName: string; groupNames: readonly string[] },
): Promise<FailingConsumers> {
  const [proxy] = proxies
  if (!proxy) throw new Error('The cluster has no proxy.')
  const classPath = await ensureGrpcClientJars()
  const homeDir = mkdtempSync(path.join(os.tmpdir(), 'apogee-grpc-'))
  const source = fileURLToPath(new URL('FailingConsumers.java', import.meta.url))
  const flags = ['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', `-Duser.home=${homeDir}`]
  const child = spawn('java', [...flags, '-cp', classPath, source, proxy.grpc, topicName, groupNames.join(',')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...(admin && { TEST_ACCESS_KEY: admin.accessKey, TEST_SECRET_KEY: admin.secretKey }),
    },
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let output = ''
  let wake = () => {}
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
      wake()
    })
  }
  child.stdin.on('error', () => {}) // its end is told by `close`
  await new Promise<void>((resolve, reject) => {
    wake = () => {
      if (/^ready$/m.test(output)) resolve()
    }
    void ended.then(() => reject(new Error(`The failing consumers ended:\n${output.slice(-4_000)}`)))
  })
  return {
    waitsMs(groupName) {
      const times = [...output.matchAll(/^delivered (\S+) (\d+) (\d+)$/gm)]
        .filter(([, group]) => group === groupName)
        .map(([, , , at]) => Number(at))
      return times.slice(1).map((at, index) => at - (times[index] ?? at))
    },
    async stop() {
      child.stdin.end()
      await ended
      rmSync(homeDir, { recursive: true, force: true })
    },
  }
}
