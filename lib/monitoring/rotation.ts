/**
 * Whom to ask in this round: those that matter now first, then those that were asked longest ago, up to a limit. What is left out
 * is the oldest of the next round, so everything has its turn.
 *
 * @param askedAt when it was asked last, in milliseconds since the epoch; undefined = never
 */
export function pickTurn<T>(
  items: readonly T[],
  limit: number,
  askedAt: (item: T) => number | undefined,
  isUrgent: (item: T) => boolean,
): T[] {
  if (items.length <= limit) return [...items]
  return items
    .map((item) => ({ item, at: askedAt(item) ?? 0, rank: isUrgent(item) ? 0 : 1 }))
    .sort((a, b) => a.rank - b.rank || a.at - b.at)
    .slice(0, limit)
    .map(({ item }) => item)
}
