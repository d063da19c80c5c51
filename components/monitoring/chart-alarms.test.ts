import { expect, test } from 'vitest'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import type { AlarmRule } from '#lib/alarms/rule-schema.ts'
import { bandsOf, limitsOf } from './chart-alarms.ts'

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 14, minute))
const line = { metric: 'lag', scope: 'group', object: { groupName: 'late' } } as const

const incident = (parts: Partial<AlarmInstance>): AlarmInstance =>
  ({
    metric: 'lag',
    object: { level: 'group', groupName: 'late' },
    severity: 'CRITICAL',
    peakSeverity: 'CRITICAL',
    firedAt: at(10),
    endedAt: at(20),
    ...parts,
  }) as AlarmInstance // what the bands read of it

const rule = (parts: Partial<AlarmRule>): AlarmRule =>
  ({
    isEnabled: true,
    level: 'group',
    selector: {},
    conditions: [
      { metric: 'lag', operator: 'gt', periodSeconds: 60, aggregate: 'last', thresholds: { critical: 500 } },
    ],
    ...parts,
  }) as AlarmRule // what the limits read of it

test('an incident is a band from when it fired to its end, or to now', () => {
  const open = incident({ endedAt: null, severity: 'WARNING' })
  expect(bandsOf([line], [incident({}), open], at(40))).toEqual([
    { from: at(10), to: at(20), state: 'critical' },
    { from: at(10), to: at(40), state: 'warning' },
  ])
})

test('what is only for information is drawn as that, not as a warning', () => {
  expect(bandsOf([line], [incident({ severity: null, peakSeverity: 'INFO' })], at(40))).toMatchObject([
    { state: 'info' },
  ])
  const conditions = rule({}).conditions.map((row) => ({ ...row, thresholds: { info: 100, warning: 300 } }))
  expect(limitsOf([line], [rule({ conditions })])).toEqual([
    { value: 100, state: 'info' },
    { value: 300, state: 'warning' },
  ])
})

test('an incident of another object or metric, and one that never fired, is no band', () => {
  const others = [
    incident({ object: { level: 'group', groupName: 'other' } }),
    incident({ object: { level: 'groupTopic', groupName: 'late', topicName: 'orders' } }),
    incident({ metric: 'lagTimeMs' }),
    incident({ firedAt: null }),
  ]
  expect(bandsOf([line], others, at(40))).toEqual([])
})

test('limits are those of rules about the object by name and about all of its kind, each once', () => {
  const named = rule({ selector: { names: ['late'] } })
  expect(limitsOf([line], [rule({}), named])).toEqual([{ value: 500, state: 'critical' }])
})

test('a rule that is off, about others, or that picks by what only the evaluation knows, draws no line', () => {
  const rules = [
    rule({ isEnabled: false }),
    rule({ selector: { names: ['other'] } }),
    rule({ selector: { labels: { team: 'pay' } } }),
    rule({ level: 'topic' }),
  ]
  expect(limitsOf([line], rules)).toEqual([])
})
