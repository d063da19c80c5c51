import { getCluster, type LiveCluster, rpcFigures } from '#lib/clusters/get-cluster.ts'
import { env } from '#lib/env.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { HeldLease } from '#lib/worker/lease.ts'
import { PER_ROUND } from './ask-groups.ts'
import { canHaveProxies } from './can-have-proxies.ts'
import { storeExported } from './exported-metrics.ts'
import { exporterNodes } from './exporter-nodes.ts'
import { holdSample } from './get-sample.ts'
import { metricPoints } from './metric-points.ts'
import { MinutePoints } from './minute-points.ts'
import { NodeReader } from './node-numbers.ts'
import { readMemory, storeSample } from './sample-store.ts'
import { Sampler } from './sampler.ts'
import { storeCost } from './sampler-cost.ts'
import { readSettings } from './sampler-settings.ts'
import { forgetStored, storePoints } from './store-metrics.ts'
import { urgentGroups } from './urgent-groups.ts'

interface RunningSampler {
  sampler: Sampler
  nodes: NodeReader
  minute: MinutePoints
  /** Minutes since the epoch. */
  storedMinute: number
  /** Of the lease under which it began: another worker may have sampled since. */
  fencingToken: bigint
  lastRoundAt: number
}

/** One per cluster that this worker holds. */
const running = new Map<string, RunningSampler>()

const MINUTE_MS = 60_000
/** A run that comes a little early is still the next round. */
const EARLY_MS = 3_000

/**
 * Task of the worker, every 15 s and cluster: one round of sampling where it is due, which is every 15 s for small clusters and
 * every 60 s for large ones. Stores the sample for pages, and once a minute the series for charts.
 */
export async function sampleCluster(
  ctx: Context,
  { clusterId, now, lease }: { clusterId: string; now: Date; lease?: HeldLease },
): Promise<void> {
  requirePermission(ctx, 'monitoring:read', clusterId)
  const settings = await readSettings(clusterId)
  if (settings.isPaused) return
  const entry = await samplerOf(clusterId, lease?.fencingToken ?? 0n)
  entry.sampler.wantedPeriodMs = settings.periodSeconds === null ? null : settings.periodSeconds * 1000
  if (now.getTime() - entry.lastRoundAt < entry.sampler.periodMs - EARLY_MS) return
  entry.lastRoundAt = now.getTime()
  const cluster = await getCluster(ctx, clusterId)
  const sample = await entry.sampler.round(cluster, {
    requestsPerSecond: cluster.requestsPerSecondPerBroker,
    canHaveProxies: await canHaveProxies(clusterId),
    exporters: await exporterNodes(clusterId),
    urgentGroups: await urgentGroups(clusterId),
    signal: ctx.signal,
  })
  if (!sample) return
  await storeSample(sample, entry.sampler.memory, lease)
  holdSample(sample)
  await noteCost(cluster, entry.sampler, now)
  const { pass } = entry.sampler
  if (!pass) return
  entry.minute.add(metricPoints(pass, await entry.nodes.read(clusterId, sample.at)))
  const minute = Math.floor(sample.at.getTime() / MINUTE_MS)
  if (minute === entry.storedMinute) return
  entry.storedMinute = minute
  const points = entry.minute.take()
  await storePoints(sample, points)
  const exported = env().APOGEE_METRICS_ROCKETMQ_SERIES
  if (exported > 0) await storeExported(clusterId, sample.at, points, exported)
}

async function noteCost(cluster: LiveCluster, sampler: Sampler, now: Date): Promise<void> {
  const { clusterId } = cluster
  await storeCost(clusterId, {
    at: now.toISOString(),
    roundMs: sampler.cost.durationMs,
    offsetsMs: sampler.cost.offsetsMs,
    periodMs: sampler.periodMs,
    budgetPerSecond: cluster.requestsPerSecondPerBroker,
    figures: rpcFigures(clusterId).map((figures) => ({ ...figures, isSlowed: sampler.isSlowed(figures.address) })),
    exporters: sampler.exporterStatuses.map(({ readAt, ...status }) => ({
      ...status,
      readAt: readAt?.toISOString() ?? null,
    })),
    groupsPerRound: PER_ROUND,
  })
}

async function samplerOf(clusterId: string, fencingToken: bigint): Promise<RunningSampler> {
  const known = running.get(clusterId)
  if (known?.fencingToken === fencingToken) return known
  const sampler = new Sampler(clusterId, await readMemory(clusterId))
  forgetStored(clusterId)
  const entry = {
    sampler,
    nodes: new NodeReader(),
    minute: new MinutePoints(),
    storedMinute: 0,
    fencingToken,
    lastRoundAt: 0,
  }
  running.set(clusterId, entry)
  return entry
}
