import { queueLag } from '#lib/monitoring/queue-lag.ts'
import type { ConsumeStats } from '#lib/rocketmq/admin/groups.ts'
import type { TopicStats } from '#lib/rocketmq/admin/topics.ts'
import { queueKey } from './queue-owners.ts'
import type { GroupProgress, ProgressRow } from './schema.ts'

type Kind = ProgressRow['kind']

/** What one broker said of a group in one topic. Null: it did not say. */
export interface TopicProgress {
  topicName: string
  brokerName: string
  kind: Kind
  /** Queues by the config, for a broker that says nothing of them. */
  queueCount: number
  /** Ends of the queues (202). */
  stats: TopicStats | null
  /** Where the group stands (208); absent for topics that the broker leaves out. */
  consumeStats: ReadonlyMap<number, ConsumeStats['queues'][number]>
  /** The offsets that the group really committed (43); null where that was not asked. */
  commits: ReadonlyMap<number, bigint> | null
  /** Age of the first message not consumed, by queueId (303). */
  delaysMs: ReadonlyMap<number, number | null>
}

export interface ProgressFacts {
  topics: readonly TopicProgress[]
  ownerOf: ReadonlyMap<string, string>
  isBroadcast: boolean
  /** Brokers did not answer of which not even the queues are known. */
  isIncomplete: boolean
}

/**
 * A group queue by queue. A topic of which it never committed a queue is not behind: what is stored there is no lag. Kept apart:
 * retry topics (a kind of their own), and topics that no client subscribes to any more.
 */
export function progressRows(
  facts: ProgressFacts,
): Pick<GroupProgress, 'items' | 'deadSubscriptions' | 'totals' | 'isNeverConsumed'> {
  const rows = [...Map.groupBy(facts.topics, ({ topicName }) => topicName).values()].flatMap((parts) =>
    withHot(withoutLagOfNeverCommitted(parts.flatMap((part) => rowsOf(part, facts)))),
  )
  rows.sort(compareRows)
  const ofKind = (kind: Kind) => rows.filter((row) => row.kind === kind)
  const subscribed = ofKind('SUBSCRIBED')
  const dead = ofKind('DEAD_SUBSCRIPTION')
  const retry = ofKind('RETRY')
  const isUnknown = ({ lag, isNeverCommitted }: ProgressRow) => lag === null && !isNeverCommitted
  return {
    items: [...subscribed, ...retry],
    deadSubscriptions: dead,
    totals: {
      lag: facts.isBroadcast ? null : sumLag(subscribed),
      retryLag: facts.isBroadcast ? null : sumLag(retry),
      deadSubscriptionLag: facts.isBroadcast ? null : sumLag(dead),
      isAtLeast: facts.isIncomplete || rows.some(isUnknown),
    },
    isNeverConsumed:
      !facts.isBroadcast && subscribed.length > 0 && subscribed.every(({ isNeverCommitted }) => isNeverCommitted),
  }
}

function rowsOf(part: TopicProgress, { ownerOf, isBroadcast }: ProgressFacts): ProgressRow[] {
  const ends = new Map(part.stats?.queues.map((queue) => [queue.queueId, queue]))
  const count = Array.from({ length: part.stats ? 0 : part.queueCount }, (_, queueId) => queueId)
  const queueIds = new Set([...ends.keys(), ...part.consumeStats.keys(), ...count])
  return [...queueIds].map((queueId) => {
    const name = { topicName: part.topicName, brokerName: part.brokerName, queueId }
    const end = ends.get(queueId)
    const held = part.consumeStats.get(queueId)
    // −1: undecided (static topics). 0 is also what a broker says of a queue without a commit.
    const committed = committedOf(held?.consumerOffset, part.commits, queueId)
    const brokerOffset = held?.brokerOffset ?? end?.maxOffset ?? null
    const measured =
      end && brokerOffset !== null && committed !== undefined
        ? queueLag({ minOffset: end.minOffset, maxOffset: brokerOffset, committed })
        : null
    const isBehind = measured !== null && measured.lag > 0n
    return {
      ...name,
      kind: part.kind,
      minOffset: end?.minOffset ?? null,
      brokerOffset,
      consumerOffset: committed ?? null,
      isNeverCommitted: committed === null,
      ...(!isBroadcast && { lag: measured?.lag ?? null }),
      inflight: inflightOf(held?.pullOffset, committed),
      lagTimeMs: isBroadcast || measured === null ? null : isBehind ? (part.delaysMs.get(queueId) ?? null) : 0,
      lastConsumedAt: held?.lastTimestamp ?? null,
      ownerClientId: ownerOf.get(queueKey(name)) ?? null,
      isBelowMin: measured?.isBelowMin ?? false,
      isHot: false,
    }
  })
}

/** Undefined: not known. Null: none. */
function committedOf(
  held: bigint | undefined,
  commits: TopicProgress['commits'],
  queueId: number,
): bigint | null | undefined {
  if (held !== undefined && held > 0n) return held
  if (commits) return commits.get(queueId) ?? null
  return held !== undefined && held < 0n ? null : held
}

/** Pulled or popped, not committed. What was committed further on than the last pull is not with any client. */
function inflightOf(pullOffset: bigint | null | undefined, committed: bigint | null | undefined): bigint | null {
  if (pullOffset === null || pullOffset === undefined || committed === null || committed === undefined) return null
  return pullOffset > committed ? pullOffset - committed : 0n
}

function withoutLagOfNeverCommitted(rows: ProgressRow[]): ProgressRow[] {
  if (rows.some(({ isNeverCommitted }) => !isNeverCommitted)) return rows
  return rows.map((row) => (row.lag === undefined ? row : { ...row, lag: null, lagTimeMs: null }))
}

/** What waits for less is no heat: of a few messages one queue always has most. */
const HOT_FROM_MS = 60_000

/** More than twice the mean of the topic's queues, and waiting for long. */
function withHot(rows: ProgressRow[]): ProgressRow[] {
  const known = rows.filter(({ lag }) => lag !== null && lag !== undefined)
  const total = sumLag(known) ?? 0n
  if (known.length < 2 || total <= 0n) return rows
  return rows.map((row) => ({
    ...row,
    isHot:
      (row.lag ?? 0n) * BigInt(known.length) > 2n * total && (row.lagTimeMs === null || row.lagTimeMs >= HOT_FROM_MS),
  }))
}

/** Of what is known; null when nothing is. */
function sumLag(rows: readonly ProgressRow[]): bigint | null {
  const known = rows.flatMap(({ lag }) => lag ?? [])
  return rows.length > 0 && known.length === 0 ? null : known.reduce((sum, lag) => sum + lag, 0n)
}

function compareRows(a: ProgressRow, b: ProgressRow): number {
  return (
    Number(a.kind === 'RETRY') - Number(b.kind === 'RETRY') ||
    compareText(a.topicName, b.topicName) ||
    compareText(a.brokerName, b.brokerName) ||
    a.queueId - b.queueId
  )
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
