'use client'

import { useTranslations } from 'next-intl'
import { type CSSProperties, memo, type RefObject } from 'react'
import { cx } from '#components/ui/cx.ts'
import { cellStyle } from './cell-style.ts'
import type { Column } from './column.ts'
import { RowCheckbox } from './row-checkbox.tsx'
import { isOwnControl, isSelectingText } from './row-keys.ts'
import { UnfoldCell } from './unfold-cell.tsx'
import { useDrawn } from './use-drawn.ts'

/** What a row asks of its table. Kept in a ref, so that a row that has not changed is not drawn again while one scrolls. */
export interface RowActions {
  focus: (index: number) => void
  open: (index: number) => void
  toggle: (id: string) => void
  unfold: (id: string) => void
  isScrolling: () => boolean
  /** The cells of a row that came while one scrolled are there. */
  drawn: () => void
}

/** A column on screen, in its place. */
export interface RowCell<Row> {
  column: Column<Row>
  style: CSSProperties
}

interface TableRowProps<Row> {
  id: string
  value: Row
  cells: readonly RowCell<Row>[]
  index: number
  isCursor: boolean
  isSelected: boolean
  isOpen: boolean
  isGone: boolean
  isClickable: boolean
  hasSelection: boolean
  /** Of the table's own part under the row; null = it has none. */
  isExpanded: boolean | null
  /** Of what a narrow window leaves out; null = nothing. */
  isUnfolded: boolean | null
  actions: RefObject<RowActions>
}

function Row<Value>({
  id,
  value,
  cells,
  index,
  isCursor,
  isSelected,
  isOpen,
  isGone,
  isClickable,
  hasSelection,
  isExpanded,
  isUnfolded,
  actions,
}: TableRowProps<Value>) {
  const t = useTranslations('table')
  const isMarked = isSelected || isOpen
  const isDrawn = useDrawn(
    () => actions.current.isScrolling(),
    () => actions.current.drawn(),
  )
  return (
    <tr
      data-row-id={id}
      data-waits={isDrawn ? undefined : ''}
      aria-rowindex={index + 2}
      aria-selected={isMarked || undefined}
      tabIndex={isCursor ? 0 : -1}
      onFocus={() => actions.current.focus(index)}
      onClick={(event) => {
        if (isOwnControl(event.target, event.currentTarget) || isSelectingText()) return
        actions.current.focus(index)
        actions.current.open(index)
      }}
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
      {hasSelection && (
        <td className="border-b border-line-1 pl-1">
          <RowCheckbox
            label={t('selectRow', { name: id })}
            checked={isSelected}
            onCheckedChange={() => actions.current.toggle(id)}
          />
        </td>
      )}
      {isExpanded !== null && <UnfoldCell isOpen={isExpanded} onToggle={() => actions.current.open(index)} />}
      {isUnfolded !== null && (
        <UnfoldCell isOpen={isUnfolded} onToggle={() => actions.current.unfold(id)} className="lg:hidden" />
      )}
      {cells.map(({ column, style }) => (
        <td
          key={column.id}
          data-number={column.align === 'right' ? column.id : undefined}
          style={style}
          className={cx(cellStyle(column), 'h-(--row) border-b border-line-1 align-middle')}
        >
          {isDrawn && column.cell(value)}
        </td>
      ))}
    </tr>
  )
}

export const TableRow = memo(Row) as typeof Row
