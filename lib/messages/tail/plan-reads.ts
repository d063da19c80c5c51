/**
 * How many messages to read of each queue when together no more than `limit` are read: the newest, each queue by its share of what
 * waits. What is left out of a queue is older than what is read of it.
 *
 * @param waiting messages behind the position of each queue
 * @returns as many numbers, none above what waits, whose sum is the smaller of `limit` and all that waits
 */
export function planReads(waiting: readonly bigint[], limit: number): number[] {
  const all = waiting.reduce((sum, count) => sum + count, 0n)
  if (all <= BigInt(limit)) return waiting.map(Number)
  const shares = waiting.map((count) => (Number(count) * limit) / Number(all))
  const takes = shares.map(Math.floor)
  // What rounding left over, to those that lost most by it.
  const byLoss = takes.map((_, index) => index).sort((a, b) => fractionOf(shares[b]) - fractionOf(shares[a]))
  let left = limit - takes.reduce((sum, take) => sum + take, 0)
  for (const index of byLoss) {
    if (left === 0) break
    takes[index] = (takes[index] ?? 0) + 1
    left--
  }
  return takes
}

const fractionOf = (share = 0) => share - Math.floor(share)
