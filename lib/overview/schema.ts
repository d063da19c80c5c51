import { z } from 'zod'
import { Int64, measured, partial, Time } from '#lib/api/endpoint.ts'
import { Health } from '#lib/clusters/schema.ts'

const Trend = z.enum(['UP', 'FLAT', 'DOWN'])

/** How bad it is, in the words of the design. */
export const Severity = z.enum(['critical', 'warning', 'unknown', 'info'])
export type Severity = z.output<typeof Severity>

/**
 * One thing that is wrong. `code` is a reason of the cluster's health, or one of: GROUP_STUCK, GROUP_FALLING_BEHIND, GROUP_BEHIND,
 * GROUP_NO_CLIENT (lag and nobody online), GROUP_INCONSISTENT, BROKER_BUSY, NOT_SAMPLED, SAMPLE_OLD.
 */
export const Problem = z
  .object({
    code: z.string(),
    severity: Severity,
    /** What it is about; absent where it is about the whole cluster. */
    object: z.object({ kind: z.enum(['group', 'broker']), name: z.string() }).optional(),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
    count: z.number().int(),
    /** Null: not known. */
    since: Time.nullable(),
    /** It was so at the oldest sample already: it began then or before. */
    isSinceAtLeast: z.boolean(),
    lag: measured(Int64).optional(),
    lagTimeMs: measured(z.number()).optional(),
    trend: Trend.nullable().optional(),
    /** Page below the cluster's own path; null = none. */
    link: z.string().nullable(),
  })
  .meta({ id: 'OverviewProblem' })
export type Problem = z.output<typeof Problem>

export const BehindGroup = z.object({
  groupName: z.string(),
  lag: measured(Int64),
  lagTimeMs: measured(z.number()),
  trend: Trend.nullable(),
  drainSeconds: measured(z.number()),
})
export type BehindGroup = z.output<typeof BehindGroup>

/** What is not wrong yet. */
export const Risk = z.object({
  kind: z.enum(['DISK', 'CERTIFICATE', 'RETENTION', 'DEAD_LETTERS', 'SLAVE_GAP']),
  /** A broker, group or certificate. */
  name: z.string(),
  severity: Severity,
  /** Used part of the disk; part of the retention that a group is behind. */
  ratio: z.number().nullable(),
  /** New dead letters of 24 h; bytes that a slave lacks. */
  count: Int64.nullable(),
  isAtLeast: z.boolean(),
  days: z.number().nullable().meta({
    description:
      'Until the disk is full at the pace of the last days, an estimate; until the certificate ends, negative after it',
  }),
  link: z.string(),
})
export type Risk = z.output<typeof Risk>

export const Change = z.object({
  at: Time,
  kind: z.enum(['AUDIT', 'RESTART', 'NODE_DOWN', 'NODE_UP', 'CLIENTS']),
  /** Of AUDIT the action; else empty. */
  action: z.string(),
  target: z.string(),
  by: z.string().nullable(),
  outcome: z.string().nullable(),
  /** Of CLIENTS: how many there were and are. */
  from: z.number().int().nullable(),
  to: z.number().int().nullable(),
})
export type Change = z.output<typeof Change>

export const Switch = z.object({
  key: z.string(),
  /** As every master has it; MIXED when they differ; null when none knows the key or answered. */
  value: z.string().nullable(),
  brokers: z.array(z.object({ brokerName: z.string(), value: z.string().nullable() })),
})

/** What an operator needs to know of a cluster in five seconds. */
export const Overview = z
  .object({
    isWhole: z.boolean().meta({
      description:
        'Else the lists, and the sums over groups, are of what you see; what is of the whole cluster or its brokers is na',
    }),
    health: Health,
    healthSince: Time.nullable(),
    checkedAt: Time.nullable(),
    sampledAt: Time.nullable(),
    versionLowest: z.string().nullable(),
    versionHighest: z.string().nullable(),
    problems: z.array(Problem),
    inTps: measured(z.number()),
    outTps: measured(z.number()),
    lag: measured(Int64).meta({ description: 'Σ over all groups to which lag applies' }),
    oldestLagMs: measured(z.number()),
    brokers: z.object({ up: z.number().int().nullable(), known: z.number().int() }),
    diskUsedRatio: measured(z.number()),
    diskFullInDays: measured(z.number()),
    oldestMessageAt: measured(Time),
    putToday: measured(Int64),
    putYesterday: measured(Int64),
    getToday: measured(Int64),
    getYesterday: measured(Int64),
    topics: measured(z.number()),
    topicLimit: z.number().nullable(),
    groups: measured(z.number()),
    groupLimit: z.number().nullable(),
    consumerClients: measured(z.number()),
    producerClients: measured(z.number()),
    deadLetters: measured(Int64),
    newDeadLetters24h: measured(Int64),
    halfMessages: measured(Int64),
    timingMessages: measured(Int64),
    behind: z.array(BehindGroup),
    risks: z.array(Risk),
    changes: z.array(Change),
    switches: z.array(Switch),
    partial,
  })
  .meta({ id: 'Overview' })
export type Overview = z.output<typeof Overview>
