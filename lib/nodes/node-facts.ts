import { z } from 'zod'
import { MeasuredReason } from '#lib/api/endpoint.ts'

/**
 * What the node check remembers of a node, as it stands in `cluster_nodes.facts`: one shape per kind. Null = not said. Times are
 * ISO 8601, int64 are decimal strings. What an older version of the console did not store reads as null.
 */
const number = z.number().nullable().catch(null)
const text = z.string().nullable().catch(null)
const int64 = z
  .string()
  .regex(/^-?\d{1,19}$/)
  .nullable()
  .catch(null)
const flag = z.boolean().nullable().catch(null)

export const poolNames = ['send', 'pull', 'query', 'ack', 'litePull', 'endTransaction'] as const
const StoredPool = z.object({ name: z.enum(poolNames), size: z.number(), capacity: number, waitMs: number })
export type StoredPool = z.output<typeof StoredPool>

/** What a broker says of itself in its runtime info (28). */
export const RuntimeFacts = z.object({
  inTps: number,
  inTps1m: number,
  inTps10m: number,
  outTps: number,
  outTps1m: number,
  outTps10m: number,
  diskUsedRatio: number,
  diskFreeBytes: int64,
  commitLogBytes: int64,
  /** Its oldest files are gone already: what waits too long goes too. */
  hasDeleted: flag,
  oldestMessageAt: text,
  bootAt: text,
  putToday: int64,
  putYesterday: int64,
  getToday: int64,
  getYesterday: int64,
  sendQueueWaitMs: number,
  pageCacheLockMs: number,
  /** Counted since its start. */
  failedPuts: int64,
  putMessages: int64,
  putBytes: int64,
  putLatency99Ms: number,
  dispatchBehindBytes: int64,
  /** Messages that wait to enter the timer wheel. */
  timerEnqueueLag: int64,
  timerReadBehindSeconds: number,
  pools: z.array(StoredPool).catch([]),
  /** A slave that does the work of a master: it runs the special services. */
  isActingMaster: z.boolean().catch(false),
})
export type RuntimeFacts = z.output<typeof RuntimeFacts>

/** How far behind its master a slave is, or the slave of a master that is furthest behind. */
export const HaFacts = z.object({
  gapBytes: int64,
  isInSync: flag,
  /** Of a master: slaves that keep up. */
  inSyncSlaves: number,
  /** Out of what a slave and its master said one after the other, not of one of them alone. */
  isEstimate: z.boolean().catch(false),
  /** Why the gap is null; null with a null gap: it does not apply. */
  reason: MeasuredReason.nullable().catch(null),
})
export type HaFacts = z.output<typeof HaFacts>

/** What a broker's settings (26) and the routes to it say. */
export const ConfigFacts = z.object({
  driftKeys: z.array(z.string()).catch([]),
  canWrite: flag,
  drainMethod: z.enum(['brokerConfig', 'nameServer']).nullable().catch(null),
  /** A producer's first message makes the topic that there is not. */
  autoCreateTopicEnable: flag,
  /** Null before 5.0, which knows no types. */
  enableMixedMessageType: flag,
  /** Its metrics endpoint. The type is null where it has no such key: before 5.1. */
  exporter: z.object({ type: z.string().nullable(), port: z.number().nullable() }).nullable().catch(null),
})
export type ConfigFacts = z.output<typeof ConfigFacts>

export const BrokerFacts = RuntimeFacts.extend({
  /** When it last answered with its runtime info. */
  heardAt: text,
  rejectedPerSecond: number,
  /** False: no connection to the address came about. */
  isDialable: flag,
  ha: HaFacts.nullable().catch(null),
  config: ConfigFacts.nullable().catch(null),
})
export type BrokerFacts = z.output<typeof BrokerFacts>

export const NameServerFacts = z.object({
  heardAt: text,
  /** Announced addresses of the brokers that it lists. */
  listed: z.array(z.string()).nullable().catch(null),
  topics: number,
  topicsAt: text,
})
export type NameServerFacts = z.output<typeof NameServerFacts>

export const ProxyFacts = z.object({ isRemotingUp: flag, remotingMs: number, remotingError: text })
export type ProxyFacts = z.output<typeof ProxyFacts>

/** Whom a controller knows as leader of its group, and who belongs to it. */
export const ControllerFacts = z.object({
  group: text,
  leaderId: text,
  leaderAddress: text,
  isLeader: flag,
  peers: z.array(z.object({ id: z.string().nullable(), address: z.string() })).catch([]),
})
export type ControllerFacts = z.output<typeof ControllerFacts>
