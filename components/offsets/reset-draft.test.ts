import { expect, it } from 'vitest'
import { emptyResetDraft, type ResetDraft, toResetQuestion } from './reset-draft.ts'

const queue = { topicName: 't', brokerName: 'a', queueId: 0 }
const context = {
  groupName: 'g',
  queues: [queue, { ...queue, queueId: 1 }],
  now: new Date('2026-11-22T12:00:00.000Z'),
  timeZone: 'Asia/Shanghai',
}
const ask = (parts: Partial<ResetDraft>) => toResetQuestion(emptyResetDraft(parts), context)

it('skips the backlog of all topics unless told else', () => {
  expect(ask({})).toEqual({ scope: {}, target: { kind: 'LATEST' } })
})

it('reads a time in the zone of the console', () => {
  expect(ask({ kind: 'TIME', time: '2026-11-22 14:00:00.500' })).toEqual({
    scope: {},
    target: { kind: 'TIME', at: new Date('2026-11-22T06:00:00.500Z') },
  })
})

it('takes the time of a message as it is written, to the millisecond', () => {
  const at = new Date('2026-11-22T05:59:59.123Z')
  expect(ask({ topicName: 't', kind: 'TIME', time: at.toISOString() })).toEqual({
    scope: { topicNames: ['t'] },
    target: { kind: 'TIME', at },
  })
})

it('keeps an offset whole and names its queue', () => {
  const question = ask({
    topicName: 't',
    queueKeys: ['a 1'],
    kind: 'OFFSETS',
    offsets: { 'a 1': '9,223,372,036,854,775,807' },
  })
  const named = { ...queue, queueId: 1 }
  expect(question).toEqual({
    scope: { queues: [named] },
    target: { kind: 'OFFSETS', offsets: [{ ...named, queueOffset: 9_223_372_036_854_775_807n }] },
  })
})

it('names brokers when only some are to be reset', () => {
  expect(ask({ topicName: 't', brokerNames: ['a'] })).toMatchObject({
    scope: { topicNames: ['t'], brokerNames: ['a'] },
  })
})

it.each<[Partial<ResetDraft>, unknown]>([
  [
    { kind: 'SHIFT', by: '-1,000' },
    { scope: {}, target: { kind: 'SHIFT', by: -1_000n } },
  ],
  [
    { kind: 'SHIFT', by: '−5' },
    { scope: {}, target: { kind: 'SHIFT', by: -5n } },
  ],
  [{ kind: 'SHIFT', by: '0' }, { problem: 'by' }],
  [{ kind: 'SHIFT', by: '1.5' }, { problem: 'by' }],
  [{ kind: 'TIME', time: 'yesterday' }, { problem: 'time' }],
  [{ kind: 'TIME', time: '2026-11-23 00:00' }, { problem: 'timeInFuture' }],
  [{ kind: 'OFFSETS', topicName: 't' }, { problem: 'needsQueues' }],
  [{ kind: 'OFFSETS', topicName: 't', queueKeys: ['a 0'], offsets: { 'a 0': '-1' } }, { problem: 'offset' }],
  [
    { kind: 'OFFSETS', topicName: 't', queueKeys: ['a 0'], offsets: { 'a 0': '9223372036854775808' } },
    { problem: 'offset' },
  ],
  [{ kind: 'GROUP' }, { problem: 'needsGroup' }],
  [{ kind: 'GROUP', groupName: 'g' }, { problem: 'sameGroup' }],
  [{ kind: 'SNAPSHOT' }, { problem: 'needsSnapshot' }],
])('%o', (parts, expected) => {
  expect(ask(parts)).toEqual(expected)
})
