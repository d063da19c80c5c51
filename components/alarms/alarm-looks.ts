import type { State } from '#components/ui/state-pill.tsx'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import type { AlarmState, Severity } from '#lib/alarms/schema.ts'
import type { Episode, EpisodeLook } from './strip-episode.ts'

export const severityLooks = { CRITICAL: 'critical', WARNING: 'warning', INFO: 'info' } as const satisfies Record<
  Severity,
  State
>

type Shown = Pick<AlarmInstance, 'state' | 'severity' | 'silencedBy' | 'inhibitedBy'>

/** Word of `alarms.states` and how it is drawn. What is not notified is grey: it is true, but nobody is called. */
export function lookOf({ state, severity, silencedBy, inhibitedBy }: Shown): { state: State; word: StateWord } {
  if (state === 'FIRING' || state === 'RECOVERING') {
    if (inhibitedBy) return { state: 'silenced', word: 'INHIBITED' }
    if (silencedBy) return { state: 'silenced', word: 'SILENCED' }
  }
  if (state === 'FIRING') return { state: severityLooks[severity ?? 'INFO'], word: severity ?? 'FIRING' }
  return { state: stateLooks[state], word: state }
}

export type StateWord = AlarmState | Severity | 'INHIBITED' | 'SILENCED'

export const stateLooks: Record<Exclude<AlarmState, 'FIRING'>, State> = {
  OK: 'ok',
  PENDING: 'pending',
  RECOVERING: 'recovering',
  NO_DATA: 'unknown',
  ERROR: 'unknown',
  CLOSED: 'silenced',
}

/** How a state is drawn on a strip of time; null = the thin line. */
export function episodeLook(state: AlarmState, severity: Severity | null): EpisodeLook | null {
  switch (state) {
    case 'FIRING':
      return severityLooks[severity ?? 'INFO']
    case 'PENDING':
      return 'pending'
    case 'RECOVERING':
      return 'recovering'
    case 'NO_DATA':
    case 'ERROR':
      return 'unknown'
    default:
      return null
  }
}

/** An incident as one stretch: pending to its firing, then as bad as it became, to its end. */
export function episodesOf(
  incident: Pick<AlarmInstance, 'since' | 'firedAt' | 'endedAt' | 'state' | 'severity' | 'peakSeverity' | 'silencedBy'>,
): Episode[] {
  const { since, firedAt, endedAt, state, severity, peakSeverity, silencedBy } = incident
  const isOpen = endedAt === null
  if (firedAt === null) return [{ from: since, to: endedAt, look: episodeLook(state, severity) ?? 'pending' }]
  const look = isOpen
    ? silencedBy
      ? 'silenced'
      : (episodeLook(state, severity) ?? 'pending')
    : severityLooks[peakSeverity ?? 'INFO']
  return [
    ...(since < firedAt ? [{ from: since, to: firedAt, look: 'pending' as const }] : []),
    { from: firedAt, to: endedAt, look },
  ]
}

/** Worst first: critical, warning, unknown, recovering, pending, info, what nobody is called for. */
export function rankOf(alarm: Shown): number {
  const order: State[] = ['critical', 'warning', 'unknown', 'recovering', 'pending', 'info', 'silenced', 'ok']
  return order.indexOf(lookOf(alarm).state)
}
