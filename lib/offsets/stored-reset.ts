import { z } from 'zod'
import { Int64, TargetError } from '#lib/api/endpoint.ts'
import type { OffsetReset as ResetRow } from '#lib/db/generated/client.ts'
import { type ReadScope, wholeScope } from '#lib/users/read-scope.ts'
import { totalsOf } from './reset-plan.ts'
import {
  type OffsetReset,
  type OffsetResetItem,
  ResetEffect,
  ResetMechanism,
  ResetOutcome,
  type ResetQueue,
  StoredTarget,
} from './schema.ts'

/** One queue of a reset as its row keeps it: what was to be done, what was done, what was seen. */
export const StoredQueue = z.object({
  topicName: z.string(),
  brokerName: z.string(),
  queueId: z.number().int(),
  address: z.string(),
  mechanism: ResetMechanism,
  isPop: z.boolean(),
  minOffset: Int64,
  currentOffset: Int64.nullable(),
  targetOffset: Int64,
  effect: ResetEffect,
  count: Int64,
  write: z.enum(['NOT_NEEDED', 'PENDING', 'DONE', 'FAILED', 'UNKNOWN']),
  outcome: ResetOutcome,
  consumerOffset: Int64.nullable(),
  hasMoved: z.boolean(),
  error: TargetError.optional(),
})
export type StoredQueue = z.output<typeof StoredQueue>

export const encodeQueues = (queues: readonly StoredQueue[]): z.input<typeof StoredQueue>[] =>
  z.encode(z.array(StoredQueue), [...queues])
export const decodeQueues = (json: unknown): StoredQueue[] => z.array(StoredQueue).parse(json)

/** With the queues of the topics that the reader sees. */
export function toReset(row: ResetRow, scope: ReadScope = wholeScope): OffsetReset {
  const queues = seenQueues(row, scope)
  return { ...headOf(row, queues, scope), checkedAt: row.checkedAt, queues: queues.map(toResetQueue) }
}

const seenQueues = (row: ResetRow, scope: ReadScope) =>
  decodeQueues(row.queues).filter(({ topicName }) => scope.topic(topicName))

export function toResetItem(row: ResetRow, scope: ReadScope): OffsetResetItem {
  const queues = seenQueues(row, scope)
  const count = (outcome: ResetOutcome) => queues.filter((queue) => queue.outcome === outcome).length
  return {
    ...headOf(row, queues, scope),
    outcomes: {
      APPLIED: count('APPLIED'),
      WAITING: count('WAITING'),
      OVERWRITTEN: count('OVERWRITTEN'),
      FAILED: count('FAILED'),
      UNKNOWN: count('UNKNOWN'),
    },
    topicNames: [...new Set(queues.map(({ topicName }) => topicName))],
  }
}

function headOf(row: ResetRow, queues: readonly StoredQueue[], scope: ReadScope) {
  const target = StoredTarget.parse(row.target)
  const isForeign = target.groupName !== undefined && !scope.group(target.groupName)
  return {
    resetId: row.resetId,
    groupName: row.groupName,
    snapshotId: row.snapshotId,
    by: row.resetBy,
    reason: row.reason,
    target: isForeign ? { ...target, groupName: '(outside your scope)' } : target,
    mechanism: ResetMechanism.parse(row.mechanism),
    startedAt: row.startedAt,
    appliedAt: row.appliedAt,
    nextCheckAt: row.nextCheckAt,
    totals: totalsOf(queues),
  }
}

function toResetQueue(queue: StoredQueue): ResetQueue {
  const { topicName, brokerName, queueId, currentOffset, targetOffset, outcome, consumerOffset, error } = queue
  return {
    ...{ topicName, brokerName, queueId, currentOffset, targetOffset, outcome, consumerOffset },
    ...(error && { error }),
  }
}
