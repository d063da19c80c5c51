import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import type { GroupInventory } from '#lib/clusters/group-inventory.ts'
import { readHealthFacts } from '#lib/clusters/health-facts.ts'
import { registeredCertificates } from '#lib/clusters/registered-certificates.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { type GroupEntry, groupEntries } from '#lib/groups/group-entries.ts'
import { joinPartial } from '#lib/groups/join-partial.ts'
import { joinMeasured, sumOf } from '#lib/monitoring/combine.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { newestOfBrokers } from '#lib/monitoring/newest-of-brokers.ts'
import { newestValue } from '#lib/monitoring/newest-value.ts'
import { queryMetrics } from '#lib/monitoring/query-metrics.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import { sinceWhen } from '#lib/monitoring/since-when.ts'
import { getClusterSwitches } from '#lib/nodes/get-cluster-switches.ts'
import { getHealth } from '#lib/nodes/get-health.ts'
import { listBrokers } from '#lib/nodes/list-brokers.ts'
import type { Broker } from '#lib/nodes/schema.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, hasPermissionIn, requirePermissionIn } from '#lib/users/require-permission.ts'
import { countTimingMessages } from './count-timing-messages.ts'
import { findProblems } from './find-problems.ts'
import { findRisks } from './find-risks.ts'
import { listChanges } from './list-changes.ts'
import type { Overview, Problem } from './schema.ts'

/** How far back the beginning of a problem is looked for. */
const SINCE_MS = 6 * 3_600_000
/** A group less behind than this is not behind: the same as in its state. */
const BEHIND_MS = 60_000
const BEHIND_SHOWN = 5

/**
 * What is wrong in a cluster, since when, and what is about to be: out of the last node check, the last sample and the history of
 * the few groups that are named. Of the brokers only their settings and timers are asked, once each; one that hangs costs one
 * deadline and is named. Who sees a part of the cluster gets the lists and sums of that part, and none of what is of all of it.
 */
