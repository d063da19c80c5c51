import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { readHealthFacts } from '#lib/clusters/health-facts.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import type { ExporterNode } from '../exporter/exporters.ts'
import { metricPoints } from '../metric-points.ts'
import { Sampler } from '../sampler.ts'
import type { MetricName } from '../schema.ts'

interface Traffic {
  cluster: LiveCluster
  pool: Pool
  masters: readonly Server[]
  exporters: readonly ExporterNode[]
  topicName: string
  groupName: string
}

/** What one round found of the topic and its group. */
export interface Seen {
  inTps: number | null
  topicOutTps: number | null
  groupOutTps: number | null
  ackTps: number | null
  lag: number | null
  lagTimeMs: number | null
}

export interface WatchedRound {
  /** With the metrics endpoints, and with admin requests alone, at the same time. */
  exporter: Seen
  admin: Seen
  /** By the brokers' own account (28), of the last 10 s. */
  brokersInTps: number
  /** Really sent per second since the round before. */
  sentTps: number
}

/** Sends at a steady rate and samples it, once with metrics endpoints and once without, with the same clock. */
export function watchTraffic({ cluster, pool, masters, exporters, topicName, groupName }: Traffic) {
  const samplers = { exporter: new Sampler(cluster.clusterId), admin: new Sampler(cluster.clusterId) }
  let sent = 0
  let wanted = 0
  let timer: NodeJS.Timeout | undefined
  let before = { at: performance.now(), sent: 0 }
  const send = () => {
    const server = masters[sent % masters.length]
    if (!server) return
    sent += 1
    const message = { topicName, queueId: 0, body: Buffer.from(`message ${sent}`) }
    // One that is refused is missing in what the rounds find, and the test then says so.
    sendMessage(pool, server.address, message).catch(() => {})
  }
  /** As many as the time that has passed asks for: a busy machine sends them a little later, never fewer. */
  const start = (perSecond: number) => {
    const startedAt = performance.now()
    const sentBefore = sent
    timer = setInterval(() => {
      wanted = sentBefore + Math.floor(((performance.now() - startedAt) / 1000) * perSecond)
      while (sent < wanted) send()
    }, 10)
  }
  const stop = () => clearInterval(timer)
  const see = async (kind: keyof typeof samplers): Promise<Seen> => {
    const sampler = samplers[kind]
    await sampler.round(cluster, {
      requestsPerSecond: 900,
      canHaveProxies: true,
      exporters: kind === 'exporter' ? exporters : [],
      signal: new AbortController().signal,
    })
    if (!sampler.pass) throw new Error('nothing was sampled')
    const ofCluster = readHealthFacts(null, new Date())
    const nodes = { brokers: new Map(), nodes: [], ofCluster, limits: null, namespaceLimits: new Map() }
    const points = metricPoints(sampler.pass, nodes)
    const value = (metric: MetricName, scope: 'topic' | 'group') =>
      points.find(
        (point) =>
          point.metric === metric &&
          point.scope === scope &&
          (scope === 'topic' ? point.topicName === topicName : point.groupName === groupName),
      )?.value ?? null
    return {
      inTps: value('inTps', 'topic'),
      topicOutTps: value('outTps', 'topic'),
      groupOutTps: value('outTps', 'group'),
      ackTps: value('ackTps', 'group'),
      lag: value('lag', 'group'),
      lagTimeMs: value('lagTimeMs', 'group'),
    }
  }
  const round = async (): Promise<WatchedRound> => {
    const now = { at: performance.now(), sent }
    const sentTps = (now.sent - before.sent) / ((now.at - before.at) / 1000)
    before = now
    const [exporter, admin, probes] = await Promise.all([
      see('exporter'),
      see('admin'),
      Promise.all(masters.map((server) => cluster.admin.brokers.probe(server))),
    ])
    const brokersInTps = probes.reduce((sum, { runtime }) => sum + Number(runtime.putTps?.split(' ')[0] ?? 0), 0)
    return { exporter, admin, brokersInTps, sentTps }
  }
  return { start, stop, round }
}
