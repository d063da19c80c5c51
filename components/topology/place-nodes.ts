import type { TopologyEdge, TopologyNode } from '#lib/topology/schema.ts'

export const columnKinds = ['PRODUCER', 'TOPIC', 'GROUP', 'CLIENT'] as const
export type ColumnKind = (typeof columnKinds)[number]

export interface PlacedNode {
  node: TopologyNode
  /** Of the columns that are shown, from the left. */
  column: number
  /** In rows from the top; halves occur. */
  row: number
}

export interface PlacedEdge {
  edge: TopologyEdge
  from: PlacedNode
  to: PlacedNode
  /** The end at which the line stands alone, so that what is written on it does not meet another; null: at neither. */
  labelAt: 'from' | 'to' | null
}

export interface Placement {
  columns: ColumnKind[]
  rows: number
  nodes: PlacedNode[]
  edges: PlacedEdge[]
}

/**
 * Columns from who sends to who consumes, each in the middle of the height. The order of a column is that of its neighbours to the
 * left, so that few lines cross; the first keeps the order of the answer, which is the most important first.
 */
export function placeNodes(nodes: readonly TopologyNode[], edges: readonly TopologyEdge[]): Placement {
  const columns = columnKinds.filter((kind) => nodes.some((node) => node.kind === kind))
  const rows = Math.max(1, ...columns.map((kind) => nodes.filter((node) => node.kind === kind).length))
  const placed = new Map<string, PlacedNode>()
  columns.forEach((kind, column) => {
    const inOrder = nodes
      .filter((node) => node.kind === kind)
      .map((node, index) => ({ node, index, place: meanRow(node, edges, placed) ?? Number.POSITIVE_INFINITY }))
      .sort((a, b) => compare(a.place, b.place) || a.index - b.index)
    inOrder.forEach(({ node }, index) => {
      placed.set(node.nodeId, { node, column, row: (rows - inOrder.length) / 2 + index })
    })
  })
  const countOf = (end: 'from' | 'to', edge: TopologyEdge) =>
    edges.filter((other) => other.kind === edge.kind && other[end] === edge[end]).length
  return {
    columns,
    rows,
    nodes: [...placed.values()],
    edges: edges.flatMap((edge) => {
      const from = placed.get(edge.from)
      const to = placed.get(edge.to)
      if (!from || !to) return []
      const labelAt = countOf('to', edge) === 1 ? 'to' : countOf('from', edge) === 1 ? 'from' : null
      return [{ edge, from, to, labelAt }]
    }),
  }
}

function meanRow(
  { nodeId }: TopologyNode,
  edges: readonly TopologyEdge[],
  placed: ReadonlyMap<string, PlacedNode>,
): number | null {
  const before = edges.flatMap((edge) => (edge.to === nodeId ? (placed.get(edge.from)?.row ?? []) : []))
  return before.length === 0 ? null : before.reduce((sum, row) => sum + row, 0) / before.length
}

const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0)
