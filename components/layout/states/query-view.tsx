'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { PartialEntry } from '#lib/api/endpoint.ts'
import { Loading } from './loading.tsx'
import { PartialStrip } from './partial-strip.tsx'
import { ProblemView } from './problem-view.tsx'
import { StaleStrip } from './stale-strip.tsx'

interface QueryViewProps<Data> {
  query: UseQueryResult<Data, Error>
  /** What is being read, said after 2 s. */
  what?: string
  loading?: ReactNode
  partialEffect?: string
  children: (data: Data) => ReactNode
}

/** The data of one query, or the state that stands in its place. Old data outlives a failed refresh. */
export function QueryView<Data>({ query, what, loading, partialEffect, children }: QueryViewProps<Data>) {
  if (query.data === undefined) {
    if (query.error) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />
    return loading ?? <Loading what={what} />
  }
  const { partial } = query.data as { partial?: PartialEntry[] } // answers that have it are objects; on others it is absent
  return (
    <>
      {query.error && (
        <StaleStrip at={new Date(query.dataUpdatedAt)} error={query.error} onRefresh={() => void query.refetch()} />
      )}
      <PartialStrip partial={partial} effect={partialEffect} onRetry={() => void query.refetch()} />
      <div className={query.error ? 'opacity-60' : undefined}>{children(query.data)}</div>
    </>
  )
}
