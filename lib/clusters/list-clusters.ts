import type { List, Measured } from '#lib/api/endpoint.ts'
import { db } from '#lib/db/db.ts'
import type { ClusterHealth, ClusterLimits, ClusterNode, Cluster as ClusterRow } from '#lib/db/generated/client.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, reachedClusterIds, requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { isReadOnly } from './get-cluster.ts'
import { readHealthFacts } from './health-facts.ts'
import type { ClusterItem, ClusterSortField, Health, NodeCount } from './schema.ts'
import { seenReasons } from './seen-reasons.ts'
import { seesAlarm } from './sees-alarm.ts'
import { shownHealth } from './shown-health.ts'
import { hasLabels, measuredValue, type SortValue, sortAndPage } from './sort-and-page.ts'
import { clusterMetadata, readOnlyException, removal } from './to-cluster.ts'

export interface ListClustersInput {
  page: number
  pageSize: number
  sort?: string | undefined
  q?: string | undefined
  environment?: string[] | undefined
  health?: Health[] | undefined
  label?: string[] | undefined
  version?: string | undefined
  owner?: string | undefined
  removed?: boolean | undefined
}

/** Worst first: the order of the fleet, and of its health column. */
const severity: Record<Health, number> = {
  ABNORMAL: 0,
  UNREACHABLE: 1,
  WARNING: 2,
  UNKNOWN: 3,
  MAINTENANCE: 4,
  HEALTHY: 5,
}

/**
 * The fleet, as the worker last saw it: no cluster is asked. Without `sort` those in trouble come first, then by name.
 */
export async function listClusters(ctx: Context, input: ListClustersInput): Promise<List<ClusterItem>> {
  requirePermissionSomewhere(ctx, 'cluster:read')
  const visible = reachedClusterIds(ctx, 'cluster:read')
  const rows = await db().cluster.findMany({
    where: {
      removedAt: input.removed ? { not: null } : null,
      ...(visible !== 'all' && { clusterId: { in: [...visible] } }),
    },
    include: {
      health: true,
      nodes: true,
      limits: true,
      // Nobody need act on what recovers.
      alarmInstances: {
        where: { endedAt: null, state: { in: ['FIRING', 'NO_DATA', 'ERROR'] } },
        select: { severity: true, clusterId: true, topicName: true, groupName: true, namespace: true },
      },
    },
  })
  const now = new Date()
  const items = rows
    .map((row) => {
      const alarmInstances = row.alarmInstances.filter((alarm) => seesAlarm(ctx, 'alarm:read', alarm))
      const whole = toItem({ ...row, alarmInstances }, now)
      const item = { ...whole, healthReasons: seenReasons(ctx, row.clusterId, whole.healthReasons) }
      return hasPermission(ctx, 'cluster:read', row.clusterId) ? item : withoutSums(item)
    })
    .filter((item) => matches(item, input))
  items.sort((a, b) => severity[a.health] - severity[b.health] || (a.name < b.name ? -1 : 1))
  return sortAndPage(items, input, (item, field) => sortValue(item, field as ClusterSortField)) // `sort` was parsed with these fields
}

/** Who sees a part of a cluster sees that it is there and how it is, and no number of all of it. */
function withoutSums(item: ClusterItem): ClusterItem {
  const hidden: Measured<never> = { value: null, state: 'na', at: null }
  const { readOnlyException: _, ...seen } = item
  return {
    ...seen,
    topics: hidden,
    groups: hidden,
    inTps: hidden,
    outTps: hidden,
    worstLag: null,
    groupsBehind: hidden,
    worstBehind: null,
    diskUsedRatio: hidden,
    diskFullInDays: hidden,
    oldestMessageAt: hidden,
  }
}

function toItem(
  row: ClusterRow & {
    health: ClusterHealth | null
    nodes: ClusterNode[]
    limits: ClusterLimits | null
    alarmInstances: { severity: string | null }[]
  },
  now: Date,
): ClusterItem {
  const { health, reasons, since, checkedAt } = shownHealth(row.health, row, now)
  const facts = readHealthFacts(row.health?.facts, now)
  const count = (nodes: ClusterNode[], registered = 0): NodeCount => ({
    up: health === 'UNKNOWN' || checkedAt === null ? null : nodes.filter((node) => node.isUp).length,
    known: Math.max(nodes.length, registered),
  })
  const firing = (severity: string) => row.alarmInstances.filter((alarm) => alarm.severity === severity).length
  const ofKind = (kind: string) => row.nodes.filter((node) => node.kind === kind)
  const brokers = ofKind('broker')
  return {
    clusterId: row.clusterId,
    name: row.name,
    environment: row.environment,
    health,
    healthReasons: reasons,
    healthSince: since,
    checkedAt,
    versionLowest: facts.versionLowest,
    versionHighest: facts.versionHighest,
    cves: facts.cves,
    masters: count(brokers.filter(({ brokerId }) => brokerId === 0)),
    slaves: count(brokers.filter(({ brokerId }) => brokerId !== 0)),
    nameServers: count(ofKind('nameServer'), row.nameServers.length),
    proxies: count(ofKind('proxy'), Array.isArray(row.proxies) ? row.proxies.length : 0),
    controllers: count(ofKind('controller'), row.controllers.length),
    topics: facts.topics,
    topicLimit: row.limits?.maxTopics ?? null,
    groups: facts.groups,
    groupLimit: row.limits?.maxGroups ?? null,
    inTps: facts.inTps,
    outTps: facts.outTps,
    worstLag: facts.worstLag,
    groupsBehind: facts.groupsBehind,
    worstBehind: facts.worstBehind,
    diskUsedRatio: facts.diskUsedRatio,
    diskFullInDays: facts.diskFullInDays,
    oldestMessageAt: facts.oldestMessageAt,
    alarms: { critical: firing('CRITICAL'), warning: firing('WARNING'), info: firing('INFO') },
    readOnly: isReadOnly(row, now),
    ...(row.readOnly && !isReadOnly(row, now) && readOnlyException(row)),
    isTlsUnverified: row.tlsEnabled && !row.tlsVerify,
    ...clusterMetadata(row),
    ...removal(row),
  }
}

function matches(item: ClusterItem, { q, environment, health, label, version, owner }: ListClustersInput): boolean {
  if (q && !item.name.toLowerCase().includes(q.toLowerCase()) && item.clusterId !== q) return false
  if (environment && !environment.includes(item.environment)) return false
  if (health && !health.includes(item.health)) return false
  if (version && ![item.versionLowest, item.versionHighest].some((text) => text?.includes(version))) return false
  if (owner && item.owner !== owner) return false
  return hasLabels(item.labels, label)
}

function sortValue(item: ClusterItem, field: ClusterSortField): SortValue {
  switch (field) {
    case 'health':
      return severity[item.health]
    case 'masters':
    case 'slaves':
    case 'nameServers':
    case 'proxies':
    case 'controllers':
      return item[field].up
    case 'topics':
    case 'groups':
    case 'inTps':
    case 'outTps':
    case 'diskUsedRatio':
    case 'diskFullInDays':
    case 'groupsBehind':
      return measuredValue(item[field])
    case 'oldestMessageAt':
      return measuredValue(item.oldestMessageAt)
    case 'worstLag':
      return item.worstLag?.lagTimeMs.value ?? null
    case 'alarms':
      return item.alarms.critical * 1e6 + item.alarms.warning * 1e3 + item.alarms.info
    case 'name':
      return item.name.toLowerCase()
    case 'createdAt':
    case 'removedAt':
      return item[field] ?? null
    default:
      return item[field]
  }
}
