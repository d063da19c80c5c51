import { describe, expect, it } from 'vitest'
import { ok } from '#lib/api/endpoint.ts'
import { groupProgress, hasConsumedNothing } from './group-progress.ts'
import type { GroupReading } from './read-groups.ts'
import type { BrokerStats } from './read-stats.ts'

const at = new Date('2026-11-25T12:00:00Z')
interface Queue {
  min?: bigint
  max: bigint
  committed: bigint
  pulled?: bigint | null
  delayMs?: number | null
}

/** The queues of two brokers; null for one that does not answer. */
function progress(brokers: Record<string, readonly Queue[] | null>) {
  const reading: GroupReading = {
    groupName: 'g',
    answers: [],
    isComplete: true,
    statsByBroker: new Map(),
    spansByBroker: new Map(),
  }
  const stats = Object.entries(brokers).map(([brokerName, queues]) => {
    if (queues) {
      const place = (queueId: number) => ({ topicName: 't', brokerName, queueId })
      reading.statsByBroker.set(brokerName, {
        consumeTps: 0,
        queues: queues.map(({ max, committed, pulled = committed }, id) => ({
          ...place(id),
          brokerOffset: max,
          consumerOffset: committed,
          pullOffset: pulled,
          lastTimestamp: committed > 0n ? at : null,
        })),
      })
      reading.spansByBroker.set(
        brokerName,
        queues.map(({ delayMs = 0 }, id) => ({ ...place(id), minAt: null, maxAt: null, consumedAt: null, delayMs })),
      )
    }
    const offsets = queues?.map(({ min = 0n, max }, queueId) => ({
      brokerName,
      queueId,
      minOffset: min,
      maxOffset: max,
      lastUpdateTimestamp: at,
    }))
    return {
      server: { brokerName },
      config: { topicName: 't', readQueueNums: 2 },
      stats: offsets ? { queues: offsets, putTps: null } : null,
    } as BrokerStats // the rest of server and config does not matter here
  })
  return groupProgress({ reading, brokers: stats, at })
}

describe('progress of a group', () => {
  it('sums what is not committed, from min on, and takes the oldest age of the queues behind', () => {
    const sums = progress({
      a: [
        { min: 5n, max: 10n, committed: 2n, delayMs: 8_000 },
        { max: 4n, committed: 4n, delayMs: 99_000 },
      ],
      b: [{ max: 3n, committed: 1n, pulled: 2n, delayMs: 5_000 }],
    })
    expect(sums).toMatchObject({
      lag: ok(7n, at),
      lagTimeMs: ok(8_000, at),
      inflight: ok(1n, at),
      lastConsumedAt: ok(at, at),
    })
    expect(sums?.queues.map(({ lag }) => lag)).toEqual([5n, 0n, 2n])
  })

  it('says "at least" while a broker is silent, and lists its queues', () => {
    const sums = progress({ a: [{ max: 4n, committed: 1n, delayMs: 1_000 }], b: null })
    expect(sums?.lag).toEqual({ value: 3n, state: 'estimate', at, reason: 'PARTIAL' })
    expect(sums?.lagTimeMs).toMatchObject({ value: 1_000, state: 'estimate' })
    expect(sums?.queues).toHaveLength(3)
    expect(progress({ a: null, b: null })).toBeNull()
  })

  it('nobody behind is an age of 0, but not while a broker is silent', () => {
    expect(progress({ a: [{ max: 4n, committed: 4n }] })?.lagTimeMs).toEqual(ok(0, at))
    expect(progress({ a: [{ max: 4n, committed: 4n }], b: null })?.lagTimeMs.state).toBe('unknown')
  })

  it('an age that the broker cannot read is unknown, and so is what brokers before 5.1 do not report', () => {
    expect(progress({ a: [{ max: 4n, committed: 1n, delayMs: null }] })?.lagTimeMs.state).toBe('unknown')
    expect(progress({ a: [{ max: 4n, committed: 1n, pulled: null }] })?.inflight.state).toBe('unknown')
  })

  it.each<[string, readonly Queue[], boolean]>([
    ['no commit, messages there', [{ max: 4n, committed: 0n }], true],
    ['no commit, never a message', [{ max: 0n, committed: 0n }], false],
    [
      'one commit',
      [
        { max: 4n, committed: 0n },
        { max: 4n, committed: 1n },
      ],
      false,
    ],
  ])('has consumed nothing: %s', (_, queues, expected) => {
    const sums = progress({ a: queues })
    expect(sums && hasConsumedNothing(sums)).toBe(expected)
  })
})
