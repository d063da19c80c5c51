import { describe, expect, it } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import { isWrongFit } from './group-fit.ts'
import type { TopicType } from './schema.ts'
import { handMadeSample, onTopic, sampledAt } from './testing/hand-made-sample.ts'
import { groupFlags } from './topic-flags.ts'
import { sampledTopic } from './topic-numbers.ts'
import type { TopicRow } from './topic-rows.ts'

const row = (parts: Partial<TopicRow> = {}) =>
  ({ topicName: 't', kind: 'NORMAL', type: 'FIFO', isTypeDeclared: true, ...parts }) as TopicRow // the rest of a row does not matter here

describe('wrong fit', () => {
  it.each<[TopicType, boolean | null, boolean]>([
    ['FIFO', false, true],
    ['FIFO', true, false],
    ['FIFO', null, false],
    ['NORMAL', true, true],
    ['NORMAL', false, false],
    ['DELAY', true, true],
    ['TRANSACTION', true, true],
    ['MIXED', true, false],
    ['MIXED', false, false],
    ['UNSPECIFIED', true, false],
  ])('a %s topic and a group whose order is %s: %s', (type, isOrdered, expected) => {
    expect(isWrongFit(row({ type }), isOrdered)).toBe(expected)
  })

  it('nobody declared the type of a topic of 4.x, so nothing misfits', () => {
    expect(isWrongFit(row({ type: 'NORMAL', isTypeDeclared: false }), true)).toBe(false)
  })

  it('marks a topic that one concurrent group reads, not one that it once read', () => {
    const sampleWith = (kind: 'SUBSCRIBED' | 'DEAD_SUBSCRIPTION', isOrdered: boolean | null = false) =>
      handMadeSample({
        topics: [{ topicName: 't', groupNames: ['concurrent', 'ordered'] }],
        groups: [
          { groupName: 'concurrent', isOrdered, topics: [onTopic('t', { kind })] },
          { groupName: 'ordered', isOrdered: true },
        ],
      })
    expect(groupFlags(row(), sampledTopic(sampleWith('SUBSCRIBED'), 't'))).toEqual(['WRONG_FIT'])
    expect(groupFlags(row(), sampledTopic(sampleWith('DEAD_SUBSCRIPTION'), 't'))).toEqual([])
    expect(groupFlags(row(), sampledTopic(sampleWith('SUBSCRIBED', null), 't'))).toEqual([])
  })
})

describe('no group', () => {
  it('is said only when it is known', () => {
    const sample = handMadeSample({
      topics: [
        { topicName: 'nobody' },
        { topicName: 'silent', onlineGroups: unknown('NO_ANSWER', sampledAt) },
        { topicName: 'old', onlineGroups: { value: 0, state: 'stale', at: sampledAt } },
        { topicName: 'read', groupNames: ['g'], onlineGroups: ok(0, sampledAt) },
      ],
    })
    const flagsOf = (topicName: string) => groupFlags(row({ topicName }), sampledTopic(sample, topicName))
    expect(flagsOf('nobody')).toEqual(['NO_GROUP'])
    for (const topicName of ['silent', 'old', 'read', 'not-sampled']) expect(flagsOf(topicName)).toEqual([])
    const retry = row({ kind: 'RETRY' })
    expect(groupFlags(retry, sampledTopic(sample, 'nobody'))).toEqual([])
  })
})
