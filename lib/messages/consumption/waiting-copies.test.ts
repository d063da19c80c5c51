import { expect, it } from 'vitest'
import { buildMessage } from '#lib/messages/testing/build-message.ts'
import { dueAt } from './waiting-copies.ts'

const stored = new Date('2026-11-22T14:00:00.000Z')
const levels = '1s 5s 10s 30s 1m 2h 3d'

it.each([
  ['the first level', 0, levels, '2026-11-22T14:00:01.000Z'],
  ['a level of minutes', 4, levels, '2026-11-22T14:01:00.000Z'],
  ['a level of hours', 5, levels, '2026-11-22T16:00:00.000Z'],
  ['a level of days', 6, levels, '2026-11-25T14:00:00.000Z'],
  ['a level that the broker does not have', 7, levels, null],
  ['levels nobody can read', 0, 'soon', null],
])('%s is due after its delay', (_, queueId, text, expected) => {
  const message = buildMessage({ topicName: 'SCHEDULE_TOPIC_XXXX', queueId, storeTimestamp: stored })
  expect(dueAt(message, text)).toEqual(expected === null ? null : new Date(expected))
})

it('a timer is due at the time that its broker reckoned', () => {
  const message = buildMessage({
    topicName: 'rmq_sys_wheel_timer',
    storeTimestamp: stored,
    properties: new Map([['TIMER_OUT_MS', `${stored.getTime() + 7_000}`]]),
  })
  expect(dueAt(message, levels)).toEqual(new Date('2026-11-22T14:00:07.000Z'))
  expect(dueAt(buildMessage({ topicName: 'rmq_sys_wheel_timer', storeTimestamp: stored }), levels)).toBeNull()
})
