import { expect, it } from 'vitest'
import { planReads } from './plan-reads.ts'

it.each([
  ['nothing', [], 50, []],
  ['all while it fits', [3n, 0n, 47n], 50, [3, 0, 47]],
  ['shares where it does not', [100n, 300n], 40, [10, 30]],
  ['what rounding leaves to who lost most', [1n, 1n, 1n], 2, [1, 1, 0]],
  ['nothing of queues too small for a share', [999n, 1n], 10, [10, 0]],
  ['numbers beyond what a double counts', [2n ** 60n, 2n ** 60n], 50, [25, 25]],
])('reads %s', (_, waiting, limit, takes) => {
  expect(planReads(waiting, limit)).toEqual(takes)
})
