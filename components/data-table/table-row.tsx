'use client'

import type { MouseEventHandler, ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'
import { cellStyle, pinStyle } from './cell-style.ts'
import type { Column } from './column.ts'
import type { TableModel } from './use-table-model.ts'

interface TableRowProps<Row> {
  row: ReturnType<TableModel<Row>['getRowModel']>['rows'][number]
  columns: ReadonlyMap<string, Column<Row>>
  index: number
  isCursor: boolean
  isSelected: boolean
  isOpen: boolean
  isGone: boolean
  isClickable: boolean
  lead: ReactNode
  onFocus: () => void
  onClick: MouseEventHandler<HTMLTableRowElement>
}

export function TableRow<Row>({
  row,
  columns,
  index,
  isCursor,
  isSelected,
  isOpen,
  isGone,
  isClickable,
  lead,
  onFocus,
  onClick,
}: TableRowProps<Row>) {
  const isMarked = isSelected || isOpen
  return (
    <tr
      data-row-id={row.id}
      aria-rowindex={index + 2}
      aria-selected={isMarked || undefined}
      tabIndex={isCursor ? 0 : -1}
      onFocus={onFocus}
      onClick={onClick}
      className={cx(
        // The fill reaches 8 px beyond the rules on both sides, so that words at the edge have room around them.
        'h-(--row) bg-(--row-fill) shadow-[-8px_0_0_var(--row-fill,transparent),8px_0_0_var(--row-fill,transparent)] focus-visible:-outline-offset-1 focus-visible:outline-1',
        isMarked ? '[--row-fill:var(--accent-soft)]' : 'hover:[--row-fill:var(--surface-1)]',
        isOpen &&
          'shadow-[-6px_0_0_var(--row-fill),-8px_0_0_var(--focus),8px_0_0_var(--row-fill),inset_0_1px_0_var(--focus),inset_0_-1px_0_var(--focus)]',
        isGone && 'text-fg-3 [&_*]:text-fg-3',
        isClickable && 'cursor-default',
      )}
    >
      {lead}
      {row.getVisibleCells().map((cell) => {
        const column = columns.get(cell.column.id)
        if (!column) return null
        return (
          <td
            key={cell.id}
            data-number={column.align === 'right' ? column.id : undefined}
            style={pinStyle(cell.column)}
            className={cx(cellStyle(column), 'h-(--row) border-b border-line-1 align-middle')}
          >
            {column.cell(row.original.value)}
          </td>
        )
      })}
    </tr>
  )
}
