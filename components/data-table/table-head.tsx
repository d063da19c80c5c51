'use client'

import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { cx } from '#components/ui/cx.ts'
import { Icon } from '#components/ui/icon.tsx'
import { cellStyle, pinStyle } from './cell-style.ts'
import type { Column } from './column.ts'
import type { TableModel } from './use-table-model.ts'

interface TableHeadProps<Row> {
  table: TableModel<Row>
  columns: ReadonlyMap<string, Column<Row>>
  /** Field, or `-field`. */
  sort: string | null
  onSort?: ((sort: string) => void) | undefined
  canResize: boolean
  /** Cells before the first column: selection, unfolding. */
  lead?: ReactNode
}

/** The next sort after a click on a column: numbers largest first, words from A; then the other way round. */
export function nextSort<Row>(column: Column<Row>, sort: string | null): string {
  const first = column.align === 'right' ? `-${column.id}` : column.id
  if (sort === first) return first.startsWith('-') ? column.id : `-${column.id}`
  return first
}

export function TableHead<Row>({ table, columns, sort, onSort, canResize, lead }: TableHeadProps<Row>) {
  const t = useTranslations('table')
  const sortedBy = sort?.replace(/^-/, '')
  const isDescending = sort?.startsWith('-') ?? false
  return (
    <thead>
      {table.getHeaderGroups().map((group) => (
        <tr key={group.id} className="h-7 text-11 text-fg-3">
          {lead}
          {group.headers.map((header) => {
            const column = columns.get(header.id)
            if (!column) return null
            const isSorted = sortedBy === column.id
            const words = (
              <>
                {column.head}
                {column.unit && `, ${column.unit}`}
              </>
            )
            return (
              <th
                key={header.id}
                scope="col"
                aria-sort={isSorted ? (isDescending ? 'descending' : 'ascending') : undefined}
                style={{
                  width:
                    column.isFlexible && !header.column.getIsPinned() && !(column.id in table.state.columnSizing)
                      ? undefined
                      : header.getSize(),
                  ...pinStyle(header.column),
                }}
                className={cx(
                  cellStyle(column),
                  'relative border-b border-line-2 font-medium',
                  isSorted && 'text-fg-1',
                )}
              >
                {column.isSortable && onSort ? (
                  <button
                    type="button"
                    onClick={() => onSort(nextSort(column, sort))}
                    className={cx(
                      'inline-flex h-6 max-w-full items-center gap-0.5 rounded-1 align-middle hover:text-fg-1',
                      column.align === 'right' && 'flex-row-reverse',
                    )}
                  >
                    <span className="truncate">{words}</span>
                    {isSorted && (
                      <Icon
                        name="sort-desc"
                        size={12}
                        label={isDescending ? t('sortedDescending') : t('sortedAscending')}
                        className={isDescending ? '' : 'rotate-180'}
                      />
                    )}
                  </button>
                ) : (
                  <span className="block truncate">{words}</span>
                )}
                {canResize && (
                  <span
                    aria-hidden="true"
                    onPointerDown={header.getResizeHandler()}
                    onDoubleClick={() => header.column.resetSize()}
                    className={cx(
                      'absolute inset-y-1 right-0 w-2 cursor-col-resize touch-none border-r border-transparent hover:border-line-3',
                      header.column.getIsResizing() && 'border-accent',
                    )}
                  />
                )}
              </th>
            )
          })}
        </tr>
      ))}
    </thead>
  )
}
