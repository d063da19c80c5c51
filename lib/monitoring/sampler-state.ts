import type { ClientSubscriptions } from './consistency.ts'
import type { LiveExporter } from './exporter/live-exporter.ts'
import type { Online } from './online.ts'
import type { BrokerOffsets, GroupOffsets, TopicOffsets } from './read-offsets.ts'
import type { ClientSample } from './sample.ts'
import { emptyMemory, type SamplerMemory } from './sampler-memory.ts'
import type { ClientWatch } from './watch-client.ts'

/** The last passes over one broker. */
export interface HeldOffsets {
  /** Newest first: rates are differences, and commits come in steps of seconds. */
  passes: BrokerOffsets[]
  /** It did not answer the last time. */
  isSilent: boolean
}

/** Store time of the oldest message that a group has not consumed in a topic on one broker (303). */
export interface OldestUnconsumed {
  askedAt: number
  /** Σ of what was committed then: while it stands, the message is the same and only grows older. */
  committed: bigint
  /** Milliseconds since the epoch; null when all was consumed then; undefined when the broker could not read it. */
  oldestAt: number | null | undefined
  /** Not asked by request: the metrics endpoint of the broker said it. */
  isFromExporter: boolean
}

/** Where the clients of a group stand on one broker (208), by topic. */
export interface Positions {
  askedAt: number
  topics: ReadonlyMap<string, { inflight: bigint | null; ready: bigint | null; lastConsumedAt: number | null }>
}

/** What a client said of itself (307). */
export interface ClientFacts extends ClientSubscriptions {
  askedAt: number
  /** Queues that it owns, retry topics left out; null when it did not answer. */
  queues: readonly { topicName: string; brokerName: string; queueId: number; lastConsumeAt: number | null }[] | null
  /** Σ over these queues; null when it is not known. */
  lag: bigint | null
  /** Kept while one of its lagging queues does not move. */
  watch: ClientWatch | null
}

/** What waits for its delivery time on one broker (61). */
export interface TimingCounts {
  askedAt: number
  /** Null: the broker is older than 5.0, or keeps no timer store. */
  countByTopic: ReadonlyMap<string, number> | null
}

/** All that the sampler of one cluster holds between two passes. */
export interface SamplerState {
  offsetsByBroker: Map<string, HeldOffsets>
  /** By brokerName: what the metrics endpoint of its master said in this round. Without one the broker is not in it. */
  exporters: ReadonlyMap<string, LiveExporter>
  /** By brokerName, of those that answered in this round. Not asked where a metrics endpoint says it. */
  timingByBroker: Map<string, TimingCounts>
  onlineByGroup: Map<string, Online>
  /** By group, topic and broker. */
  oldestUnconsumed: Map<string, OldestUnconsumed>
  /** By group and broker. */
  positions: Map<string, Positions>
  factsByClient: Map<string, ClientFacts>
  /** `group@topic` of remoting consumers that were told to POP. */
  popGroupTopics: Set<string>
  popAskedAt: number
  producers: ClientSample[]
  memory: SamplerMemory
}

export const newState = (memory: SamplerMemory = emptyMemory()): SamplerState => ({
  offsetsByBroker: new Map(),
  exporters: new Map(),
  timingByBroker: new Map(),
  onlineByGroup: new Map(),
  oldestUnconsumed: new Map(),
  positions: new Map(),
  factsByClient: new Map(),
  popGroupTopics: new Set(),
  popAskedAt: 0,
  producers: [],
  memory,
})

export const spanKey = (groupName: string, topicName: string, brokerName: string) =>
  `${groupName}@${topicName}@${brokerName}`
export const positionKey = (groupName: string, brokerName: string) => `${groupName}@${brokerName}`

const PASSES_KEPT = 4

/** Keeps a new pass. A topic that was not answered in it stays as it was, with its older time. */
export function holdPass(
  held: HeldOffsets | undefined,
  pass: BrokerOffsets,
  topicNames: readonly string[],
): HeldOffsets {
  const before = held?.passes[0]
  if (!before) return { passes: [pass], isSilent: false }
  const topics = new Map(pass.topics)
  const groups = new Map(pass.groups)
  for (const topicName of topicNames) {
    const kept = topics.has(topicName) ? undefined : before.topics.get(topicName)
    if (!kept) continue
    topics.set(topicName, kept)
    for (const [groupName, byTopic] of before.groups) {
      const offsets = byTopic.get(topicName)
      if (offsets) groups.set(groupName, new Map([...(groups.get(groupName) ?? []), [topicName, offsets]]))
    }
  }
  return { passes: [{ ...pass, topics, groups }, ...held.passes].slice(0, PASSES_KEPT), isSilent: false }
}

/** The newest earlier reading that is at least `leastMs` older. */
export function earlierTopic(held: HeldOffsets, topicName: string, leastMs: number): TopicOffsets | undefined {
  return earlier(held, ({ topics }) => topics.get(topicName), leastMs)
}
export function earlierGroup(
  held: HeldOffsets,
  groupName: string,
  topicName: string,
  leastMs: number,
): GroupOffsets | undefined {
  return earlier(held, ({ groups }) => groups.get(groupName)?.get(topicName), leastMs)
}

function earlier<T extends { at: number }>(
  { passes }: HeldOffsets,
  pick: (pass: BrokerOffsets) => T | undefined,
  leastMs: number,
): T | undefined {
  const [newest, ...older] = passes
  const now = newest && pick(newest)
  if (!now) return undefined
  for (const pass of older) {
    const then = pick(pass)
    if (then && now.at - then.at >= leastMs) return then
  }
  return undefined
}
