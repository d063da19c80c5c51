import { AppError } from '#lib/errors.ts'

/** Why a reset cannot be done as it is asked for. The browser translates it. */
export type ResetRefusal =
  | 'SYSTEM_GROUP'
  | 'BROADCAST'
  | 'BROKER_SILENT'
  | 'STATIC_TOPIC'
  | 'NOTHING_IN_SCOPE'
  | 'CLIENTS_UNKNOWN'
  | 'ONLINE_GRPC'
  | 'ONLINE_WHOLE_TOPICS'
  | 'ONLINE_NEVER_COMMITTED'

/** A state that forbids the reset: CONFLICT with its reason, in one sentence that says what to do. */
export const refuseReset = (reason: ResetRefusal, detail: string, extra: Record<string, unknown> = {}): AppError =>
  new AppError('CONFLICT', detail, { reason, extra })

/** @throws AppError CONFLICT for a group that RocketMQ made for itself */
export function requireOwnGroup(groupName: string, isSystem: boolean): void {
  if (!isSystem) return
  throw refuseReset(
    'SYSTEM_GROUP',
    `${groupName} is a group that RocketMQ keeps for itself: its offsets are not reset.`,
  )
}
