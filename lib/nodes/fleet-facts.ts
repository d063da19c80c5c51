import { ok, unknown } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { HealthFacts } from '#lib/clusters/health-facts.ts'
import { AppError } from '#lib/errors.ts'
import { topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import { combineFacts, type HeardFact } from './combine-facts.ts'
import { compareVersions } from './compare-versions.ts'
import type { BrokerFacts } from './node-facts.ts'

/** Topics are counted less often than nodes are asked: their configs are megabytes. */
export const TOPICS_PERIOD_MS = 60_000

interface BrokerRow {
  brokerId: number | null
  version: string | null
  facts: BrokerFacts
}

/** The numbers of a cluster's row in the fleet, out of what its brokers just said. */
export async function fleetFacts(
  cluster: LiveCluster,
  brokers: readonly BrokerRow[],
  previous: HealthFacts,
  now: Date,
  signal: AbortSignal,
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
  return {
    versionLowest: versions[0] ?? null,
    versionHighest: versions.at(-1) ?? null,
    topics: await countTopics(cluster, previous.topics, now, signal),
    inTps: combineFacts<number>(fact(masters, 'inTps'), sum, now),
    outTps: combineFacts<number>(fact(masters, 'outTps'), sum, now),
    diskUsedRatio: combineFacts<number>(fact(brokers, 'diskUsedRatio'), (values) => Math.max(...values), now),
    oldestMessageAt: { ...oldest, value: oldest.value ? new Date(oldest.value) : null },
  }
}

/** Answers, and no oldest message: that master holds none. It does not make the others' unknown. */
function withoutEmpty<T>(facts: HeardFact<T>[]) {
  const filled = facts.filter(({ value, hasAnswered }) => value !== null || !hasAnswered)
  return filled.length > 0 ? filled : facts
}

async function countTopics(
  cluster: LiveCluster,
  previous: HealthFacts['topics'],
  now: Date,
  signal: AbortSignal,
): Promise<HealthFacts['topics']> {
  const isRecent = previous.state === 'ok' && previous.at && now.getTime() - previous.at.getTime() < TOPICS_PERIOD_MS
  if (isRecent) return previous
  try {
    const inventory = await cluster.getInventory({ signal })
    if (inventory.partial.length > 0) return { ...previous, ...(previous.state === 'unknown' && unknown('NO_ANSWER')) }
    const { topicConfigs, systemTopics } = inventory
    const names = new Set(topicConfigs.flatMap(({ configs }) => [...configs.keys()]))
    return ok([...names].filter((name) => topicKind(name, systemTopics) === 'NORMAL').length, inventory.at)
  } catch (error) {
    if (error instanceof AppError) return previous
    throw error
  }
}
