import type { CSSProperties } from 'react'
import { cx } from '#components/ui/cx.ts'
import type { Column } from './column.ts'

/** What head and body of a column share: side, room at the right, whether a narrow window leaves it out. */
export const cellStyle = (column: Column<never>): string =>
  cx(
    'truncate pr-3 last:pr-0',
    // Words that follow numbers would touch them.
    column.align === 'right' ? 'text-right' : 'text-left [.text-right+&]:pl-3',
    column.priority === 2 && 'max-lg:hidden',
  )

/** A pinned column stays at the left edge while the rest scrolls under it. */
export function pinStyle(column: {
  getIsPinned: () => false | 'start' | 'end'
  getStart: (position: 'start') => number
}): CSSProperties {
  if (column.getIsPinned() !== 'start') return {}
  return {
    position: 'sticky',
    left: column.getStart('start'),
    zIndex: 1,
    background: 'var(--row-fill, var(--surface-0))',
  }
}
