import type { ReactNode } from 'react'

export interface Column<Row> {
  /** Field that the API sorts by, and the name under which layout is remembered. */
  id: string
  head: string
  /** In the head, not in each cell. */
  unit?: string
  align?: 'left' | 'right'
  /** In px. */
  width?: number
  /** Takes what the others leave, and never less than `minWidth`: a table that is too wide scrolls instead. */
  isFlexible?: boolean
  /** In px; 200 unless told. */
  minWidth?: number
  isSortable?: boolean
  /** Default true. */
  canHide?: boolean
  isHiddenInitially?: boolean
  /** 2 = below 1024 px not a column of its own but in the row's unfolded part. */
  priority?: 1 | 2
  cell: (row: Row) => ReactNode
  /** Tables that hold all their rows sort by it; null sorts last. */
  sortValue?: (row: Row) => string | number | bigint | null
}

/** Below this the table scrolls sideways. */
export const leastWidth = (column: Column<never>, width: number): number =>
  column.isFlexible ? (column.minWidth ?? 200) : width

export const defaultWidth = (column: Column<never>): number => column.width ?? (column.isFlexible ? 240 : 112)
