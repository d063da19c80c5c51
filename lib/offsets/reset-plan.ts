import { z } from 'zod'
import { Int64, Time } from '#lib/api/endpoint.ts'
import {
  PreviewQueue,
  ResetMechanism,
  type ResetScope,
  ResetTarget,
  type ResetTotals,
  type ResetWarning,
} from './schema.ts'

export const PlannedQueue = PreviewQueue.extend({ address: z.string(), isPop: z.boolean() })
export type PlannedQueue = z.output<typeof PlannedQueue>

/** What a broker is told that pushes a reset to its clients: whole topics and one time only. */
export const PlannedPush = z.object({
  topicName: z.string(),
  brokerName: z.string(),
  /** Null: the end of each queue. */
  at: Time.nullable(),
})
export type PlannedPush = z.output<typeof PlannedPush>

/** What a reset is asked for. */
export interface PlanInput {
  groupName: string
  scope: ResetScope
  target: ResetTarget
}

/** What a reset would do at this moment, all of it: stored with a preview, and worked out once more when it is applied. */
export const ResetPlan = z.object({
  model: z.enum(['CLUSTERING', 'BROADCASTING']).nullable(),
  mechanism: ResetMechanism,
  isOnline: z.boolean(),
  onlineClients: z.number().int(),
  inflight: Int64.nullable(),
  queues: z.array(PlannedQueue),
  pushes: z.array(PlannedPush),
})
export type ResetPlan = z.output<typeof ResetPlan>

/** A plan with what is said about it. */
export interface ExplainedPlan extends ResetPlan {
  warnings: ResetWarning[]
  command: string
}

/** JSON for a column, and back: int64 as decimal strings. */
export const encodePlan = (plan: ResetPlan): z.input<typeof ResetPlan> => z.encode(ResetPlan, plan)
export const decodePlan = (json: unknown): ResetPlan => ResetPlan.parse(json)
export const encodeTarget = (target: ResetTarget): z.input<typeof ResetTarget> => z.encode(ResetTarget, target)
export const decodeTarget = (json: unknown): ResetTarget => ResetTarget.parse(json)

export function totalsOf(queues: readonly Pick<PlannedQueue, 'effect' | 'count'>[]): ResetTotals {
  const sum = (effect: PlannedQueue['effect']) =>
    queues.reduce((total, queue) => (queue.effect === effect ? total + queue.count : total), 0n)
  return { queues: queues.length, skips: sum('SKIPS'), repeats: sum('REPEATS') }
}

const weakness: Record<ResetMechanism, number> = { BROKER: 0, COMMIT: 1, CLIENTS: 2 }

/** The mechanism that promises least stands for all. */
export const weakest = (mechanisms: Iterable<ResetMechanism>): ResetMechanism =>
  [...mechanisms].reduce<ResetMechanism>((a, b) => (weakness[b] > weakness[a] ? b : a), 'BROKER')

export const queueKey = ({
  topicName,
  brokerName,
  queueId,
}: {
  topicName: string
  brokerName: string
  queueId: number
}): string => `${brokerName}/${queueId}/${topicName}`
