'use client'

import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useOpenedView } from './use-opened-view.ts'
import { emptyLayout } from './view-layout.ts'
import { ViewsMenu } from './views-menu.tsx'

/** Saved views of a search, which is no table of ours: what it asks for is all in the address. */
export function SearchViewsMenu({ viewId }: { viewId: string }) {
  const { view, error } = useOpenedView(viewId)
  return (
    <>
      <ProblemStrip error={error} />
      <ViewsMenu viewId={viewId} opened={view} layout={view?.layout ?? emptyLayout} />
    </>
  )
}
