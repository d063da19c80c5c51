'use client'

import type { Column } from './column.ts'
import { ColumnsMenu } from './columns-menu.tsx'
import type { LayoutOfTable } from './use-view-layout.ts'
import { isShown, orderColumns, showColumn } from './view-layout.ts'

interface LayoutMenuProps {
  columns: readonly Omit<Column<never>, 'cell' | 'sortValue'>[]
  arrangement: LayoutOfTable
}

/** The menu in which a person arranges the columns of a table. */
export function LayoutMenu({ columns, arrangement }: LayoutMenuProps) {
  const { layout, density, change, reset } = arrangement
  const byId = new Map(columns.map((column) => [column.id, column]))
  return (
    <ColumnsMenu
      columns={orderColumns([...byId.keys()], layout.order).flatMap((id) => {
        const column = byId.get(id)
        if (!column) return []
        return [
          {
            id,
            head: column.head,
            ...(column.unit && { unit: column.unit }),
            canHide: column.canHide ?? true,
            isShown: isShown(column, layout),
            isPinned: layout.pinned.includes(id),
          },
        ]
      })}
      density={density}
      onShow={(id, isOn) => change(showColumn(layout, id, isOn))}
      onOrder={(order) => change({ order })}
      onPin={(id, isPinned) =>
        change({ pinned: isPinned ? [...layout.pinned, id] : layout.pinned.filter((other) => other !== id) })
      }
      onDensity={(next) => change({ density: next })}
      onReset={reset}
    />
  )
}