export async function getOverview(ctx: Context, { clusterId }: { clusterId: string }): Promise<Overview> {
  requirePermissionIn(ctx, 'cluster:read', clusterId)
  const now = new Date()
  const cluster = await getCluster(ctx, clusterId)
  const seesCluster = hasPermission(ctx, 'cluster:read', clusterId)
  const seesNodes = seesCluster && hasPermission(ctx, 'node:read', clusterId)
  const [health, registration, stored, brokers, sample, inventory, settings, timing, limits, halfMessages] =
    await Promise.all([
      getHealth(ctx, { clusterId }),
      seesCluster ? db().cluster.findUnique({ where: { clusterId } }) : null,
      seesCluster ? db().clusterHealth.findUnique({ where: { clusterId } }) : null,
      seesNodes ? listBrokers(ctx, { clusterId, page: 1, pageSize: 500 }) : { items: [] },
      getSample(cluster),
      unlessSilent(cluster.getGroupInventory({ signal: ctx.signal })),
      seesCluster ? getClusterSwitches(ctx, { clusterId }) : { switches: [], partial: [] },
      seesCluster ? unlessSilent(countTimingMessages(cluster, ctx.signal)) : { count: notSeen, partial: [] },
      readLimits(clusterId),
      seesCluster ? newestValue({ clusterId, metric: 'halfMessages' }) : notSeen,
    ])
  const facts = seesCluster ? readHealthFacts(stored?.facts, now) : noFacts
  const entries = [...groupEntries(inventory ?? nothingRead, sample).values()]
  const groups = entries.filter(({ item }) => !item.isSystem)
  const partial = joinPartial(
    inventory?.partial ?? [],
    sample?.partial ?? [],
    settings.partial ?? [],
    timing?.partial ?? [],
  )
  const problems = await withSince(
    ctx,
    clusterId,
    findProblems({
      reasons: health.healthReasons,
      healthSince: health.healthSince,
      groups,
      brokers: brokers.items,
      sample,
      silent: partial.map(({ address, brokerName }) => brokerName ?? address),
      now,
    }),
  )
  const masters = brokers.items.filter(({ role }) => role === 'MASTER')
  return {
    isWhole: seesNodes && cluster.scope.isWhole,
    health: health.health,
    healthSince: health.healthSince,
    checkedAt: health.checkedAt,
    sampledAt: sample?.at ?? null,
    versionLowest: facts.versionLowest,
    versionHighest: facts.versionHighest,
    problems,
    inTps: facts.inTps,
    outTps: facts.outTps,
    lag: sumGroups(groups, sample, ({ item }) => item.lag),
    oldestLagMs: oldestLag(groups, sample),
    brokers: seesNodes ? countBrokers(brokers.items) : { up: null, known: 0 },
    diskUsedRatio: facts.diskUsedRatio,
    diskFullInDays: facts.diskFullInDays,
    oldestMessageAt: facts.oldestMessageAt,
    ...(seesNodes ? dayTotals(masters) : noDayTotals),
    topics: facts.topics,
    topicLimit: limits.maxTopics,
    groups: countGroups(inventory, groups),
    groupLimit: limits.maxGroups,
    consumerClients: consumerClients(groups, sample),
    producerClients: !seesCluster ? notSeen : sample ? ok(sample.producers.length, sample.at) : unknown('NOT_SAMPLED'),
    deadLetters: sumGroups(groups, sample, ({ item }) => item.deadLetters),
    newDeadLetters24h: sumGroups(groups, sample, ({ item }) => item.newDeadLetters24h),
    halfMessages,
    timingMessages: timing?.count ?? unknown('NO_ANSWER'),
    behind: worstGroups(groups),
    risks: findRisks({
      brokers: brokers.items,
      diskFullInDays: await newestOfBrokers(
        { clusterId, metric: 'diskFullInDays', brokerNames: masters.map(({ brokerName }) => brokerName) },
        now,
      ),
      certificates: registration ? registeredCertificates(registration) : [],
      groups,
      oldestMessageAt: facts.oldestMessageAt,
      now,
    }),
    changes: await listChanges(ctx, clusterId, brokers.items, now),
    switches: settings.switches,
    ...(partial.length > 0 && { partial }),
  }
}

/** Of the whole cluster, for who sees a part of it. */
const notSeen: Measured<never> = { value: null, state: 'na', at: null }
const noFacts = {
  versionLowest: null,
  versionHighest: null,
  topics: notSeen,
  inTps: notSeen,
  outTps: notSeen,
  diskUsedRatio: notSeen,
  diskFullInDays: notSeen,
  oldestMessageAt: notSeen,
}
const noDayTotals = { putToday: notSeen, putYesterday: notSeen, getToday: notSeen, getYesterday: notSeen }

/** No name server answers and none ever did: groups are those of the sample. */
const nothingRead: GroupInventory = {
  at: new Date(0),
  readAt: new Map(),
  info: { clusterNames: [], brokers: [] },
  groupConfigs: [],
  partial: [{ address: '', code: 'CLUSTER_UNREACHABLE', detail: '' }],
  failure: null,
}

/** No name server answers: what is stored is shown all the same. */
async function unlessSilent<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** Since when the named groups have been behind, by stored samples. */
async function withSince(ctx: Context, clusterId: string, problems: Problem[]): Promise<Problem[]> {
  const names = new Set(problems.flatMap(({ object, lag }) => (object?.kind === 'group' && lag ? [object.name] : [])))
  if (names.size === 0 || !hasPermissionIn(ctx, 'monitoring:read', clusterId)) return problems
  const to = new Date()
  const { series } = await queryMetrics(ctx, {
    clusterId,
    metric: 'lagTimeMs',
    scope: 'group',
    objects: [...names].map((groupName) => ({ groupName })),
    from: new Date(to.getTime() - SINCE_MS),
    to,
    stepSeconds: 60,
  })
  const byGroup = new Map(series.map(({ labels, points }) => [labels.groupName, points]))
  return problems.map((problem) => {
    const points = problem.lag && byGroup.get(problem.object?.name)
    const since = points && sinceWhen(points, (ageMs) => ageMs >= BEHIND_MS)
    return since ? { ...problem, since: since.at, isSinceAtLeast: since.isAtLeast } : problem
  })
}

