import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { connectClients } from '#dev/bench/connect-clients.ts'
import { commit, fillGroups } from '#dev/bench/fill-groups.ts'
import { get, sample } from '#dev/bench/get.ts'
import { benchMessages, prepareMessages } from '#dev/bench/messages.ts'
import { type BenchResult, ms, percentile, timeMs } from '#dev/bench/result.ts'
import { benchSampler } from '#dev/bench/sampler.ts'
import { type Demo, startDemo } from '#dev/demo/start-demo.ts'
import { groupCount, scaleName, topicCount } from '#dev/traffic/scale.ts'
import { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'

const dataDir = '.apogee/bench'

/** Resident memory of a process in MB, from the kernel. */
export function residentMb(pid: number): number {
  const pages = Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1])
  return (pages * 4096) / 1024 / 1024
}

/** The console on 10,000 topics and 100,000 messages in 16 queues: production build, warm, one request at a time. */
export async function benchConsole(): Promise<BenchResult[]> {
  const demo = await startDemo({
    port: 3997,
    dataDir,
    asInProduction: true,
    withScale: true,
    withTraffic: false,
    report: (line) => console.error(line),
  })
  try {
    await prepare(demo)
    return [
      ...(await benchStart(demo)),
      ...(await benchTopics(demo)),
      ...(await benchMessages(demo)),
      ...(await benchGroups(demo)),
      ...(await benchSearch(demo)),
      ...(await benchClients(demo)),
      ...(await benchSampler(demo)),
    ]
  } finally {
    await demo.stop()
  }
}

async function prepare(demo: Demo): Promise<void> {
  const admin = new AdminClient({ nameServers: demo.nameServers, credentials: demo.admin })
  try {
    const masters = masterServers(await admin.cluster.get())
    await fillGroups(demo, masters)
    await prepareMessages(demo, masters)
  } finally {
    admin.close()
  }
}

async function benchStart(demo: Demo): Promise<BenchResult[]> {
  const firstMs = (await get(demo, '/topics?pageSize=50')).timeMs
  const rss = ['web', 'worker'].reduce((sum, name) => sum + residentMb(demo.pids[name] ?? 0), 0)
  return [
    {
      what: 'topic page of 50 as the first request after the start',
      figure: ms(firstMs),
      goal: '< 1 s',
      isMet: firstMs < 1_000,
    },
    {
      what: 'resident memory of web and worker',
      figure: `${Math.round(rss)} MB`,
      goal: '< 450 MB',
      isMet: rss < 450,
      peer: '590 MB',
    },
  ]
}

async function benchTopics(demo: Demo): Promise<BenchResult[]> {
  const results: BenchResult[] = []
  for (const [what, path] of [
    ['topic page of 50 of 10,000', '/topics?pageSize=50&page=3'],
    ['topic page, filtered by a fragment, sorted by type', '/topics?pageSize=50&q=_00&sort=-type'],
  ] as const) {
    const times = await sample(demo, path)
    const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)]
    results.push({
      what: `${what}, p50 / p95`,
      figure: `${ms(p50)} / ${ms(p95)}`,
      goal: '< 60 ms / < 150 ms',
      isMet: p50 < 60 && p95 < 150,
      peer: '883 ms (whole list)',
    })
  }
  return results
}

/** The sampler needs one pass before there are numbers to sort by. */
async function untilSampled(demo: Demo): Promise<void> {
  for (;;) {
    const { body } = await get(demo, '/groups?pageSize=1&sort=-lag')
    const [first] = body.items as { lag: { value: string | null } }[]
    if (first?.lag.value) return
    await delay(1_000)
  }
}

async function benchGroups(demo: Demo): Promise<BenchResult[]> {
  await untilSampled(demo)
  const page = await get(demo, '/groups?pageSize=1&sort=-lag')
  const [group] = page.body.items as { groupName: string }[]
  const groupPath = `/groups/${encodeURIComponent(group?.groupName ?? '')}`
  const results: BenchResult[] = []
  for (const [what, path, goalP50, goalP95, peer] of [
    [
      'group page of 50 of 5,000, sorted by lag time',
      '/groups?pageSize=50&sort=-lagTimeMs',
      60,
      150,
      '13 ms, from a list that is never refreshed',
    ],
    ['topic page of 50, sorted by worst lag', '/topics?pageSize=50&sort=-worstLag', 60, 150, undefined],
    ['one group', groupPath, 60, 150, undefined],
    ['overview of the cluster', '/overview', 150, 300, '59 ms, without lag'],
  ] as const) {
    const times = await sample(demo, path, { count: 60 })
    const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)]
    results.push({
      what: `${what}, p50 / p95`,
      figure: `${ms(p50)} / ${ms(p95)}`,
      goal: `< ${goalP50} ms / < ${goalP95} ms`,
      isMet: p50 < goalP50 && p95 < goalP95,
      ...(peer && { peer }),
    })
  }
  return results
}

