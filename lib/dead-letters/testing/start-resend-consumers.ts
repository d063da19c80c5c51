import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureGrpcClientJars } from '#dev/rocketmq/ensure-jars.ts'
import type { LabCluster } from '#dev/rocketmq/lab-cluster.ts'
import { silentLogbackXml } from '#dev/rocketmq/server-configs.ts'

/** One delivery of a message to a consumer. */
export interface Delivery {
  groupName: string
  topicName: string
  keys: string
  retries: number
  /** `-` when it was not sent again. */
  resendOf: string
}

export interface ResendConsumers {
  delivered(): Delivery[]
  stop(): Promise<void>
}

/**
 * Java push consumers of the cluster's own version, one of each group. Those of `failing` fail on what they get and give it up after one
 * retry.
 *
 * @throws Error with what Java says when they do not start
 */
export function startResendConsumers(
  { nameServers, admin, classPath }: Pick<LabCluster, 'nameServers' | 'admin' | 'classPath'>,
  {
    topicName,
    failing = [],
    working = [],
    isOrdered = false,
  }: { topicName: string; failing?: string[]; working?: string[]; isOrdered?: boolean },
): Promise<ResendConsumers> {
  const args = [nameServers.join(';'), topicName, failing.join(','), working.join(','), String(isOrdered)]
  return startJava('ResendConsumers.java', { classPath, args, admin })
}

/** The same of one group of the gRPC protocol, at a proxy of the cluster; as often as its config allows. */
export async function startGrpcResendConsumer(
  { proxies, admin }: Pick<LabCluster, 'proxies' | 'admin'>,
  { topicName, groupName, fails }: { topicName: string; groupName: string; fails: boolean },
): Promise<ResendConsumers> {
  const [proxy] = proxies
  if (!proxy) throw new Error('The cluster has no proxy.')
  const classPath = await ensureGrpcClientJars()
  return startJava('GrpcResendConsumer.java', {
    classPath,
    args: [proxy.grpc, topicName, groupName, String(fails)],
    admin,
  })
}

async function startJava(
  sourceFile: string,
  { classPath, args, admin }: { classPath: string; args: string[]; admin: LabCluster['admin'] },
): Promise<ResendConsumers> {
  const homeDir = mkdtempSync(path.join(os.tmpdir(), 'apogee-resends-'))
  const logback = path.join(homeDir, 'logback.xml')
  writeFileSync(logback, silentLogbackXml)
  const source = fileURLToPath(new URL(sourceFile, import.meta.url))
  const flags = [
    ...['-Xmx128m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', `-Duser.home=${homeDir}`],
    // 5.x reads the first, 4.9 the second.
    ...[`-Drmq.logback.configurationFile=${logback}`, `-Dlogback.configurationFile=${logback}`],
    '-Drocketmq.client.logUseSlf4j=true',
  ]
  const child = spawn('java', [...flags, '-cp', classPath, source, ...args], {
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
    void ended.then(() => reject(new Error(`The consumers ended:\n${output.slice(-4_000)}`)))
  })
  return {
    delivered: () =>
      [...output.matchAll(/^delivered (\S+) (\S+) (\S+) (\d+) (\S+)$/gm)].map(
        ([, groupName = '', topicName = '', keys = '', retries, resendOf = '']) => ({
          groupName,
          topicName,
          keys,
          retries: Number(retries),
          resendOf,
        }),
      ),
    async stop() {
      child.stdin.end()
      await ended
      rmSync(homeDir, { recursive: true, force: true })
    },
  }
}
