import { expect, it } from 'vitest'
import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { combine, type Heard, joinMeasured, sumOf } from './combine.ts'

const now = Date.parse('2026-11-26T12:00:00Z')
const options = { now, staleAfterMs: 45_000 }
const up = (value: bigint | null, agoMs = 0): Heard<bigint> => ({ value, at: now - agoMs, isSilent: false })
const silent = (value: bigint | null, agoMs: number): Heard<bigint> => ({ value, at: now - agoMs, isSilent: true })
const never: Heard<bigint> = { value: null, at: null, isSilent: true }

it.each<[string, Heard<bigint>[], object, object]>([
  ['all answer', [up(1n), up(2n, 500)], { value: 3n, state: 'ok', at: new Date(now - 500) }, {}],
  ['one silent for 20 s', [up(1n), silent(2n, 20_000)], { value: 3n, state: 'stale', reason: 'OLD' }, {}],
  [
    'X-1: one silent for three periods',
    [up(1n), silent(2n, 46_000)],
    { value: null, state: 'unknown', reason: 'NO_ANSWER' },
    { value: 1n, state: 'estimate', reason: 'PARTIAL' },
  ],
  [
    'one that never answered',
    [up(1n), never],
    { value: null, state: 'unknown', reason: 'NO_ANSWER' },
    { value: 1n, state: 'estimate', reason: 'PARTIAL' },
  ],
  [
    'all silent',
    [silent(1n, 60_000)],
    { value: null, state: 'unknown', reason: 'NO_ANSWER' },
    { value: null, state: 'unknown', reason: 'NO_ANSWER' },
  ],
  [
    'one without a value yet',
    [up(1n), up(null)],
    { value: null, state: 'unknown', reason: 'NOT_SAMPLED' },
    { value: null, reason: 'NOT_SAMPLED' },
  ],
  ['no server at all', [], { value: null, state: 'unknown', reason: 'NOT_SAMPLED' }, {}],
])('%s', (_, parts, whole, atLeast) => {
  expect(combine(parts, sumOf, options)).toMatchObject(whole)
  expect(combine(parts, sumOf, { ...options, isAtLeast: true })).toMatchObject(atLeast)
})

const na: Measured<bigint> = { value: null, state: 'na', at: null, reason: 'BROADCAST' }

it.each<[string, Measured<bigint>[], object]>([
  [
    'as old as the oldest',
    [ok(1n, new Date(now)), ok(2n, new Date(now - 9))],
    { value: 3n, state: 'ok', at: new Date(now - 9) },
  ],
  [
    'as doubtful as the most doubtful',
    [ok(1n, new Date(now)), { value: 2n, state: 'stale', at: new Date(now), reason: 'OLD' }],
    { value: 3n, state: 'stale', reason: 'OLD' },
  ],
  [
    'unknown makes unknown',
    [ok(1n, new Date(now)), unknown('NO_ANSWER')],
    { value: null, state: 'unknown', reason: 'NO_ANSWER' },
  ],
  ['what does not apply is left out', [ok(1n, new Date(now)), na], { value: 1n, state: 'ok' }],
  ['nothing applies', [na], { value: null, state: 'na', reason: 'BROADCAST' }],
])('joined: %s', (_, parts, expected) => {
  expect(joinMeasured(parts, sumOf)).toMatchObject(expected)
})
