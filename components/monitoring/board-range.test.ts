import { expect, test } from 'vitest'
import { absoluteRange, isMoving, rangeEnds, rangeText, readRange } from './board-range.ts'

const now = new Date('2026-11-22T06:32:07.000Z')

test.each(['90m', '7d', '2026-11-22 10:00..2026-11-22 12:00', 'now-7d/d..now', '2026-11-22T06:00:00Z..now'])(
  'N-7: %s comes back out of an address as it went in',
  (text) => {
    expect(rangeText(readRange(text))).toBe(text)
  },
)

test('what is typed as an expression that ends now is written short', () => {
  expect(rangeText({ from: 'now-90m', to: 'now' })).toBe('90m')
  expect(rangeText({ from: ' now-1d ', to: 'now-1h' })).toBe('now-1d..now-1h')
})

test('its ends are instants in the zone of the console; nonsense and more than 90 days are the last three hours', () => {
  const ends = (text: string) =>
    Object.values(rangeEnds(text, now, 'Asia/Shanghai')).map((at: Date) => at.toISOString())
  expect(ends('2026-11-22 10:00..2026-11-22 12:00')).toEqual(['2026-11-22T02:00:00.000Z', '2026-11-22T04:00:00.000Z'])
  const usual = ['2026-11-22T03:32:07.000Z', '2026-11-22T06:32:07.000Z']
  expect(ends('rubbish')).toEqual(usual)
  expect(ends('now-91d..now')).toEqual(usual)
  expect(ends('90d')[0]).toBe('2026-08-24T06:32:07.000Z')
})

test('an absolute range keeps whole seconds and loses nothing at its ends', () => {
  expect(absoluteRange(new Date('2026-11-22T06:32:07.900Z'), new Date('2026-11-22T07:00:00.100Z'))).toBe(
    '2026-11-22T06:32:07Z..2026-11-22T07:00:01Z',
  )
})

test('only what ends now moves on', () => {
  expect(isMoving('90m')).toBe(true)
  expect(isMoving('2026-11-22 10:00..2026-11-22 12:00')).toBe(false)
})
