import { expect, test } from 'vitest'
import { episodesOf, lookOf, rankOf } from './alarm-looks.ts'

const silencedBy = { silenceId: 's', reason: 'deploy', by: 'ann', until: null }
const inhibitedBy = { instanceId: 'i', ruleId: 'r', ruleName: 'Broker down', object: { level: 'broker' as const } }

test('a firing alarm is as bad as its severity, and grey while nobody is called for it', () => {
  expect(lookOf({ state: 'FIRING', severity: 'CRITICAL' })).toEqual({ state: 'critical', word: 'CRITICAL' })
  expect(lookOf({ state: 'FIRING', severity: 'CRITICAL', silencedBy })).toEqual({ state: 'silenced', word: 'SILENCED' })
  expect(lookOf({ state: 'FIRING', severity: 'CRITICAL', silencedBy, inhibitedBy }).word).toBe('INHIBITED')
  expect(lookOf({ state: 'RECOVERING', severity: 'WARNING' }).state).toBe('recovering')
})

test('no data and a failed collection are unknown, never OK', () => {
  expect(lookOf({ state: 'NO_DATA', severity: 'CRITICAL' }).state).toBe('unknown')
  expect(lookOf({ state: 'ERROR', severity: null }).state).toBe('unknown')
})

test('worst first, what is silenced last', () => {
  const rows = [
    { state: 'FIRING' as const, severity: 'CRITICAL' as const, silencedBy },
    { state: 'PENDING' as const, severity: 'WARNING' as const },
    { state: 'FIRING' as const, severity: 'WARNING' as const },
    { state: 'NO_DATA' as const, severity: 'WARNING' as const },
    { state: 'FIRING' as const, severity: 'CRITICAL' as const },
  ]
  expect(rows.sort((a, b) => rankOf(a) - rankOf(b)).map((row) => lookOf(row).word)).toEqual([
    'CRITICAL',
    'WARNING',
    'NO_DATA',
    'PENDING',
    'SILENCED',
  ])
})

test('an incident is pending until it fires, then as bad as it became', () => {
  const at = (second: number) => new Date(second * 1000)
  expect(
    episodesOf({
      since: at(0),
      firedAt: at(60),
      endedAt: at(300),
      state: 'OK',
      severity: 'WARNING',
      peakSeverity: 'CRITICAL',
    }),
  ).toEqual([
    { from: at(0), to: at(60), look: 'pending' },
    { from: at(60), to: at(300), look: 'critical' },
  ])
  expect(
    episodesOf({
      since: at(0),
      firedAt: null,
      endedAt: null,
      state: 'PENDING',
      severity: 'WARNING',
      peakSeverity: null,
    }),
  ).toEqual([{ from: at(0), to: null, look: 'pending' }])
})