/** The palette: a middle fragment over all names of 10,000 topics, 5,000 groups and their clients. And every row as a file. */
async function benchSearch(demo: Demo): Promise<BenchResult[]> {
  const times = await sample(demo, '/api/v1/search?q=_0042', { count: 60 })
  const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)]
  const startedAt = performance.now()
  const response = await fetch(`${demo.url}/api/v1/clusters/${demo.clusterId}/topics?format=csv`, {
    headers: { authorization: `Bearer ${demo.token}` },
  })
  const rows = (await response.text()).split('\r\n').length - 2
  const exportMs = performance.now() - startedAt
  return [
    {
      what: 'search of all names by a middle fragment, p50 / p95',
      figure: `${ms(p50)} / ${ms(p95)}`,
      goal: '< 200 ms',
      isMet: p95 < 200,
    },
    {
      what: `CSV of all ${rows} topics`,
      figure: ms(exportMs),
      goal: '< 5 s',
      isMet: exportMs < 5_000 && rows >= topicCount,
    },
  ]
}

/** A group that 200 clients serve: its page, its list of clients, and its queues with the owner that each client names. */
async function benchClients(demo: Demo): Promise<BenchResult[]> {
  const [groupName, topicName] = [scaleName('group', 7), scaleName('topic', 7)]
  // The other topic that it committed in: one that nobody subscribes to any more would cost the commits of all groups.
  const otherName = scaleName('topic', (7 + groupCount) % topicCount)
  const path = `/groups/${encodeURIComponent(groupName)}`
  const admin = new AdminClient({ nameServers: demo.nameServers, credentials: demo.admin })
  const masters = masterServers(await admin.cluster.get())
  admin.close()
  // Clients that run have consumed something: with 0 committed the console would have to look whether that is a commit at all.
  const pool = new Pool({ credentials: demo.admin })
  for (const { address } of masters) {
    await commit(pool, address, { consumerGroup: groupName, topic: topicName, queueId: '7' }, '1')
  }
  pool.close()
  const disconnect = await connectClients(demo, masters, {
    groupName,
    topicNames: [topicName, otherName],
    count: 200,
    queuesPerBroker: 8,
  })
  try {
    while ((await get(demo, `${path}/clients?pageSize=1`)).body.total !== 200) await delay(1_000)
    const results: BenchResult[] = []
    for (const [what, part] of [
      ['group with 200 clients', ''],
      ['its clients, 50 a page', '/clients?pageSize=50'],
      ['its queues, asked now, with their owners', '/progress'],
    ] as const) {
      const times = await sample(demo, path + part, { count: 20, pauseMs: 1_000 })
      const [p50, p95] = [percentile(times, 0.5), percentile(times, 0.95)]
      const figure = `${ms(p50)} / ${ms(p95)}`
      results.push({ what: `${what}, p50 / p95`, figure, goal: '< 300 ms', isMet: p95 < 300 })
    }
    return results
  } finally {
    disconnect()
  }
}

/** `npm start` on an existing, migrated database and a finished build, until the first page answers. */
export async function benchStartTime(): Promise<BenchResult[]> {
  const { startConsole } = await import('#dev/demo/start-console.ts')
  let running: Awaited<ReturnType<typeof startConsole>> | undefined
  try {
    const startMs = await timeMs(async () => {
      running = await startConsole({ port: 3996, dataDir })
      await fetch(`${running.url}/api/readyz`)
    })
    return [
      {
        what: 'start until the console answers, migrated and built',
        figure: ms(startMs),
        goal: '< 3 s',
        isMet: startMs < 3_000,
        peer: '24 s',
      },
    ]
  } finally {
    await running?.stop()
  }
}
