import { type Measured, ok } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { readHealthFacts } from '#lib/clusters/health-facts.ts'
import { type RegisteredCertificate, registeredCertificates } from '#lib/clusters/registered-certificates.ts'
import { db } from '#lib/db/db.ts'
import type { Cluster, ResourceMetadata } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { firstFull, forecastDisk } from '#lib/monitoring/forecast-disk.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { largestShare } from '#lib/monitoring/largest-share.ts'
import { type DiskPoint, readDiskHistory } from '#lib/monitoring/read-disk-history.ts'
import type { ClusterSample, GroupSample, TopicSample } from '#lib/monitoring/sample.ts'
import { namesByNamespace } from '#lib/monitoring/sum-namespaces.ts'
import { isRecent, readDifferences } from '#lib/nodes/name-server-agreement.ts'
import { BrokerFacts } from '#lib/nodes/node-facts.ts'
import { differingRoles } from '#lib/roles/compare-roles.ts'
import type { Context } from '#lib/users/context.ts'
import { wholeScope } from '#lib/users/read-scope.ts'
import { heartbeatMs } from '#lib/worker/heartbeat.ts'
import type { RowValue } from './judge.ts'
import type { LoadedRule } from './rule-content.ts'

export interface NodeFacts {
  kind: 'broker' | 'nameServer' | 'proxy' | 'controller'
  address: string
  /** As it announces itself. */
  announcedAddress: string
  version: string | null
  brokerName: string | null
  brokerId: number | null
  isUp: boolean | null
  facts: BrokerFacts
}

/** All that is known of a cluster at one moment, beside its series: what states are read from, and which objects there are. */
export interface ClusterFacts {
  cluster: Pick<
    Cluster,
    'clusterId' | 'name' | 'environment' | 'owner' | 'labels' | 'maintenanceUntil' | 'metricsSource'
  >
  /** Of whoever asked: ends what is read later on. */
  signal: AbortSignal
  now: Date
  registeredAt: Date
  sample: ClusterSample | null
  sampledAt: Date | null
  /** The last sample may still be believed. */
  isSampled: boolean
  nodes: readonly NodeFacts[]
  /** The node check may still be believed. */
  areNodesRead: boolean
  /** Null: not known, or too old. */
  health: string | null
  cves: readonly string[]
  certificates: readonly RegisteredCertificate[]
  limitUsedRatio: RowValue
  limitUsedRatioOf(namespace: string): RowValue
  /** Null: they were not compared lately. */
  nameServerDifferences: number | null
  /** Roles that are not equal on all brokers; null = not known. */
  differingRoles: number | null
  /** Age of the oldest message of the broker that deletes soonest; null where no broker has deleted anything yet. */
  oldestDeletedAgeMs: number | null
  workersGone: number
  deadDeliveries: number
  metadata: ReadonlyMap<string, ResourceMetadata>
  groupOf(groupName: string): GroupSample | undefined
  topicOf(topicName: string): TopicSample | undefined
  isDeclared(kind: 'topic' | 'group', name: string): boolean
  diskFullInDays(brokerName: string | undefined): Measured<number> | undefined
  /** Null: not known. */
  isConsumeOff(groupName: string): boolean | null
}

/** What facts cost more than a small query, and are only read where a rule asks for them. */
export interface WantedFacts {
  diskForecast: boolean
  consumeOff: boolean
}

/** What the metrics of rules are read from. */
export function wantedBy(rules: readonly Pick<LoadedRule, 'conditions' | 'level'>[]): WantedFacts {
  const asks = (metric: string, level?: string) =>
    rules.some(
      (rule) => (level === undefined || rule.level === level) && rule.conditions.some((row) => row.metric === metric),
    )
  return { diskForecast: asks('diskFullInDays', 'broker'), consumeOff: asks('consumeOff') }
}

/** Three periods of the node check. */
const NODES_BELIEVED_MS = 60_000
const FORECAST_MS = 10 * 60_000
const HOUR_MS = 3_600_000
/** A worker that was there so long ago and is not now is missed. */
const WORKER_MISSED_MS = 15 * 60_000

const forecasts = new Map<string, { at: number; history: ReadonlyMap<string, DiskPoint[]> }>()

