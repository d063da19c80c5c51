import { expect, it } from 'vitest'
import { comparePlans, targetsToApply } from './compare-plans.ts'
import type { PlannedQueue, ResetPlan } from './reset-plan.ts'

const queue = (parts: Partial<PlannedQueue> = {}): PlannedQueue => ({
  topicName: 't',
  brokerName: 'a',
  queueId: 0,
  minOffset: 0n,
  maxOffset: 100n,
  currentOffset: 10n,
  targetOffset: 100n,
  effect: 'SKIPS',
  count: 90n,
  storeTimestamp: null,
  mechanism: 'BROKER',
  address: '10.0.0.1:10911',
  isPop: false,
  ...parts,
})
const plan = (parts: Partial<ResetPlan> = {}): ResetPlan => ({
  model: null,
  mechanism: 'BROKER',
  isOnline: false,
  onlineClients: 0,
  inflight: null,
  queues: [queue()],
  pushes: [],
  ...parts,
})
const online = (parts: Partial<ResetPlan> = {}) =>
  plan({ isOnline: true, onlineClients: 1, model: 'CLUSTERING', ...parts })

it.each<[string, ResetPlan, ResetPlan, string | null]>([
  ['nothing moved', plan(), plan(), null],
  ['only the end of the queue moved', plan(), plan({ queues: [queue({ maxOffset: 120n, targetOffset: 120n })] }), null],
  ['a commit', plan(), plan({ queues: [queue({ currentOffset: 11n })] }), 'OFFSETS'],
  ['a first commit', plan({ queues: [queue({ currentOffset: null })] }), plan(), 'OFFSETS'],
  ['a commit of a running group', online(), online({ queues: [queue({ currentOffset: 11n })] }), null],
  ['a queue more', plan(), plan({ queues: [queue(), queue({ queueId: 1 })] }), 'QUEUES'],
  ['another queue', plan(), plan({ queues: [queue({ queueId: 1 })] }), 'QUEUES'],
  ['another master', plan(), plan({ queues: [queue({ address: '10.0.0.2:10911' })] }), 'QUEUES'],
  ['another mechanism', plan(), plan({ queues: [queue({ mechanism: 'COMMIT' })] }), 'MECHANISM'],
  ['a client came', plan(), online(), 'CLIENTS'],
  ['the last client went', online(), plan(), 'CLIENTS'],
  ['another model', online(), online({ model: 'BROADCASTING' }), 'MODEL'],
])('%s', (_, shown, now, expected) => {
  expect(comparePlans(shown, now)).toBe(expected)
})

it('G-16: a group that stands still goes exactly where it was shown, not past messages that came since', () => {
  const now = plan({ queues: [queue({ maxOffset: 120n, targetOffset: 120n, count: 110n })] })
  expect(targetsToApply(plan(), now).queues[0]).toMatchObject({ targetOffset: 100n, count: 90n })
})

it('follows the oldest message when what was shown is deleted', () => {
  const shown = plan({ queues: [queue({ targetOffset: 0n })] })
  const now = plan({ queues: [queue({ minOffset: 5n, targetOffset: 5n })] })
  expect(targetsToApply(shown, now).queues[0]).toMatchObject({ targetOffset: 5n, note: 'CLAMPED_TO_MIN' })
})

it('a running group goes where the target is now', () => {
  const now = online({ queues: [queue({ currentOffset: 30n, targetOffset: 120n })] })
  expect(targetsToApply(online(), now).queues[0]).toMatchObject({ targetOffset: 120n })
})
