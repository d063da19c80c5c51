'use client'

import { useSearchParams } from 'next/navigation'
import { parseAsString, useQueryState } from 'nuqs'
import { useEffect, useMemo } from 'react'
import { VIEW_KEY } from '#components/layout/saved-views-query.ts'
import { type LayoutOfTable, useViewLayout } from './use-view-layout.ts'
import { readColumns, writeColumns } from './view-layout.ts'

/**
 * The person's own layout of a table, whose columns stand in the address too: whoever gets the link sees the same ones. Those of a
 * link become one's own only by changing them.
 */
export function useLinkedLayout(viewId: string): LayoutOfTable {
  const own = useViewLayout(viewId, null)
  const [inLink, setInLink] = useQueryState('columns', parseAsString)
  const ownColumns = writeColumns(own.layout)
  // What a saved view does not say of columns is left to whoever opens it.
  const isView = useSearchParams().has(VIEW_KEY)
  useEffect(() => {
    if (inLink === null && ownColumns !== '' && !isView) void setInLink(ownColumns)
  }, [inLink, ownColumns, isView, setInLink])
  const layout = useMemo(
    () => (inLink === null ? own.layout : { ...own.layout, ...readColumns(inLink) }),
    [inLink, own.layout],
  )
  return {
    ...own,
    layout,
    change: (patch) => {
      own.change(patch)
      if (patch.shown || patch.hidden) void setInLink(writeColumns({ ...layout, ...patch }) || null)
    },
    reset: () => {
      own.reset()
      void setInLink(null)
    },
  }
}
