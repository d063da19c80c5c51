import { describe, expect, it } from 'vitest'
import { isConfirmed, isDifferent, mergeDifferences, routeText, type SeenDifference } from './compare-answers.ts'

const queue = (brokerName: string, perm = 6, count = 8) => ({
  brokerName,
  perm,
  readQueueNums: count,
  writeQueueNums: count,
  topicSysFlag: 0,
})
const route = (...queues: ReturnType<typeof queue>[]) => ({ queues, brokers: [], orderTopicConf: null })
const all = () => true

describe('routeText', () => {
  it('does not depend on the order in which a name server lists', () => {
    const text = 'broker-a RW 8/8, broker-b R 4/4'
    expect(routeText(route(queue('broker-b', 4, 4), queue('broker-a')), all)).toBe(text)
    expect(routeText(route(queue('broker-a'), queue('broker-b', 4, 4)), all)).toBe(text)
  })

  it('is null without queues that count', () => {
    expect(routeText(null, all)).toBeNull()
    expect(routeText(route(queue('broker-b')), (name) => name === 'broker-a')).toBeNull()
  })
})

it('one answer differs from nothing, an unknown thing from a known one', () => {
  expect(isDifferent([{ address: 'a', value: 'x' }])).toBe(false)
  expect(
    isDifferent([
      { address: 'a', value: 'x' },
      { address: 'b', value: null },
    ]),
  ).toBe(true)
})

describe('mergeDifferences', () => {
  const [first, second] = [new Date(1_000), new Date(61_000)]
  const found = (name: string) => ({ kind: 'topic' as const, name, values: [] })
  const known = (name: string): SeenDifference => ({ ...found(name), firstSeenAt: first, seenAt: first })
  const names = (differences: SeenDifference[]) => differences.map((each) => [each.name, isConfirmed(each)])

  it('believes what is seen twice, forgets what is gone, keeps what was not looked at', () => {
    const before = [known('again'), known('gone'), known('not-looked-at')]
    const compared = new Set(['topic again', 'topic gone', 'topic new'])
    expect(names(mergeDifferences(before, [found('new'), found('again')], compared, second))).toEqual([
      ['again', true],
      ['new', false],
      ['not-looked-at', false],
    ])
  })
})
