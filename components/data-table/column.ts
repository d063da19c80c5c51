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
  /** Takes what the others leave. */
  isFlexible?: boolean
  isSortable?: boolean
  /** Default true. */
  canHide?: boolean
  isHiddenInitially?: boolean
  /** 2 = left out below 1024 px. */
  priority?: 1 | 2
  cell: (row: Row) => ReactNode
  /** Tables that hold all their rows sort by it; null sorts last. */
  sortValue?: (row: Row) => string | number | bigint | null
}

export const defaultWidth = (column: Column<never>): number => column.width ?? (column.isFlexible ? 240 : 112)
