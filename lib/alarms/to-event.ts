import type { AlarmEvent as EventRow, AlarmInstance as InstanceRow } from '#lib/db/generated/client.ts'
import { AlarmEvent } from './incident-schema.ts'
import { objectOf } from './instance-row.ts'

export const withInstance = { instance: true } as const

/** One line of a timeline as it is shown. */
export function toEvent({ instance, fromState, toState, ...row }: EventRow & { instance: InstanceRow }): AlarmEvent {
  const { eventId, instanceId, ruleId, clusterId, at, value, threshold, by, text } = row
  // Words of ours, written by the evaluation and the verbs.
  const words = AlarmEvent.pick({
    kind: true,
    from: true,
    to: true,
    severity: true,
    closeReason: true,
    transition: true,
    hiddenBy: true,
  }).parse({ ...row, from: fromState, to: toState })
  return {
    eventId,
    instanceId,
    ruleId,
    ruleName: instance.ruleName,
    clusterId,
    object: objectOf(instance),
    at,
    value,
    threshold,
    by,
    text,
    ...words,
  }
}
