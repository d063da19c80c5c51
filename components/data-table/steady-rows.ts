/** Length of the longest run of ids that kept their order among each other. */
function keptInOrder(positions: readonly number[]): number {
  const tails: number[] = []
  for (const position of positions) {
    const at = tails.findIndex((tail) => tail >= position)
    if (at === -1) tails.push(position)
    else tails[at] = position
  }
  return tails.length
}

export interface SteadyRows<Row> {
  /** In the order that is on screen, with the newest values; a row that has gone keeps its last ones. */
  rows: readonly Row[]
  /** Ids of rows that are no longer there. */
  gone: ReadonlySet<string>
  /** Rows that came, went or moved and wait to be shown. */
  updates: number
}

/** Lays new data over the rows on screen without moving any: nothing changes place under a pointer. */
export function steadyRows<Row>(
  shown: readonly Row[],
  newest: readonly Row[],
  rowId: (row: Row) => string,
): SteadyRows<Row> {
  if (shown === newest) return { rows: newest, gone: new Set(), updates: 0 }
  const positionById = new Map(newest.map((row, index) => [rowId(row), index]))
  const gone = new Set<string>()
  const positions: number[] = []
  const rows = shown.map((row) => {
    const position = positionById.get(rowId(row))
    const fresh = position === undefined ? undefined : newest[position]
    if (position === undefined || fresh === undefined) {
      gone.add(rowId(row))
      return row
    }
    positions.push(position)
    return fresh
  })
  const added = newest.length - positions.length
  const moved = positions.length - keptInOrder(positions)
  return { rows, gone, updates: added + gone.size + moved }
}
