import { expect, test } from 'vitest'
import { asLast, parseInstant, resolveRange } from './parse-range.ts'

const now = new Date('2026-11-22T06:32:07.123Z')
const shanghai = { now, timeZone: 'Asia/Shanghai' }

test.each([
  ['now', '2026-11-22T06:32:07.123Z'],
  ['now-15m', '2026-11-22T06:17:07.123Z'],
  [' NOW - 2 H ', '2026-11-22T04:32:07.123Z'],
  ['now+1d', '2026-11-23T06:32:07.123Z'],
  ['now/d', '2026-11-21T16:00:00.000Z'],
  ['now-1d/d', '2026-11-20T16:00:00.000Z'],
  ['now/h', '2026-11-22T06:00:00.000Z'],
  ['14:30', '2026-11-22T06:30:00.000Z'],
  ['14:30:07.5', '2026-11-22T06:30:07.500Z'],
  ['11-21', '2026-11-20T16:00:00.000Z'],
  ['11-21 14:00', '2026-11-21T06:00:00.000Z'],
  ['2026-11-22 14:32:07.123', '2026-11-22T06:32:07.123Z'],
  ['2026-11-22T14:32', '2026-11-22T06:32:00.000Z'],
  ['2026-11-22T06:32:07.123Z', '2026-11-22T06:32:07.123Z'],
  ['2026-11-22T14:32:07+08:00', '2026-11-22T06:32:07.000Z'],
  ['1795329127123', '2026-11-22T06:32:07.123Z'],
])('%s is %s in Shanghai', (text, iso) => {
  expect(parseInstant(text, shanghai)?.toISOString()).toBe(iso)
})

test.each([
  '',
  'yesterday',
  'now-',
  'now-5y',
  '25:00',
  '12:60',
  '2026-02-30',
  '2026-13-01',
  '2026-11-22 24:00',
  '12345',
])('%j is no time', (text) => {
  expect(parseInstant(text, shanghai)).toBeNull()
})

test('a wall clock is read with the offset of its own day, not of today', () => {
  const newYork = { now, timeZone: 'America/New_York' }
  expect(parseInstant('2026-07-01 12:00', newYork)?.toISOString()).toBe('2026-07-01T16:00:00.000Z')
  expect(parseInstant('2026-11-22 12:00', newYork)?.toISOString()).toBe('2026-11-22T17:00:00.000Z')
  expect(
    parseInstant('now/d', { now: new Date('2026-11-01T17:00:00Z'), timeZone: 'America/New_York' })?.toISOString(),
  ).toBe('2026-11-01T04:00:00.000Z')
})

test('a time skipped by summer time is the hour after', () => {
  const at = parseInstant('2026-03-08 02:30', { now, timeZone: 'America/New_York' })
  expect(at?.toISOString()).toBe('2026-03-08T07:30:00.000Z')
})

test('a range says which end is wrong', () => {
  expect(resolveRange({ from: 'x', to: 'now' }, shanghai)).toEqual({ problem: 'from' })
  expect(resolveRange({ from: 'now-1h', to: 'x' }, shanghai)).toEqual({ problem: 'to' })
  expect(resolveRange({ from: 'now', to: 'now-1h' }, shanghai)).toEqual({ problem: 'order' })
  expect(resolveRange({ from: 'now-8d', to: 'now' }, shanghai, 7)).toEqual({ problem: 'tooLong' })
  expect(resolveRange({ from: 'now-15m', to: 'now' }, shanghai, 7)).toEqual({
    from: new Date('2026-11-22T06:17:07.123Z'),
    to: now,
  })
})

test('only a range that ends now is "last …"', () => {
  expect(asLast({ from: 'now-90m', to: 'now' })).toEqual({ count: 90, unit: 'm' })
  expect(asLast({ from: 'now-90m', to: 'now-1m' })).toBeNull()
  expect(asLast({ from: '14:00', to: 'now' })).toBeNull()
})
