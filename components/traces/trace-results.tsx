'use client'

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { Empty } from '#components/layout/states/empty.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { CompletenessStrip } from '#components/messages/completeness-strip.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { TraceQuery } from '#lib/traces/schema.ts'
import { mergeTraces } from './merge-traces.ts'
import { tracesQuery } from './queries.ts'
import { TraceGaps } from './trace-gaps.tsx'
import type { TraceSearch } from './trace-search.ts'
import { TraceView } from './trace-view.tsx'
import { TracesTable } from './traces-table.tsx'

interface TraceResultsProps {
  clusterId: string
  search: TraceSearch
  query: TraceQuery
  searchedAt: number
  onSearch: (patch: Partial<TraceSearch>) => void
}

/** What was found: one trace in full, or a list of them; what was read; and why something is missing. A new search is a new one of it. */
export function TraceResults({ clusterId, search, query: asked, searchedAt, onSearch }: TraceResultsProps) {
  const t = useTranslations('traces')
  const queryClient = useQueryClient()
  // The times of a search are those of its start, whatever is drawn meanwhile.
  const [options] = useState(() => tracesQuery(clusterId, asked, searchedAt))
  const query = useInfiniteQuery(options)
  const merged = useMemo(() => query.data && mergeTraces(query.data.pages), [query.data])
  const stop = () => void queryClient.cancelQueries({ queryKey: options.queryKey })
  if (!merged) {
    if (query.error) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />
    if (query.fetchStatus === 'idle') {
      return (
        <Strip tone="unknown" className="mt-3">
          {t('stopped')}
        </Strip>
      )
    }
    return <Loading what={t('reading')} onCancel={stop} />
  }
  const [only] = merged.items
  return (
    <>
      <CompletenessStrip
        merged={merged}
        mode={search.mode === 'time' ? 'time' : 'key'}
        order="newest"
        isReading={query.isFetchingNextPage}
        onContinue={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
        onStop={stop}
        isRetrying={query.isRefetching}
        onRetry={merged.stoppedBecause === 'failed' ? () => void query.refetch() : undefined}
      />
      {query.isFetchNextPageError && <ProblemStrip error={query.error} />}
      <TraceGaps gaps={merged.gaps} />
      {only === undefined ? (
        <Empty title={merged.stoppedBecause === 'complete' ? t('none') : t('nothingYet')}>
          {query.hasNextPage ? t('goOn') : t('noneNext')}
        </Empty>
      ) : search.mode === 'id' || (search.mode === 'key' && merged.items.length === 1) ? (
        <div className="mt-3">
          <TraceView clusterId={clusterId} trace={only} />
        </div>
      ) : (
        <TracesTable
          items={merged.items}
          onOpen={({ messageId, topicName }) => onSearch({ mode: 'id', id: messageId, topic: topicName })}
        />
      )}
    </>
  )
}
