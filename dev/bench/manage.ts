import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { commit } from '#dev/bench/fill-groups.ts'
import { type BenchResult, ms, percentile } from '#dev/bench/result.ts'
import { type Demo, startDemo } from '#dev/demo/start-demo.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'

const importedTopics = 1_000
/** Ten topics of fifty queues on each of the two masters: 1,000 queues in all. */
const resetTopics = 10
const queuesPerBroker = 50
const previewTimes = 10

/** Writes to many things at once: production build, two masters, no traffic beside. */
export async function benchManage(): Promise<BenchResult[]> {
  const demo = await startDemo({
    port: 3997,
    dataDir: '.apogee/bench-manage',
    asInProduction: true,
    withTraffic: false,
    report: (line) => console.error(line),
  })
  try {
    return [...(await benchImport(demo)), ...(await benchResetPreview(demo))]
  } finally {
    await demo.stop()
  }
}

async function ask<T>(demo: Demo, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${demo.url}/api/v1/clusters/${demo.clusterId}${path}`, {
    method,
    headers: { authorization: `Bearer ${demo.token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  const answer = await response.json()
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${JSON.stringify(answer)}`)
  return answer as T // what the OpenAPI document says of that path
}

async function runJob(demo: Demo, body: object): Promise<number> {
  const startedAt = performance.now()
  const { jobId } = await ask<{ jobId: string }>(demo, 'POST', '/topics/batch', body)
  for (;;) {
    const job = await ask<{ state: string; done: number; failed: number }>(demo, 'GET', `/jobs/${jobId}`)
    if (job.state === 'DONE') return performance.now() - startedAt
    if (job.state !== 'QUEUED' && job.state !== 'RUNNING') throw new Error(`Job ${jobId} is ${JSON.stringify(job)}`)
    await delay(100)
  }
}

async function benchImport(demo: Demo): Promise<BenchResult[]> {
  const prefix = `bench_${randomBytes(3).toString('hex')}`
  const names = Array.from({ length: importedTopics }, (_, index) => `${prefix}_${index}`)
  const text = ['name,type,queues', ...names.map((name) => `${name},NORMAL,8`)].join('\n')
  const created = await runJob(demo, { action: 'create', format: 'csv', text })
  const scope = { action: 'delete', topicNames: names }
  const { confirm } = await ask<{ confirm: string }>(demo, 'POST', '/topics/batch?dryRun=true', scope)
  const deleted = await runJob(demo, { ...scope, confirm, ratePerSecond: 200 })
  return [
    {
      what: 'import of 1,000 topics on two masters, from the request to its last result',
      figure: ms(created),
      goal: '< 20 s',
      isMet: created < 20_000,
    },
    { what: 'deletion of the same 1,000 topics', figure: ms(deleted), goal: null, isMet: null },
  ]
}

async function benchResetPreview(demo: Demo): Promise<BenchResult[]> {
  const name = `bench_reset_${randomBytes(3).toString('hex')}`
  const topicNames = Array.from({ length: resetTopics }, (_, index) => `${name}_${index}`)
  for (const topicName of topicNames) await ask(demo, 'POST', '/topics', { topicName, type: 'NORMAL', queuesPerBroker })
  await ask(demo, 'POST', '/groups', { groupName: name })
  const admin = new AdminClient({ nameServers: demo.nameServers, credentials: demo.admin })
  const pool = new Pool({ credentials: demo.admin, maxInFlight: 64 })
  try {
    for (const { address } of masterServers(await admin.cluster.get())) {
      const ids = Array.from({ length: queuesPerBroker }, (_, queueId) => String(queueId))
      for (const topic of topicNames) {
        await Promise.all(ids.map((queueId) => commit(pool, address, { consumerGroup: name, topic, queueId })))
      }
    }
  } finally {
    admin.close()
    pool.close()
  }
  const timesMs: number[] = []
  const body = { target: { kind: 'TIME', at: new Date(Date.now() - 3_600_000).toISOString() } }
  for (let i = 0; i < previewTimes; i++) {
    const startedAt = performance.now()
    const preview = await ask<{ queues: unknown[] }>(demo, 'POST', `/groups/${name}/offsets/preview`, body)
    timesMs.push(performance.now() - startedAt)
    if (preview.queues.length !== 2 * resetTopics * queuesPerBroker)
      throw new Error(`It has ${preview.queues.length} queues`)
  }
  const p95 = percentile(timesMs, 0.95)
  return [
    {
      what: 'preview of a reset to a time over 1,000 queues, p50 / p95',
      figure: `${ms(percentile(timesMs, 0.5))} / ${ms(p95)}`,
      goal: '< 2 s',
      isMet: p95 < 2_000,
    },
  ]
}
