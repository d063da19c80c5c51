import { findRegistration } from '#lib/clusters/find-registration.ts'
import { MetricsSource, ProxyNode } from '#lib/clusters/schema.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { wholeScope } from '#lib/users/read-scope.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { exporterKeys, exporterOffKeys } from './catalogue.ts'
import { getRetention } from './get-retention.ts'
import { getSample } from './get-sample.ts'
import { readStoreSize } from './read-store-size.ts'
import type { ClusterSample } from './sample.ts'
import { readCost, type SamplerCost } from './sampler-cost.ts'
import { readSettings, type SamplerSettings } from './sampler-settings.ts'
import { type Sampler, type SamplerServer, sampleAgeBounds } from './schema.ts'

const NAMES_SHOWN = 20

/** How a cluster is sampled and what that costs, as the worker wrote it down after its last round. Asks no server. */
export async function getSampler(ctx: Context, { clusterId }: { clusterId: string }): Promise<Sampler> {
  requirePermission(ctx, 'monitoring:read', clusterId)
  const row = await findRegistration(clusterId)
  const [settings, cost, sample, retention, store, nodes] = await Promise.all([
    readSettings(clusterId),
    readCost(clusterId),
    getSample({ clusterId, scope: wholeScope }),
    getRetention(ctx, { clusterId }),
    readStoreSize(clusterId),
    db().clusterNode.findMany({ where: { clusterId }, select: { kind: true, address: true, brokerName: true } }),
  ])
  const source = MetricsSource.safeParse(row.metricsSource).data?.kind ?? 'none'
  const exporters = (cost?.exporters ?? []).map(({ readAt, ...rest }) => ({
    ...rest,
    readAt: readAt === null ? null : new Date(readAt),
  }))
  const isMissing = exporters.some(
    ({ kind, state }) => kind === 'broker' && state !== 'READ' && state !== 'NOT_SUPPORTED',
  )
  return {
    clusterId,
    paused: settings.isPaused,
    periodSeconds: settings.periodSeconds,
    effectivePeriodSeconds: settings.periodSeconds ?? Math.round((cost?.periodMs ?? sample?.periodMs ?? 15_000) / 1000),
    retention,
    source,
    sampledAt: sample?.at ?? null,
    roundMs: cost?.roundMs ?? null,
    offsetsMs: cost?.offsetsMs ?? null,
    windowSeconds: cost?.figures[0]?.windowSeconds ?? null,
    servers: (cost?.figures ?? [])
      .map((figures) => toServer(figures, nodes, cost?.budgetPerSecond ?? null))
      .sort((a, b) => b.requestsPerSecond - a.requestsPerSecond),
    exporters,
    ages: agesOf(sample),
    store: store && {
      bytes: store.bytes,
      rowsPerDay: store.rowsPerDay,
      bytesPerDay: store.bytesPerDay,
      forecastBytes: store.forecastBytes,
      series: store.series,
      maxSeries: store.maxSeries,
      droppedSeries: store.droppedSeries,
    },
    skipped: skippedOf(settings, cost, sample, store?.droppedSeries ?? 0, ProxyNode.array().parse(row.proxies).length),
    exporterKeys: isMissing ? [...(source === 'exporter' ? exporterKeys : exporterOffKeys)] : [],
  }
}

function toServer(
  figures: SamplerCost['figures'][number],
  nodes: readonly { kind: string; address: string; brokerName: string | null }[],
  budget: number | null,
): SamplerServer {
  const { address, windowSeconds, requests, bytes, p95Ms, errors, peakRequests, isSlowed } = figures
  const node = nodes.find((each) => each.address === address)
  const kind = (['broker', 'nameServer', 'proxy', 'controller'] as const).find((each) => each === node?.kind) ?? 'other'
  const requestsPerSecond = requests / windowSeconds
  const budgetPerSecond = kind === 'broker' ? budget : null
  return {
    address,
    kind,
    brokerName: node?.brokerName ?? null,
    requestsPerSecond,
    peakRequestsPerSecond: peakRequests,
    bytesPerSecond: bytes / windowSeconds,
    p95Ms,
    errors,
    budgetPerSecond,
    budgetUsedRatio: budgetPerSecond ? requestsPerSecond / budgetPerSecond : null,
    isSlowed,
  }
}

function agesOf(sample: ClusterSample | null): Sampler['ages'] {
  const now = Date.now()
  const count = (times: Iterable<Date | null>) => {
    const counts = [...sampleAgeBounds, Number.POSITIVE_INFINITY].map(() => 0)
    let never = 0
    for (const at of times) {
      if (at === null) {
        never += 1
        continue
      }
      const seconds = (now - at.getTime()) / 1000
      const place = sampleAgeBounds.findIndex((bound) => seconds <= bound)
      const index = place < 0 ? counts.length - 1 : place
      counts[index] = (counts[index] ?? 0) + 1
    }
    return { counts, never }
  }
  const groups = [...(sample?.groups.values() ?? [])]
  return {
    boundsSeconds: [...sampleAgeBounds],
    topics: count([...(sample?.topics.values() ?? [])].map(({ retained }) => retained.at)),
    groups: count(groups.map(({ lag }) => lag.at)),
    clients: count(groups.map(({ clients }) => clients.at)),
  }
}

function skippedOf(
  settings: SamplerSettings,
  cost: SamplerCost | null,
  sample: ClusterSample | null,
  droppedSeries: number,
  proxies: number,
): Sampler['skipped'] {
  const skipped: Sampler['skipped'] = []
  const add = (what: Sampler['skipped'][number]['what'], names: readonly string[], count = names.length, every = 0) => {
    if (count > 0) skipped.push({ what, count, names: names.slice(0, NAMES_SHOWN), everySeconds: every || null })
  }
  add('PAUSED', [], settings.isPaused ? 1 : 0)
  add(
    'SERVER_SILENT',
    (sample?.partial ?? []).map(({ brokerName, address }) => brokerName ?? address),
  )
  add(
    'SERVER_SLOWED',
    (cost?.figures ?? []).filter(({ isSlowed }) => isSlowed).map(({ address }) => address),
  )
  const exporters = cost?.exporters ?? []
  const inState = (...states: string[]) =>
    exporters.filter(({ state }) => states.includes(state)).map(({ name }) => name)
  add('EXPORTER_OFF', inState('OFF'))
  add('EXPORTER_FAILED', inState('FAILED', 'REFUSED'))
  const groups = sample?.groups.size ?? 0
  if (cost?.groupsPerRound && groups > cost.groupsPerRound) {
    const rounds = Math.ceil(groups / cost.groupsPerRound)
    add('GROUPS_IN_TURNS', [], groups, Math.round((rounds * cost.periodMs) / 1000))
  }
  const withoutProxy = [...(sample?.groups.values() ?? [])].filter(({ clients }) => clients.reason === 'NO_PROXY')
  add(
    'NO_PROXY',
    withoutProxy.map(({ groupName }) => groupName),
    proxies === 0 ? withoutProxy.length : 0,
  )
  add('SERIES_DROPPED', [], droppedSeries)
  return skipped
}
