import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { COUNT_PERIOD_MS, FORECAST_PERIOD_MS, type HealthFacts } from '#lib/clusters/health-facts.ts'
import { AppError } from '#lib/errors.ts'
import { groupEntries } from '#lib/groups/group-entries.ts'
import { firstFull, forecastDisk } from '#lib/monitoring/forecast-disk.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import { readDiskHistory } from '#lib/monitoring/read-disk-history.ts'
import type { ClusterSample } from '#lib/monitoring/sample.ts'
import { topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { behindFacts } from './behind-facts.ts'
import { combineFacts, type HeardFact } from './combine-facts.ts'
import { compareVersions } from './compare-versions.ts'
import { knownCves } from './known-cves.ts'
import type { BrokerFacts } from './node-facts.ts'

interface BrokerRow {
  brokerName: string | null
  brokerId: number | null
  version: string | null
  facts: BrokerFacts
}

/** The numbers of a cluster's row in the fleet, out of what its brokers just said and what was sampled. */
export async function fleetFacts(
  ctx: Context,
  cluster: LiveCluster,
  {
    brokers,
    muted,
    previous,
    now,
  }: { brokers: readonly BrokerRow[]; muted: ReadonlySet<string>; previous: HealthFacts; now: Date },
): Promise<HealthFacts> {
  const masters = brokers.filter(({ brokerId }) => brokerId === 0)
  const fact = <K extends keyof BrokerFacts>(of: readonly BrokerRow[], key: K) =>
    of.map(({ facts }) => ({
      value: facts[key],
      heardAt: facts.heardAt === null ? null : new Date(facts.heardAt),
      hasAnswered: facts.heardAt === now.toISOString(),
    }))
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0)
  const oldest = combineFacts(withoutEmpty(fact(masters, 'oldestMessageAt')), (values) => values.sort()[0] ?? '', now)
  const versions = brokers.flatMap(({ version }) => version ?? []).sort(compareVersions)
  const sample = await getSample(cluster)
  const [topics, groups, behind, diskFullInDays] = await Promise.all([
    countNames(previous.topics, now, () => countTopics(cluster, ctx.signal)),
    countNames(previous.groups, now, () => countGroups(cluster, sample, ctx.signal)),
    behindFacts(ctx, sample, previous, now),
    forecast(cluster.clusterId, masters, previous.diskFullInDays, now),
  ])
  return {
    versionLowest: versions[0] ?? null,
    versionHighest: versions.at(-1) ?? null,
    cves: [...new Set(versions.flatMap((version) => knownCves('broker', version)))].filter((id) => !muted.has(id)),
    topics,
    groups,
    inTps: combineFacts<number>(fact(masters, 'inTps'), sum, now),
    outTps: combineFacts<number>(fact(masters, 'outTps'), sum, now),
    diskUsedRatio: combineFacts<number>(fact(brokers, 'diskUsedRatio'), (values) => Math.max(...values), now),
    diskFullInDays,
    oldestMessageAt: { ...oldest, value: oldest.value ? new Date(oldest.value) : null },
    ...behind,
  }
}

/** Answers, and no oldest message: that master holds none. It does not make the others' unknown. */
function withoutEmpty<T>(facts: HeardFact<T>[]) {
  const filled = facts.filter(({ value, hasAnswered }) => value !== null || !hasAnswered)
  return filled.length > 0 ? filled : facts
}

/** @param count null: a broker that may have more did not answer */
async function countNames(
  previous: Measured<number>,
  now: Date,
  count: () => Promise<{ count: number; at: Date } | null>,
): Promise<Measured<number>> {
  const isRecent = previous.state === 'ok' && previous.at && now.getTime() - previous.at.getTime() < COUNT_PERIOD_MS
  if (isRecent) return previous
  try {
    const counted = await count()
    if (counted) return ok(counted.count, counted.at)
    return previous.state === 'unknown' ? unknown('NO_ANSWER') : previous
  } catch (error) {
    if (error instanceof AppError) return previous
    throw error
  }
}

async function countTopics(cluster: LiveCluster, signal: AbortSignal) {
  const { topicConfigs, systemTopics, partial, at } = await cluster.getInventory({ signal })
  if (partial.length > 0) return null
  const names = new Set(topicConfigs.flatMap(({ configs }) => [...configs.keys()]))
  return { count: [...names].filter((name) => topicKind(name, systemTopics) === 'NORMAL').length, at }
}

/** As their list counts them: with a config, or with offsets or clients only. */
async function countGroups(cluster: LiveCluster, sample: ClusterSample | null, signal: AbortSignal) {
  const inventory = await cluster.getGroupInventory({ signal })
  if (inventory.partial.length > 0) return null
  const entries = [...groupEntries(inventory, sample).values()]
  return { count: entries.filter(({ item }) => !item.isSystem).length, at: inventory.at }
}

/** Of the masters that there are now: a disk that is gone fills no more. */
async function forecast(
  clusterId: string,
  masters: readonly BrokerRow[],
  previous: Measured<number>,
  now: Date,
): Promise<Measured<number>> {
  if (previous.at && now.getTime() - previous.at.getTime() < FORECAST_PERIOD_MS) return previous
  const history = await readDiskHistory(clusterId, now)
  const forecasts = masters.map(({ brokerName }) => forecastDisk(history.get(brokerName ?? '') ?? [], now))
  return firstFull(forecasts)
}
