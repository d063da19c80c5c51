import { expect, test } from 'vitest'
import { placeEpisodes } from './strip-episode.ts'

const at = (ms: number) => new Date(ms)

test('a stretch stands where it was, and one that goes on reaches the end', () => {
  expect(
    placeEpisodes(
      [
        { from: at(250), to: at(500), look: 'warning' },
        { from: at(900), to: null, look: 'critical' },
      ],
      0,
      1000,
    ).map(({ look, left, width }) => ({ look, left, width })),
  ).toEqual([
    { look: 'warning', left: 25, width: 25 },
    { look: 'critical', left: 90, width: 10 },
  ])
})

test('what began before is cut, what ended before is left out', () => {
  const placed = placeEpisodes(
    [
      { from: at(-500), to: at(-1), look: 'warning' },
      { from: at(-500), to: at(100), look: 'pending' },
      { from: at(1500), to: null, look: 'critical' },
    ],
    0,
    1000,
  )
  expect(placed.map(({ look, left, width }) => ({ look, left, width }))).toEqual([
    { look: 'pending', left: 0, width: 10 },
  ])
})

test('a strip without length has nothing on it', () => {
  expect(placeEpisodes([{ from: at(0), to: null, look: 'critical' }], 5, 5)).toEqual([])
})
