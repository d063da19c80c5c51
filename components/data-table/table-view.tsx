'use client'

import { useWindowVirtualizer } from '@tanstack/react-virtual'
import { useTranslations } from 'next-intl'
import {
  Fragment,
  type KeyboardEvent,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { cx } from '#components/ui/cx.ts'
import { pinStyle } from './cell-style.ts'
import { type Column, leastWidth } from './column.ts'
import { cursorAction } from './cursor.ts'
import { isOwnControl } from './row-keys.ts'
import { TableHead } from './table-head.tsx'
import { type RowActions, type RowCell, TableRow } from './table-row.tsx'
import { useChangedCells } from './use-changed-cells.ts'
import { useRowFocus } from './use-row-focus.ts'
import type { TableModel } from './use-table-model.ts'

export interface TableSelection {
  selected: ReadonlySet<string>
  onChange: (selected: ReadonlySet<string>) => void
}

export interface TableExpansion<Row> {
  id: string | null
  onChange: (id: string | null) => void
  render: (row: Row) => ReactNode
}

export interface TableViewProps<Row> {
  label: string
  table: TableModel<Row>
  columns: ReadonlyMap<string, Column<Row>>
  rowHeight: 28 | 32 | 40
  sort: string | null
  onSort?: ((sort: string) => void) | undefined
  canResize?: boolean
  /** Enter, and a click beside the links of a row. */
  onOpen?: ((row: Row) => void) | undefined
  openId?: string | null | undefined
  selection?: TableSelection | undefined
  expansion?: TableExpansion<Row> | undefined
  group?: ((row: Row) => { key: string; head: ReactNode }) | undefined
  rowTone?: ((row: Row) => 'gone' | undefined) | undefined
  goneIds?: ReadonlySet<string> | undefined
  isDimmed?: boolean | undefined
  onTurnPage?: ((by: -1 | 1) => void) | undefined
  /** Changes when new data has arrived. */
  dataMark?: unknown
}

const virtualAbove = 200

/** Head and rows of any table: one tab stop, arrows and J, K inside; above 200 rows only those in sight are drawn. */
export function TableView<Row>(props: TableViewProps<Row>) {
  const { label, table, columns, rowHeight, selection, expansion, onOpen, group, openId } = props
  const t = useTranslations('table')
  const rows = table.getRowModel().rows
  const body = useRef<HTMLTableSectionElement>(null)
  const [cursor, setCursor] = useState(0)
  const [offset, setOffset] = useState(0)
  const at = Math.min(cursor, Math.max(0, rows.length - 1))
  const cursorId = rows[at]?.id ?? null
  const isInteractive = Boolean(onOpen || selection || expansion)
  // What a narrow window leaves out opens under its row, unless the table has a part of its own there.
  const rest = expansion ? [] : table.getVisibleLeafColumns().filter(({ id }) => columns.get(id)?.priority === 2)
  const [unfoldedId, setUnfoldedId] = useState<string | null>(null)
  const isVirtual = rows.length > virtualAbove && !expansion && !group && unfoldedId === null

  useChangedCells(body, props.dataMark)
  useLayoutEffect(() => {
    if (isVirtual && body.current) setOffset(body.current.getBoundingClientRect().top + window.scrollY)
  }, [isVirtual])

  const virtualizer = useWindowVirtualizer({
    count: isVirtual ? rows.length : 0,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollMargin: offset,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row height means new positions
  useEffect(() => virtualizer.measure(), [rowHeight])

  // The row that a drawer shows is the cursor's: closing the drawer, or J and K in it, leave it there.
  const openIndex = openId ? rows.findIndex((row) => row.id === openId) : -1
  const [followed, setFollowed] = useState(openIndex)
  if (openIndex !== followed) {
    setFollowed(openIndex)
    if (openIndex !== -1) setCursor(openIndex)
  }

  function focusRow(index: number): void {
    setCursor(index)
    if (isVirtual) virtualizer.scrollToIndex(index)
    requestAnimationFrame(() => {
      const id = rows[index]?.id
      const row = body.current?.querySelector<HTMLElement>(`tr[data-row-id="${CSS.escape(id ?? '')}"]`)
      row?.focus()
      row?.scrollIntoView({ block: 'nearest' })
    })
  }

  function open(index: number): void {
    const row = rows[index]
    if (!row) return
    if (expansion) expansion.onChange(expansion.id === row.id ? null : row.id)
    else onOpen?.(row.original.value)
  }

  function toggle(id: string): void {
    if (!selection) return
    const next = new Set(selection.selected)
    if (!next.delete(id)) next.add(id)
    selection.onChange(next)
  }

  const layoutKey = table
    .getVisibleLeafColumns()
    .map((column) => `${column.id} ${column.getSize()} ${column.getIsPinned()}`)
    .join()
  // biome-ignore lint/correctness/useExhaustiveDependencies: the table is one object for good, its layout is in the key
  const cells = useMemo(
    () =>
      table.getVisibleLeafColumns().flatMap((leaf): RowCell<Row>[] => {
        const column = columns.get(leaf.id)
        return column ? [{ column, style: pinStyle(leaf) }] : []
      }),
    [columns, layoutKey],
  )
  const lookAtFocus = useRowFocus(body, { cursorId, isOn: isInteractive, contents: [cells, props.dataMark] })
  const latest: RowActions = {
    focus: setCursor,
    open,
    toggle,
    unfold: (id) => setUnfoldedId(unfoldedId === id ? null : id),
    isScrolling: () => isVirtual && virtualizer.isScrolling,
    drawn: lookAtFocus,
  }
  const actions = useRef(latest)
  useLayoutEffect(() => {
    actions.current = latest
  })

  function onKeyDown(event: KeyboardEvent<HTMLTableSectionElement>): void {
    const row = event.target instanceof Element ? event.target.closest('tr[data-row-id]') : null
    if (!row || event.metaKey || event.ctrlKey || event.altKey) return
    // Enter and typing belong to the control inside the row that has the focus; walking works from there too.
    if (isOwnControl(event.target, row) && !/^(Arrow(Up|Down)|[jkJK])$/.test(event.key)) return
    if (event.target instanceof HTMLInputElement && event.target.type !== 'checkbox') return
    const action = cursorAction(event.key, at, rows.length)
    if (action.kind === 'none') return
    if (action.kind === 'open' && !onOpen && !expansion) return
    if (action.kind === 'select' && !selection) return
    event.preventDefault()
    event.stopPropagation()
    if (action.kind === 'move') focusRow(action.to)
    else if (action.kind === 'open') open(at)
    else if (action.kind === 'select' && cursorId) toggle(cursorId)
    else if (action.kind === 'nextPage') props.onTurnPage?.(1)
    else if (action.kind === 'previousPage') props.onTurnPage?.(-1)
  }

  const pageIds = rows.map((row) => row.id)
  const chosen = selection ? pageIds.filter((id) => selection.selected.has(id)).length : 0
  const lead = (
    <>
      {selection && (
        <th scope="col" className="w-8 border-b border-line-2 pl-1 text-left">
          <Checkbox
            label={t('selectAll')}
            isLabelHidden
            checked={chosen > 0 && chosen === pageIds.length}
            isIndeterminate={chosen > 0 && chosen < pageIds.length}
            onCheckedChange={(isOn) => {
              const others = [...selection.selected].filter((id) => !pageIds.includes(id))
              selection.onChange(new Set(isOn ? [...others, ...pageIds] : others))
            }}
          />
        </th>
      )}
      {(expansion || rest.length > 0) && (
        <th scope="col" className={cx('w-7 border-b border-line-2', !expansion && 'lg:hidden')}>
          <span className="sr-only">{t('expand')}</span>
        </th>
      )}
    </>
  )
  const least = (isNarrow: boolean): number => {
    const leads = (selection ? 32 : 0) + (expansion || (isNarrow && rest.length > 0) ? 28 : 0)
    return table.getVisibleLeafColumns().reduce((sum, leaf) => {
      const column = columns.get(leaf.id)
      return !column || (isNarrow && column.priority === 2) ? sum : sum + leastWidth(column, leaf.getSize())
    }, leads)
  }
  // Without the cell that only narrow windows have: a cell that spans more columns than there are makes one more.
  const span = table.getVisibleLeafColumns().length + (selection ? 1 : 0) + (expansion ? 1 : 0)
  const items = virtualizer.getVirtualItems()
  const shown = isVirtual ? items.map((item) => item.index) : rows.map((_, index) => index)
  const before = isVirtual ? (items[0]?.start ?? offset) - offset : 0
  const after = isVirtual ? virtualizer.getTotalSize() - (items.at(-1)?.end ?? offset) + offset : 0
  let groupKey: string | null = null

  return (
    <div className="relative -mx-2 overflow-x-auto px-2" style={{ '--row': `${rowHeight}px` } as React.CSSProperties}>
      <table
        {...(isInteractive && { role: 'grid', 'aria-rowcount': rows.length + 1 })}
        aria-label={label}
        className="w-full min-w-(--least-narrow) table-fixed border-separate border-spacing-0 lg:min-w-(--least)"
        style={{ '--least': `${least(false)}px`, '--least-narrow': `${least(true)}px` } as React.CSSProperties}
      >
        <TableHead
          table={table}
          columns={columns}
          sort={props.sort}
          onSort={props.onSort}
          canResize={props.canResize ?? false}
          lead={lead}
        />
        <tbody ref={body} onKeyDown={onKeyDown} className={cx('transition-opacity', props.isDimmed && 'opacity-60')}>
          {before > 0 && (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a spacer that nothing can focus
            <tr aria-hidden="true">
              <td colSpan={span} style={{ height: before }} />
            </tr>
          )}
          {shown.map((index) => {
            const row = rows[index]
            if (!row) return null
            const value = row.original.value
            const band = group?.(value)
            const startsGroup = band !== undefined && band.key !== groupKey
            groupKey = band?.key ?? null
            const isExpanded = expansion?.id === row.id
            return (
              <Fragment key={row.id}>
                {startsGroup && (
                  <tr className="h-[26px] bg-surface-1 text-12 text-fg-2">
                    <td colSpan={span} className="border-b border-line-1 px-2">
                      {band.head}
                    </td>
                  </tr>
                )}
                <TableRow
                  id={row.id}
                  value={value}
                  cells={cells}
                  index={index}
                  isCursor={index === at && isInteractive}
                  isSelected={selection?.selected.has(row.id) ?? false}
                  isOpen={isExpanded || (openId !== null && openId === row.id)}
                  isGone={props.rowTone?.(value) === 'gone' || (props.goneIds?.has(row.id) ?? false)}
                  isClickable={Boolean(onOpen || expansion)}
                  hasSelection={selection !== undefined}
                  isExpanded={expansion ? isExpanded : null}
                  isUnfolded={rest.length > 0 ? unfoldedId === row.id : null}
                  actions={actions}
                />
                {rest.length > 0 && unfoldedId === row.id && (
                  <tr className="lg:hidden">
                    <td colSpan={span + 1 - rest.length} className="border-b border-line-2 bg-surface-1 py-2 pr-3 pl-7">
                      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-6 gap-y-1">
                        {rest.map(({ id }) => {
                          const column = columns.get(id)
                          return (
                            column && (
                              <Fragment key={id}>
                                <dt className="text-fg-3">
                                  {column.head}
                                  {column.unit && `, ${column.unit}`}
                                </dt>
                                <dd className="min-w-0">{column.cell(value)}</dd>
                              </Fragment>
                            )
                          )
                        })}
                      </dl>
                    </td>
                  </tr>
                )}
                {isExpanded && (
                  <tr>
                    <td colSpan={span} className="border-b border-line-2 bg-surface-1 px-4 pb-4">
                      {expansion?.render(value)}
                    </td>
                  </tr>
                )}
              </Fragment>
            )
          })}
          {after > 0 && (
            // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a spacer that nothing can focus
            <tr aria-hidden="true">
              <td colSpan={span} style={{ height: after }} />
            </tr>
          )}
        </tbody>
      </table>
    </div>
  )
}
