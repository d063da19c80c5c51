import type { Asker } from '#lib/messages/consumption/asker.ts'
import { DEFAULT_LEVELS, delayLevelsMs } from '#lib/messages/delay-levels.ts'
import type { QueueProgress } from '#lib/messages/scan/queue-source.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { DelayLevel, TimerPage } from './schema.ts'

/** How far one broker is with its delayed messages. */
export interface DelayFacts {
  /** Delay of levels 1, 2, … in ms. */
  levelsMs: readonly (number | null)[]
  /** By level from 1: what is below has been delivered. A level that has delivered nothing yet is not in it. */
  deliveredTo: ReadonlyMap<number, bigint>
  /** Up to this time, in ms, the timer has delivered; null: it has no timer, or did not say. */
  timerReadMs: number | null
  readBehindMs: number | null
  maxDelayMs: number | null
  keptMs: number | null
}

/** Asks a broker for its settings and its state. Null: it did not answer. @throws the signal's reason */
export async function readDelayFacts(
  admin: AdminClient,
  asker: Asker,
  server: Server,
  now: Date,
): Promise<DelayFacts | null> {
  const [config, runtime] = await Promise.all([
    asker.ask(server, (call) => admin.brokers.getConfig(server, call)),
    asker.ask(server, (call) => admin.brokers.getRuntime(server, call)),
  ])
  if ('error' in config || 'error' in runtime) return null
  return toDelayFacts(config.value, runtime.value, now)
}

export function toDelayFacts(
  config: Readonly<Record<string, string>>,
  runtime: Readonly<Record<string, string>>,
  now: Date,
): DelayFacts {
  const deliveredTo = new Map<number, bigint>()
  for (const [name, value] of Object.entries(runtime)) {
    const [, level] = /^scheduleMessageOffset_(\d+)$/.exec(name) ?? []
    const [, delivered] = /^(\d{1,19}),\d{1,19}$/.exec(value) ?? []
    if (level && delivered) deliveredTo.set(Number(level), BigInt(delivered))
  }
  const hasTimer = config.timerWheelEnable === 'true'
  const behindSec = hasTimer ? toInt(runtime.timerReadBehind) : null
  const readBehindMs = behindSec === null ? null : Math.max(0, behindSec * 1_000)
  const maxDelaySec = hasTimer ? toInt(config.timerMaxDelaySec) : null
  const keptHours = toInt(config.fileReservedTime)
  return {
    levelsMs: delayLevelsMs(config.messageDelayLevel ?? DEFAULT_LEVELS),
    deliveredTo,
    timerReadMs: readBehindMs === null ? null : now.getTime() - readBehindMs,
    readBehindMs,
    maxDelayMs: maxDelaySec === null ? null : maxDelaySec * 1_000,
    keptMs: keptHours === null ? null : keptHours * 3_600_000,
  }
}

/** The level table of all brokers: delays as the first of them has them. */
export function levelTable(
  factsOf: ReadonlyMap<string, DelayFacts | null>,
  queues: readonly Pick<QueueProgress, 'brokerName' | 'queueId' | 'range'>[],
): DelayLevel[] {
  const known = [...factsOf.values()].filter((facts) => facts !== null)
  const levelsMs = known[0]?.levelsMs ?? delayLevelsMs(DEFAULT_LEVELS)
  const isPartial = known.length < factsOf.size || queues.some(({ range }) => range === null)
  return levelsMs.map((delayMs, index) => {
    const pending = queues.reduce((sum, { brokerName, queueId, range }) => {
      if (queueId !== index || !range) return sum
      // Of a level that has delivered nothing yet its broker says nothing.
      const delivered = factsOf.get(brokerName)?.deliveredTo.get(index + 1) ?? 0n
      if (delivered <= range.from) return sum + range.to - range.from
      return delivered < range.to ? sum + range.to - delivered : sum
    }, 0n)
    return { level: index + 1, delayMs, pending: isPartial ? null : pending }
  })
}

export function delayLimits(facts: readonly DelayFacts[]): TimerPage['limits'] {
  const least = (values: readonly (number | null)[]) => {
    const known = values.filter((value) => value !== null)
    return known.length > 0 ? Math.min(...known) : null
  }
  const behind = facts.map(({ readBehindMs }) => readBehindMs).filter((value) => value !== null)
  return {
    maxDelayMs: least(facts.map(({ maxDelayMs }) => maxDelayMs)),
    readBehindMs: behind.length > 0 ? Math.max(...behind) : null,
    keptMs: least(facts.map(({ keptMs }) => keptMs)),
  }
}

const toInt = (text: string | undefined) => (text !== undefined && /^-?\d{1,12}$/.test(text) ? Number(text) : null)
