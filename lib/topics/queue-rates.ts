import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'

/** Max offsets of a topic's queues on one broker, by queueId. */
export type MaxOffsets = ReadonlyMap<number, bigint>

interface Reading {
  /** Milliseconds since the epoch. */
  at: number
  maxOffsets: MaxOffsets
}

/** A rate over less would jump, and looks that follow each other sooner need not be kept. */
const LEAST_MS = 5_000
/** As far back as a sample reaches. */
const WINDOW_MS = 60_000

/**
 * Messages per second that come into single queues, from look to look: the sampler keeps sums of topics only, for there may be a
 * hundred thousand queues. So the first look at a topic knows no rate, and the next one does.
 */
export class QueueRates {
  private readonly readings = new Map<string, Reading[]>()
  private readonly most: number

  /** @param most of how many topics, counted for each broker, readings are kept */
  constructor(most = 1_000) {
    this.most = most
  }

  /**
   * Keeps a reading and compares it with the oldest of the last minute.
   *
   * @param key cluster, broker and topic
   * @param at milliseconds since the epoch
   * @returns by queueId; unknown (NOT_SAMPLED) of the first reading, of a new queue, and where offsets went back
   */
  take(key: string, at: number, maxOffsets: MaxOffsets): ReadonlyMap<number, Measured<number>> {
    const kept = (this.readings.get(key) ?? []).filter((reading) => at - reading.at <= WINDOW_MS)
    const before = kept.find((reading) => at - reading.at >= LEAST_MS)
    const rates = [...maxOffsets].map(([queueId, now]) => {
      const then = before?.maxOffsets.get(queueId)
      if (!before || then === undefined || now < then) return [queueId, unknown('NOT_SAMPLED')] as const
      return [queueId, ok(Number(now - then) / ((at - before.at) / 1_000), new Date(at))] as const
    })
    const wentBack = kept.some((reading) => hasGoneBack(reading.maxOffsets, maxOffsets))
    const last = kept.at(-1)
    const isNew = !last || wentBack || at - last.at >= LEAST_MS
    // Set anew: what was looked at last is forgotten last.
    this.readings.delete(key)
    this.readings.set(key, [...(wentBack ? [] : kept), ...(isNew ? [{ at, maxOffsets }] : [])])
    const [oldest] = this.readings.keys()
    if (this.readings.size > this.most && oldest !== undefined) this.readings.delete(oldest)
    return new Map(rates)
  }
}

/** A topic that was deleted and made again, or a broker that lost its files: what was read before says nothing about now. */
const hasGoneBack = (before: MaxOffsets, now: MaxOffsets): boolean =>
  [...now].some(([queueId, max]) => max < (before.get(queueId) ?? 0n))
