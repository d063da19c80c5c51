import { z } from 'zod'
import { FORECAST_PERIOD_MS, readHealthFacts } from '#lib/clusters/health-facts.ts'
import { db } from '#lib/db/db.ts'
import type { ClusterLimits } from '#lib/db/generated/client.ts'
import { forecastDisk } from './forecast-disk.ts'
import { readDiskHistory } from './read-disk-history.ts'

const number = z.number().nullable().catch(null)
const count = z.coerce.number().nullable().catch(null)
const time = z
  .string()
  .transform((text) => Date.parse(text))
  .nullable()
  .catch(null)

/** What the node check has stored of a broker, as far as charts draw it. What it does not say is null. */
const BrokerFacts = z.object({
  heardAt: time,
  bootAt: time,
  inTps: number,
  outTps: number,
  diskUsedRatio: number,
  commitLogBytes: count,
  oldestMessageAt: time,
  putMessages: count,
  putBytes: count,
  putLatency99Ms: number,
  dispatchBehindBytes: count,
  timerEnqueueLag: count,
  timerReadBehindSeconds: number,
  sendQueueWaitMs: number,
  pageCacheLockMs: number,
  rejectedPerSecond: number,
  pools: z.array(z.object({ name: z.string(), size: z.number() })).catch([]),
  ha: z.object({ gapBytes: count, inSyncSlaves: number }).nullable().catch(null),
})
type BrokerFacts = z.output<typeof BrokerFacts>

/** A master, with what changed since it was looked at before. */
export interface BrokerNumbers extends BrokerFacts {
  isUp: boolean
  /** Bytes and messages that were stored, per second; null in the first look and after a restart. */
  putBytesPerSecond: number | null
  putsPerSecond: number | null
  /** It has started anew since. */
  hasRestarted: boolean
  /** Null when it does not fill, or nobody can say. */
  diskFullInDays: number | null
}

type Heard = Omit<BrokerNumbers, 'diskFullInDays'>

export interface NodeNumbers {
  /** By brokerName: masters. */
  brokers: ReadonlyMap<string, BrokerNumbers>
  /** Every node: `broker 10.0.0.1:10911`, and whether it answers. */
  nodes: readonly { name: string; isUp: boolean }[]
  ofCluster: ReturnType<typeof readHealthFacts>
  limits: Pick<ClusterLimits, 'maxTopics' | 'maxGroups' | 'capacityInTps' | 'capacityOutTps'> | null
  /** What people have said of single namespaces, by name. */
  namespaceLimits: ReadonlyMap<string, { maxTopics: number | null; maxGroups: number | null }>
}

/** When the node check has stopped, what it said last is no number of now. */
const CHECK_OLD_MS = 60_000

/**
 * Numbers of nodes and of the whole cluster, from the node check: charts, lists and the fleet say the same, and no server is asked
 * twice. Remembers the counters of brokers from look to look.
 */
export class NodeReader {
  private readonly before = new Map<string, Heard>()
  private forecasts: { at: Date; days: ReadonlyMap<string, number | null> } | null = null

  async read(clusterId: string, now: Date): Promise<NodeNumbers> {
    const [health, nodes, limits, namespaces] = await Promise.all([
      db().clusterHealth.findUnique({ where: { clusterId } }),
      db().clusterNode.findMany({ where: { clusterId } }),
      db().clusterLimits.findUnique({ where: { clusterId } }),
      db().resourceMetadata.findMany({
        where: { clusterId, kind: 'namespace', OR: [{ maxTopics: { not: null } }, { maxGroups: { not: null } }] },
        select: { name: true, maxTopics: true, maxGroups: true },
      }),
    ])
    const isYoung = ({ checkedAt }: { checkedAt: Date | null }) =>
      checkedAt !== null && now.getTime() - checkedAt.getTime() < CHECK_OLD_MS
    const days = await this.forecast(clusterId, now)
    const brokers = new Map<string, BrokerNumbers>()
    for (const { kind, brokerName, brokerId, isUp, facts, checkedAt } of nodes) {
      if (kind !== 'broker' || brokerName === null || brokerId !== 0 || !isYoung({ checkedAt })) continue
      brokers.set(brokerName, {
        ...this.compare(brokerName, BrokerFacts.parse(facts ?? {}), isUp === true),
        diskFullInDays: days.get(brokerName) ?? null,
      })
    }
    return {
      brokers,
      nodes: nodes.flatMap(({ kind, address, isUp, checkedAt }) =>
        isUp === null || !isYoung({ checkedAt }) ? [] : [{ name: `${kind} ${address}`, isUp }],
      ),
      ofCluster: readHealthFacts(health?.facts, now),
      limits,
      namespaceLimits: new Map(namespaces.map(({ name, ...bounds }) => [name, bounds])),
    }
  }

  /** Made anew from three days of samples each ten minutes. */
  private async forecast(clusterId: string, now: Date): Promise<ReadonlyMap<string, number | null>> {
    if (this.forecasts && now.getTime() - this.forecasts.at.getTime() < FORECAST_PERIOD_MS) return this.forecasts.days
    const history = await readDiskHistory(clusterId, now)
    const days = new Map([...history].map(([name, points]) => [name, forecastDisk(points, now).value] as const))
    this.forecasts = { at: now, days }
    return days
  }

  private compare(brokerName: string, facts: BrokerFacts, isUp: boolean): Heard {
    const before = this.before.get(brokerName)
    // The check has not looked again.
    if (before && before.heardAt === facts.heardAt) return { ...before, isUp, hasRestarted: false }
    const isSameStart = before !== undefined && before.bootAt === facts.bootAt
    const seconds = ((facts.heardAt ?? 0) - (before?.heardAt ?? 0)) / 1000
    const rate = (key: 'putBytes' | 'putMessages') => {
      const [then, value] = [before?.[key] ?? null, facts[key]]
      const isRate = isSameStart && then !== null && value !== null && value >= then && seconds > 0
      return isRate ? (value - then) / seconds : null
    }
    const numbers = {
      ...facts,
      isUp,
      putBytesPerSecond: rate('putBytes'),
      putsPerSecond: rate('putMessages'),
      hasRestarted: before !== undefined && before.bootAt !== null && facts.bootAt !== null && !isSameStart,
    }
    this.before.set(brokerName, numbers)
    return numbers
  }
}
