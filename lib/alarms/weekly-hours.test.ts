import { describe, expect, it } from 'vitest'
import { isWithinHours, nextHours } from './weekly-hours.ts'

const zone = (parts: object = {}) => ({
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  from: '01:00',
  to: '04:00',
  timeZone: 'Europe/Berlin',
  ...parts,
})
const text = (windows: { from: Date; to: Date }[]) =>
  windows.map(({ from, to }) => `${from.toISOString()} ${to.toISOString()}`)

describe('A-10: recurring hours over a clock change', () => {
  it('in spring an hour is missing, in autumn one comes twice: the wall clock decides', () => {
    expect(text(nextHours(zone(), new Date('2026-03-28T12:00:00Z'), 2))).toEqual([
      '2026-03-29T00:00:00.000Z 2026-03-29T02:00:00.000Z',
      '2026-03-29T23:00:00.000Z 2026-03-30T02:00:00.000Z',
    ])
    expect(text(nextHours(zone(), new Date('2026-10-24T12:00:00Z'), 2))).toEqual([
      '2026-10-24T23:00:00.000Z 2026-10-25T03:00:00.000Z',
      '2026-10-26T00:00:00.000Z 2026-10-26T03:00:00.000Z',
    ])
    for (const at of ['2026-03-29T00:30:00Z', '2026-03-29T01:30:00Z', '2026-10-25T02:30:00Z'])
      expect(isWithinHours(zone(), new Date(at)), at).toBe(true)
    for (const at of ['2026-03-29T02:30:00Z', '2026-10-25T03:30:00Z', '2026-10-24T22:30:00Z'])
      expect(isWithinHours(zone(), new Date(at)), at).toBe(false)
  })

  it('past midnight it belongs to the day on which it begins', () => {
    const night = zone({ weekdays: [5], from: '22:00', to: '02:00', timeZone: 'UTC' })
    expect(text(nextHours(night, new Date('2026-11-28T01:00:00Z'), 1))).toEqual([
      '2026-11-27T22:00:00.000Z 2026-11-28T02:00:00.000Z',
    ])
    expect(isWithinHours(night, new Date('2026-11-28T01:59:00Z'))).toBe(true)
    expect(isWithinHours(night, new Date('2026-11-27T01:59:00Z'))).toBe(false)
  })
})
