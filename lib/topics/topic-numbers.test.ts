import { describe, expect, it } from 'vitest'
import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { handMadeSample, onTopic, sampledAt } from './testing/hand-made-sample.ts'
import { sampledTopic, topicNumbers } from './topic-numbers.ts'

const silent: Measured<never> = unknown('NO_ANSWER', sampledAt)
const broadcast: Measured<never> = { value: null, state: 'na', at: null, reason: 'BROADCAST' }

describe('numbers of a topic', () => {
  it('T-8: a stopped topic shows 0, one that nobody sampled is unknown', () => {
    const sample = handMadeSample({ topics: [{ topicName: 'stopped' }] })
    expect(topicNumbers(sampledTopic(sample, 'stopped')).inTps).toEqual(ok(0, sampledAt))
    for (const sampled of [sampledTopic(sample, 'new'), sampledTopic(null, 'stopped')]) {
      const { worstLag, ...rest } = topicNumbers(sampled)
      for (const number of Object.values(rest)) expect(number).toEqual(unknown('NOT_SAMPLED'))
      expect(worstLag).toBeNull()
    }
  })

  it('counts groups only where it is known who is online', () => {
    const sample = handMadeSample({
      topics: [
        { topicName: 'known', groupNames: ['a', 'b'], onlineGroups: ok(1, sampledAt) },
        { topicName: 'not-known', groupNames: ['a', 'b'], onlineGroups: silent },
      ],
    })
    expect(topicNumbers(sampledTopic(sample, 'known')).groups).toEqual(ok({ online: 1, all: 2 }, sampledAt))
    expect(topicNumbers(sampledTopic(sample, 'not-known')).groups).toEqual(silent)
  })
})

describe('worst lag', () => {
  const of = (lags: Record<string, Measured<bigint>>) => {
    const sample = handMadeSample({
      topics: [{ topicName: 't', groupNames: Object.keys(lags) }],
      groups: Object.entries(lags).map(([groupName, lag]) => ({ groupName, topics: [onTopic('t', { lag })] })),
    })
    return topicNumbers(sampledTopic(sample, 't')).worstLag
  }

  it.each<[string, Record<string, Measured<bigint>>, object | null]>([
    ['nobody reads it', {}, null],
    ['all broadcast', { a: broadcast }, null],
    ['nobody is behind', { a: broadcast, b: ok(0n, sampledAt) }, { groupName: 'b', lag: { value: 0n } }],
    ['of one group it is not known', { a: ok(0n, sampledAt), b: silent }, { groupName: 'b', lag: { value: null } }],
  ])('while %s', (_, lags, expected) => {
    const worst = of(lags)
    if (expected) expect(worst).toMatchObject(expected)
    else expect(worst).toBeNull()
  })

  it('T-23: names the group that the sampler found furthest behind', () => {
    const worstLag = { groupName: 'b', lag: ok(7n, sampledAt), lagTimeMs: ok(9_000, sampledAt), trend: 'UP' } as const
    const sample = handMadeSample({ topics: [{ topicName: 't', groupNames: ['a', 'b'], worstLag }] })
    expect(topicNumbers(sampledTopic(sample, 't')).worstLag).toEqual(worstLag)
  })
})
