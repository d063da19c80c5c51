'use client'

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useMemo } from 'react'
import { Empty } from '#components/layout/states/empty.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { CompletenessStrip } from '#components/messages/completeness-strip.tsx'
import { useLivePage } from '#components/messages/use-live-page.ts'
import { Button } from '#components/ui/button.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { TimerState } from '#lib/timers/schema.ts'
import { DelayAside } from './delay-aside.tsx'
import { mergeTimers } from './merge-timers.ts'
import { timersQuery } from './queries.ts'
import { TimersTable } from './timers-table.tsx'

const shown = ['pending', 'all'] as const

/** Messages of a topic that wait for their time, and what became of those that did. */
export function DelayedTab({ clusterId, topicName }: { clusterId: string; topicName: string }) {
  const t = useTranslations('timers')
  const [show, setShow] = useQueryState('state', parseAsStringLiteral(shown).withDefault('pending'))
  const queryClient = useQueryClient()
  const options = timersQuery(clusterId, topicName, show === 'pending' ? ['PENDING'] : TimerState.options)
  const query = useInfiniteQuery({ ...options, ...useLivePage() })
  const merged = useMemo(() => query.data && mergeTimers(query.data.pages), [query.data])
  const newest = query.data?.pages.at(-1)?.page
  const stop = () => void queryClient.cancelQueries({ queryKey: options.queryKey })
  return (
    <>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <Segmented
          label={t('show')}
          value={show}
          onValueChange={(value) => void setShow(value)}
          options={shown.map((value) => ({ value, label: t(`shown.${value}`) }))}
        />
        <Button icon="refresh" variant="ghost" isBusy={query.isRefetching} onClick={() => void query.refetch()}>
          {t('again')}
        </Button>
      </div>
      {!merged &&
        (query.error ? (
          <ProblemView error={query.error} onRetry={() => void query.refetch()} />
        ) : query.fetchStatus === 'idle' ? (
          <Strip tone="unknown" className="mt-3">
            {t('stopped')}
          </Strip>
        ) : (
          <Loading what={t('reading')} onCancel={stop} />
        ))}
      {merged && newest && (
        <div className="grid gap-x-6 xl:grid-cols-[minmax(0,1fr)_280px]">
          <div className="min-w-0">
            <CompletenessStrip
              merged={merged}
              mode="newest"
              order="newest"
              isReading={query.isFetchingNextPage}
              onContinue={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
              onStop={stop}
              isRetrying={query.isRefetching}
              onRetry={merged.stoppedBecause === 'failed' ? () => void query.refetch() : undefined}
            />
            {query.isFetchNextPageError && <ProblemStrip error={query.error} />}
            {merged.items.length > 0 ? (
              <TimersTable clusterId={clusterId} items={merged.items} />
            ) : merged.stoppedBecause === 'complete' ? (
              <Empty title={t(`none.${show}`)}>{t('noneWhy')}</Empty>
            ) : (
              <Empty title={t('nothingYet')}>{query.hasNextPage ? t('goOn') : t('notRead')}</Empty>
            )}
          </div>
          <DelayAside levels={newest.levels} limits={newest.limits} />
        </div>
      )}
    </>
  )
}
