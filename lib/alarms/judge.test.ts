import { expect, it } from 'vitest'
import { judge, type RowValue } from './judge.ts'
import { NewAlarmRule } from './rule-schema.ts'
import type { Severity } from './schema.ts'
import { shippedRules } from './shipped-rules.ts'

const known = (value: number): RowValue => ({ state: 'known', value })

/** The highest severity of a shipped rule that holds. */
function severityOf(name: string, ...values: number[]): Severity | null {
  const { conditions, combine } = NewAlarmRule.parse({ ...shippedRules[name], clusters: 'all' })
  const judgement = judge({ conditions, combine, parsed: null }, values.map(known))
  if (judgement.kind !== 'JUDGED') throw new Error(judgement.kind)
  const { CRITICAL, WARNING } = judgement.bySeverity
  return CRITICAL?.holds ? 'CRITICAL' : WARNING?.holds ? 'WARNING' : null
}

it('A-12: new dead letters in 5 min are a warning, and critical only beyond 100 in an hour', () => {
  expect(severityOf('dead-letters', 0, 0)).toBeNull()
  expect(severityOf('dead-letters', 65, 65)).toBe('WARNING')
  expect(severityOf('dead-letters', 0, 101)).toBe('CRITICAL')
})

it('half messages pile up where more than one a second stays undecided', () => {
  expect(severityOf('half-messages-fast', 60)).toBeNull()
  expect(severityOf('half-messages-fast', 61)).toBe('WARNING')
})

it('rows that hold together share the severity of the one that has it', () => {
  expect(severityOf('no-client', 0, 5)).toBe('CRITICAL')
  expect(severityOf('no-client', 1, 5)).toBeNull()
  expect(severityOf('group-lag', 20_000, 1)).toBe('WARNING')
  expect(severityOf('group-lag', 20_000, -1)).toBeNull()
})