function sumGroups(
  groups: readonly GroupEntry[],
  sample: ClusterSample | null,
  pick: (entry: GroupEntry) => Measured<bigint>,
): Measured<bigint> {
  if (!sample) return unknown('NOT_SAMPLED')
  const values = groups.filter((entry) => entry.sample).map(pick)
  const applying = values.filter(({ state }) => state !== 'na')
  return applying.length === 0 ? ok(0n, sample.at) : joinMeasured(applying, sumOf)
}

function oldestLag(groups: readonly GroupEntry[], sample: ClusterSample | null): Measured<number> {
  if (!sample) return unknown('NOT_SAMPLED')
  const known = groups.map(({ item }) => item.lagTimeMs).filter(({ value }) => value !== null)
  if (known.length === 0) return ok(0, sample.at)
  return known.reduce((worst, each) => ((each.value ?? 0) > (worst.value ?? 0) ? each : worst))
}

function countBrokers(brokers: readonly Broker[]): Overview['brokers'] {
  const isKnown = brokers.every(({ isUp }) => isUp !== null)
  return { up: isKnown ? brokers.filter(({ isUp }) => isUp).length : null, known: brokers.length }
}

function dayTotals(
  masters: readonly Broker[],
): Pick<Overview, 'putToday' | 'putYesterday' | 'getToday' | 'getYesterday'> {
  const sum = (key: 'putToday' | 'putYesterday' | 'getToday' | 'getYesterday'): Measured<bigint> =>
    masters.length === 0
      ? unknown('NO_ANSWER')
      : joinMeasured(
          masters.map((broker) => broker[key]),
          sumOf,
        )
  return {
    putToday: sum('putToday'),
    putYesterday: sum('putYesterday'),
    getToday: sum('getToday'),
    getYesterday: sum('getYesterday'),
  }
}

function countGroups(inventory: GroupInventory | null, groups: readonly GroupEntry[]): Measured<number> {
  if (!inventory || inventory.failure) return unknown('NO_ANSWER')
  const count = ok(groups.length, inventory.at)
  return inventory.partial.length > 0 ? { ...count, state: 'estimate', reason: 'PARTIAL' } : count
}

/** A client may serve several groups: it counts in each, for it is connected for each. */
function consumerClients(groups: readonly GroupEntry[], sample: ClusterSample | null): Measured<number> {
  if (!sample) return unknown('NOT_SAMPLED')
  const known = groups.flatMap(({ item }) => (item.clients.value ? [item.clients] : []))
  const count = known.reduce((sum, { value }) => sum + (value?.total ?? 0), 0)
  const missing = groups.find(({ item }) => item.clients.value === null)
  if (!missing) return ok(count, sample.at)
  // At least: of some groups nobody could say who is online.
  return { value: count, state: 'estimate', at: sample.at, reason: 'PARTIAL' }
}

function worstGroups(groups: readonly GroupEntry[]): Overview['behind'] {
  return groups
    .filter(({ item }) => (item.lag.value ?? 0n) > 0n && (item.lagTimeMs.value ?? 0) > 0)
    .sort((a, b) => (b.item.lagTimeMs.value ?? 0) - (a.item.lagTimeMs.value ?? 0))
    .slice(0, BEHIND_SHOWN)
    .map(({ item: { groupName, lag, lagTimeMs, trend, drainSeconds } }) => ({
      groupName,
      lag,
      lagTimeMs,
      trend,
      drainSeconds,
    }))
}
