import { expect, test } from 'vitest'
import { clockDifferenceMs, isFarApart } from './far-apart.ts'

const storeTimestamp = new Date('2026-11-22T14:31:46.141Z')
const produced = (differenceMs: number) => ({
  storeTimestamp,
  bornTimestamp: new Date(storeTimestamp.getTime() + differenceMs),
})

test.each([
  [-5_000, false],
  [-5_001, true],
  [0, false],
  [5_000, false],
  [5_001, true],
])('a message produced %d ms from when it was stored is marked: %s', (differenceMs, isMarked) => {
  expect(isFarApart(produced(differenceMs))).toBe(isMarked)
  expect(clockDifferenceMs(produced(differenceMs))).toBe(differenceMs)
})
