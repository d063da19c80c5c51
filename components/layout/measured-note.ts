import type { Measured } from '#lib/api/endpoint.ts'

/** What there is to say of a measured value beside it, as keys of the words under `measured`. */
export interface MeasuredNote {
  reason: NonNullable<Measured<unknown>['reason']> | null
  /** Said where no reason is. */
  state: Exclude<Measured<unknown>['state'], 'ok'> | null
  at: Date | null
  /** Nothing but its time: the value is good. */
  isTimeOnly: boolean
}

export function measuredNote(measured: Measured<unknown> | null | undefined): MeasuredNote {
  const { state = 'na', reason = null, at = null } = measured ?? {}
  const isGood = state === 'ok' && reason === null
  return { reason, state: reason !== null || state === 'ok' ? null : state, at, isTimeOnly: isGood && at !== null }
}
