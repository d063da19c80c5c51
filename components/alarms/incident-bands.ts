import type { AlarmEvent, AlarmIncident } from '#lib/alarms/incident-schema.ts'
import type { Severity } from '#lib/alarms/schema.ts'

export interface SeverityBand {
  from: Date
  to: Date | null
  severity: 'info' | 'warning' | 'critical'
}

const keys = { INFO: 'info', WARNING: 'warning', CRITICAL: 'critical' } as const satisfies Record<Severity, string>

/** When it fired and how badly, out of its events: recovering still counts, as nobody was told that it ended. */
export function bandsOf({ events, endedAt }: Pick<AlarmIncident, 'events' | 'endedAt'>): SeverityBand[] {
  const bands: SeverityBand[] = []
  const isFiring = ({ to }: AlarmEvent) => to === 'FIRING' || to === 'RECOVERING'
  const changes = events
    .filter(({ kind }) => kind === 'STATE' || kind === 'SEVERITY')
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
  let open: SeverityBand | null = null
  for (const event of changes) {
    const severity = isFiring(event) ? keys[event.severity ?? 'INFO'] : null
    if (open && open.severity === severity) continue
    if (open) bands.push({ ...open, to: event.at })
    open = severity === null ? null : { from: event.at, to: null, severity }
  }
  if (open) bands.push({ ...open, to: endedAt })
  return bands
}
