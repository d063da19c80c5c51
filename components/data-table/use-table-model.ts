'use client'

import {
  columnOrderingFeature,
  columnPinningFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from '@tanstack/react-table'
import { useMemo } from 'react'
import { type Column, defaultWidth } from './column.ts'
import { isShown, orderColumns, type ViewLayout } from './view-layout.ts'

const features = tableFeatures({
  columnVisibilityFeature,
  columnOrderingFeature,
  columnPinningFeature,
  columnSizingFeature,
  columnResizingFeature,
})

/** The table library wants objects with string keys; a row of ours may be anything. */
export interface Entry<Row> {
  value: Row
}

interface TableModelOptions<Row> {
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  layout: ViewLayout
  onLayoutChange: (patch: Partial<ViewLayout>) => void
}

/** Visible, ordered, pinned and sized columns over the rows. Sorting, filtering and paging are the server's. */
export function useTableModel<Row>({ columns, rows, rowId, layout, onLayoutChange }: TableModelOptions<Row>) {
  const defs = useMemo(() => {
    const helper = createColumnHelper<typeof features, Entry<Row>>()
    return columns.map((column) =>
      helper.display({
        id: column.id,
        header: column.head,
        size: defaultWidth(column),
        minSize: 48,
        cell: ({ row }) => column.cell(row.original.value),
      }),
    )
  }, [columns])

  const data = useMemo(() => rows.map((value): Entry<Row> => ({ value })), [rows])
  const state = useMemo(() => {
    const ids = columns.map((column) => column.id)
    const visibility = columns.map((column) => [column.id, isShown(column, layout)])
    return {
      columnVisibility: Object.fromEntries(visibility) as Record<string, boolean>, // pairs of id and boolean
      columnOrder: orderColumns(ids, layout.order),
      columnPinning: { start: layout.pinned.filter((id) => ids.includes(id)), end: [] },
      columnSizing: layout.widths,
    }
  }, [columns, layout])

  return useTable({
    features,
    columns: defs,
    data,
    getRowId: (entry) => rowId(entry.value),
    state,
    columnResizeMode: 'onChange',
    onColumnSizingChange: (updater) =>
      onLayoutChange({ widths: typeof updater === 'function' ? updater(state.columnSizing) : updater }),
  })
}

export type TableModel<Row> = ReturnType<typeof useTableModel<Row>>
