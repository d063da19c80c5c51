import { expect, test } from 'vitest'
import type { AlarmEvent } from '#lib/alarms/incident-schema.ts'
import { bandsOf } from './incident-bands.ts'

const at = (minute: number) => new Date(minute * 60_000)
const event = (
  minute: number,
  to: AlarmEvent['to'],
  severity: AlarmEvent['severity'],
  kind: AlarmEvent['kind'] = 'STATE',
) => ({ at: at(minute), kind, to, severity }) as AlarmEvent // only what the bands read

test('an incident is as bad as it was at each time, newest event first or not', () => {
  expect(
    bandsOf({
      events: [
        event(9, 'OK', null),
        event(7, 'RECOVERING', 'CRITICAL'),
        event(5, 'FIRING', 'CRITICAL', 'SEVERITY'),
        event(4, 'FIRING', 'WARNING', 'NOTE'),
        event(2, 'FIRING', 'WARNING'),
        event(0, 'PENDING', 'WARNING'),
      ],
      endedAt: at(9),
    }),
  ).toEqual([
    { from: at(2), to: at(5), severity: 'warning' },
    { from: at(5), to: at(9), severity: 'critical' },
  ])
})

test('one that fires still has no end', () => {
  expect(bandsOf({ events: [event(2, 'FIRING', 'WARNING')], endedAt: null })).toEqual([
    { from: at(2), to: null, severity: 'warning' },
  ])
})
