import { expect, test } from 'vitest'
import type { DiagnosisLine } from '#lib/diagnoses/schema.ts'
import { compareDiagnoses } from './compare-diagnoses.ts'

const line = (parts: Pick<DiagnosisLine, 'check' | 'cause' | 'verdict'> & Partial<DiagnosisLine>): DiagnosisLine => ({
  ...{ params: {}, title: '', advice: null, evidence: [], evidenceTotal: 0, link: null },
  ...parts,
})

test('G-25: two records check by check: what changed, what is the same, what only one of them looked at', () => {
  const off = line({ check: 'SWITCH', verdict: 'BAD', cause: 'CONSUMPTION_OFF', params: { brokers: 'a' } })
  const on = line({ check: 'SWITCH', verdict: 'OK', cause: 'CONSUMPTION_ON' })
  const lag = (count: number) => line({ check: 'LAG', verdict: 'WARN', cause: 'BEHIND', params: { lag: count } })
  const fit = line({ check: 'TOPIC_FIT', verdict: 'OK', cause: 'TOPICS_FIT', params: { count: 1 } })
  const rows = compareDiagnoses({ lines: [off, lag(5), fit] }, { lines: [lag(5), on] })
  expect(rows.map(({ check, isSame }) => [check, isSame])).toEqual([
    ['SWITCH', false],
    ['TOPIC_FIT', false],
    ['LAG', true],
  ])
  expect(rows[1]).toMatchObject({ before: [fit], after: [] })
  expect(compareDiagnoses({ lines: [lag(5)] }, { lines: [lag(6)] })[0]?.isSame).toBe(false)
})
