import { expect, test } from 'vitest'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import { queueKey, queueOwners } from './queue-owners.ts'

const queue = (queueId: number, parts: Partial<RunningInfo['queues'][number]> = {}) => ({
  topicName: 't',
  brokerName: 'a',
  queueId,
  commitOffset: null,
  cachedMessages: null,
  cachedMiB: null,
  cachedMinOffset: null,
  cachedMaxOffset: null,
  isLocked: null,
  isDropped: false,
  lastPullAt: null,
  lastConsumeAt: null,
  lastLockAt: null,
  ...parts,
})
const says = (...queues: RunningInfo['queues']): RunningInfo => ({
  properties: {},
  subscriptions: [],
  queues,
  popQueues: [],
  statuses: [],
  jstack: null,
})

test('G-12: who claims a queue owns it; what was given up nobody owns; of two the one that pulled last', () => {
  const owners = queueOwners(
    new Map([
      ['one', says(queue(0), queue(1, { isDropped: true }), queue(2, { lastPullAt: new Date(1_000) }))],
      ['two', says(queue(2, { lastPullAt: new Date(2_000) }))],
    ]),
  )
  const ownerOf = (queueId: number) => owners.get(queueKey({ topicName: 't', brokerName: 'a', queueId }))
  expect([0, 1, 2, 3].map(ownerOf)).toEqual(['one', undefined, 'two', undefined])
})