/** Reads the facts of one cluster. @throws AppError NOT_FOUND */
export async function readClusterFacts(
  ctx: Context,
  clusterId: string,
  now: Date,
  wanted: WantedFacts,
): Promise<ClusterFacts> {
  const row = await db().cluster.findUnique({ where: { clusterId } })
  if (!row || row.removedAt) throw new AppError('NOT_FOUND', `There is no cluster ${clusterId}.`)
  const [sample, nodeRows, health, agreement, roles, limits, metadataRows, deadDeliveries, workersGone, consumeOff] =
    await Promise.all([
      getSample({ clusterId, scope: wholeScope }),
      db().clusterNode.findMany({ where: { clusterId } }),
      db().clusterHealth.findUnique({ where: { clusterId } }),
      db().nameServerAgreement.findUnique({ where: { clusterId } }),
      db().roleComparison.findUnique({ where: { clusterId } }),
      readLimits(clusterId),
      db().resourceMetadata.findMany({ where: { clusterId } }),
      db().noticeDelivery.count({
        where: { clusterId, state: 'DEAD', createdAt: { gte: new Date(now.getTime() - 25 * HOUR_MS) } },
      }),
      countWorkersGone(now),
      wanted.consumeOff ? readConsumeOff(ctx, clusterId) : null,
    ])
  const history = wanted.diskForecast ? await diskHistory(clusterId, now) : null
  const isFresh = (at: Date | null | undefined) => at != null && now.getTime() - at.getTime() <= NODES_BELIEVED_MS
  const areNodesRead = isFresh(health?.checkedAt)
  const nodes = nodeRows.map((node): NodeFacts => {
    const { kind, address, announcedAddress, version, brokerName, brokerId, isUp } = node
    const facts = BrokerFacts.parse(node.facts)
    return { kind: kind as NodeFacts['kind'], address, announcedAddress, version, brokerName, brokerId, isUp, facts } // written by the node check
  })
  const facts = readHealthFacts(health?.facts, now)
  const metadata = new Map(metadataRows.map((each) => [`${each.kind} ${each.name}`, each]))
  const brokerNames = [
    ...new Set(
      nodes
        .filter(({ kind, brokerId }) => kind === 'broker' && brokerId === 0)
        .map(({ brokerName }) => brokerName ?? ''),
    ),
  ]
  const ages = nodes.flatMap(({ brokerId, facts: { hasDeleted, oldestMessageAt } }) =>
    brokerId === 0 && hasDeleted === true && oldestMessageAt !== null
      ? [now.getTime() - Date.parse(oldestMessageAt)]
      : [],
  )
  let names: ReturnType<typeof namesByNamespace> | null = null
  return {
    cluster: row,
    signal: ctx.signal,
    now,
    registeredAt: row.createdAt,
    sample,
    sampledAt: sample?.at ?? null,
    isSampled: sample !== null && now.getTime() - sample.at.getTime() <= 3 * Math.max(60_000, sample.periodMs),
    nodes,
    areNodesRead,
    health: areNodesRead ? (health?.health ?? null) : null,
    cves: facts.cves,
    certificates: registeredCertificates(row),
    limitUsedRatio: largestShare([
      [facts.topics, limits.maxTopics],
      [facts.groups, limits.maxGroups],
    ]),
    limitUsedRatioOf: (namespace) => {
      const of = metadata.get(`namespace ${namespace}`)
      if (!sample || of === undefined) return largestShare([])
      names ??= namesByNamespace(sample)
      return largestShare([
        [ok(names.topics.get(namespace) ?? 0, sample.at), of.maxTopics],
        [ok(names.groups.get(namespace) ?? 0, sample.at), of.maxGroups],
      ])
    },
    nameServerDifferences: agreement && isRecent(agreement, now) ? readDifferences(agreement).length : null,
    differingRoles: differingRoles(roles, now),
    oldestDeletedAgeMs: ages.length > 0 ? Math.min(...ages) : null,
    workersGone,
    deadDeliveries,
    metadata,
    groupOf: (groupName) => sample?.groups.get(groupName),
    topicOf: (topicName) => sample?.topics.get(topicName),
    isDeclared: (kind, name) => metadata.has(`${kind} ${name}`),
    diskFullInDays: (brokerName) => {
      if (!history) return facts.diskFullInDays
      const forecast = (name: string) => forecastDisk(history.get(name) ?? [], now)
      return brokerName === undefined ? firstFull(brokerNames.map(forecast)) : forecast(brokerName)
    },
    isConsumeOff: (groupName) => consumeOff?.get(groupName) ?? (consumeOff ? false : null),
  }
}

async function diskHistory(clusterId: string, now: Date): Promise<ReadonlyMap<string, DiskPoint[]>> {
  const held = forecasts.get(clusterId)
  if (held && now.getTime() - held.at < FORECAST_MS) return held.history
  const history = await readDiskHistory(clusterId, now)
  forecasts.set(clusterId, { at: now.getTime(), history })
  return history
}

/** Workers that were alive a quarter of an hour ago, beyond those that are now. */
async function countWorkersGone(now: Date): Promise<number> {
  const workers = await db().workerProcess.findMany({ select: { startedAt: true, lastSeenAt: true } })
  const aliveAt = (at: number) =>
    workers.filter(
      ({ startedAt, lastSeenAt }) => startedAt.getTime() <= at && lastSeenAt.getTime() >= at - 3 * heartbeatMs,
    ).length
  return Math.max(0, aliveAt(now.getTime() - WORKER_MISSED_MS) - aliveAt(now.getTime()))
}

/** Groups whose consumption is switched off on any broker; null when a broker did not say. */
async function readConsumeOff(ctx: Context, clusterId: string): Promise<ReadonlyMap<string, boolean> | null> {
  try {
    const cluster = await getCluster(ctx, clusterId)
    const { groupConfigs, partial } = await cluster.getGroupInventory({ signal: ctx.signal })
    if (partial.length > 0) return null
    const off = new Map<string, boolean>()
    for (const { configs } of groupConfigs)
      for (const [groupName, { consumeEnable }] of configs) if (!consumeEnable) off.set(groupName, true)
    return off
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}
