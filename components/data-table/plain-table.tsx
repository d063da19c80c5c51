'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useMemo, useState } from 'react'
import { useHref } from '#components/ui/use-href.ts'
import type { Column } from './column.ts'
import { sortRows } from './sort-rows.ts'
import { type TableExpansion, type TableSelection, TableView } from './table-view.tsx'
import { useTableModel } from './use-table-model.ts'
import type { LayoutOfTable } from './use-view-layout.ts'
import { emptyLayout } from './view-layout.ts'

export type { Column } from './column.ts'

interface PlainTableProps<Row> {
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  rowId: (row: Row) => string
  rowHref?: (row: Row) => string
  onOpen?: (row: Row) => void
  openId?: string | null
  density?: 28 | 32 | 40
  /** How a person arranged it; absent: as it was made. */
  arrangement?: LayoutOfTable
  group?: (row: Row) => { key: string; head: ReactNode }
  /** Field, or `-field`; columns with a `sortValue` sort by click. */
  initialSort?: string
  expanded?: TableExpansion<Row>
  selection?: TableSelection
  rowTone?: (row: Row) => 'gone' | undefined
  isDimmed?: boolean
}

const unchanged = () => {}

/** A short table whose rows are all at hand: no toolbar, no pages. */
export function PlainTable<Row>({
  label,
  columns,
  rows,
  rowId,
  rowHref,
  onOpen,
  openId,
  density = 32,
  arrangement,
  group,
  initialSort,
  expanded,
  selection,
  rowTone,
  isDimmed,
}: PlainTableProps<Row>) {
  const router = useRouter()
  const toHref = useHref()
  const [sort, setSort] = useState(initialSort ?? null)
  const sortable = useMemo(
    () => columns.map((column) => ({ ...column, isSortable: column.sortValue !== undefined })),
    [columns],
  )
  const sorted = useMemo(() => sortRows(rows, columns, sort), [rows, columns, sort])
  const table = useTableModel({
    columns: sortable,
    rows: sorted,
    rowId,
    layout: arrangement?.layout ?? emptyLayout,
    onLayoutChange: arrangement?.change ?? unchanged,
  })
  const byId = useMemo(() => new Map(sortable.map((column) => [column.id, column])), [sortable])
  return (
    <TableView
      label={label}
      table={table}
      columns={byId}
      rowHeight={arrangement?.density ?? density}
      canResize={arrangement !== undefined}
      sort={sort}
      onSort={setSort}
      onOpen={onOpen ?? (rowHref ? (row: Row) => router.push(toHref(rowHref(row))) : undefined)}
      openId={openId}
      expansion={expanded}
      selection={selection}
      group={group}
      rowTone={rowTone}
      isDimmed={isDimmed}
      dataMark={rows}
    />
  )
}
