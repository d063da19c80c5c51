'use client'

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useCallback, useMemo, useState } from 'react'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { problemOf } from '#components/layout/states/problem-words.ts'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { Strip } from '#components/ui/strip.tsx'
import type { MessageItem } from '#lib/messages/schema.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { CompletenessStrip } from './completeness-strip.tsx'
import { ExportMenu, RunAsJobMenu } from './export-menu.tsx'
import { FilterFaultStrip } from './filter-faults.tsx'
import { type AskedPage, mergePages } from './merge-pages.ts'
import { MessageDrawer } from './message-drawer.tsx'
import { MessagesTable } from './messages-table.tsx'
import { NothingFound } from './nothing-found.tsx'
import { askPage, messagesQuery, type SearchData, SearchRun } from './queries.ts'
import { type SearchState, toMessageQuery } from './search-state.ts'

const none: ReadonlySet<string> = new Set()

interface SearchResultsProps {
  clusterId: string
  search: SearchState
  context: { timeZone: string; searchedAt: number }
  openId: string | null
  onOpen: (offsetMsgId: string | null) => void
  onSearch: (patch: Partial<SearchState>) => void
}

/** What a search has found so far, how much of it was read, and the way on. */
export function SearchResults({ clusterId, search, context, openId, onOpen, onSearch }: SearchResultsProps) {
  const t = useTranslations('messages')
  const access = useAccess()
  const queryClient = useQueryClient()
  const searchKey = JSON.stringify([clusterId, search, context])
  const [live, setLive] = useState<{ searchKey: string; page: AskedPage } | null>(null)
  const [run] = useState(() => new SearchRun())
  run.onProgress = (page) => setLive({ searchKey, page })
  const options = messagesQuery(clusterId, search, context, run)
  const query = useInfiniteQuery(options)
  const merged = useMemo(() => {
    const pages = query.data?.pages ?? []
    const running = live?.searchKey === searchKey && (query.isFetching || query.error) ? live.page : null
    const shown = running && !pages.some(({ asked }) => asked === running.asked) ? [...pages, running] : pages
    return shown.length > 0 ? mergePages(shown, search.order) : undefined
  }, [query.data, query.isFetching, query.error, live, searchKey, search.order])
  const retry = useMutation({
    mutationFn: (cursor: string) => askPage(clusterId, { cursor }),
    onSuccess: (page) => {
      queryClient.setQueryData<SearchData>(options.queryKey, (data) =>
        data ? { pages: [...data.pages, page], pageParams: [...data.pageParams, page.asked] } : data,
      )
    },
  })
  const resolved = toMessageQuery(search, {
    now: new Date(context.searchedAt || Date.now()),
    timeZone: context.timeZone,
  })
  const asked = 'query' in resolved ? resolved.query : null
  const openIndex = merged?.items.findIndex(({ offsetMsgId }) => offsetMsgId === openId) ?? -1
  const [selected, setSelected] = useState<{ searchKey: string; ids: ReadonlySet<string> } | null>(null)
  // Of this search only, and of what it still shows.
  const chosen = selected?.searchKey === searchKey ? selected.ids : none
  const isCentre = useCallback(({ queueOffset }: MessageItem) => String(queueOffset) === search.offset, [search.offset])
  const setChosen = (ids: ReadonlySet<string>) => setSelected({ searchKey, ids })
  const errorOf = useFieldErrors(query.error)
  const filterProblem = errorOf('query.filter') ?? errorOf('body.filter')
  const isReading = query.isFetching && (query.isFetchingNextPage || query.data === undefined)
  const stop = () => {
    if (merged && isReading) run.stop()
    else void queryClient.cancelQueries({ queryKey: options.queryKey })
  }

  return (
    <>
      {!merged &&
        (filterProblem ? (
          <FilterProblem text={filterProblem} />
        ) : query.error ? (
          <ProblemView
            error={query.error}
            onRetry={() => void query.refetch()}
            // A job has no part in the few searches that may run at a time.
            elsewhere={
              asked &&
              problemOf(query.error)?.code === 'RATE_LIMITED' && <RunAsJobMenu clusterId={clusterId} query={asked} />
            }
          />
        ) : query.fetchStatus === 'idle' ? (
          <Strip tone="unknown" className="mt-3">
            {t('stopped')}
          </Strip>
        ) : (
          <Loading what={t('reading', { topic: search.topic ?? '' })} onCancel={stop} />
        ))}
      {merged && (
        <>
          <CompletenessStrip
            merged={merged}
            mode={search.mode}
            order={search.order}
            isReading={isReading}
            onContinue={
              merged.cursor === undefined || (isReading && !query.isFetchingNextPage)
                ? undefined
                : () => void query.fetchNextPage()
            }
            onStop={stop}
            isRetrying={retry.isPending}
            onRetry={merged.retryCursor === undefined ? undefined : () => retry.mutate(merged.retryCursor ?? '')}
            elsewhere={
              asked && !isReading && merged.cursor !== undefined && <RunAsJobMenu clusterId={clusterId} query={asked} />
            }
          />
          {filterProblem && <FilterProblem text={filterProblem} />}
          {!filterProblem && (query.error || retry.error) && <ProblemStrip error={retry.error ?? query.error} />}
          {merged.items.length > 0 &&
            !access.can('message:read-body', clusterId, search.topic === null ? 'all' : onTopic(search.topic)) && (
              <Strip tone="unknown" icon="lock" className="mt-2">
                {t('bodiesDenied')}
              </Strip>
            )}
          <FilterFaultStrip faults={merged.filterFaults} />
          {merged.items.length === 0 ? (
            !isReading && <NothingFound merged={merged} search={search} onSearch={onSearch} />
          ) : (
            <MessagesTable
              clusterId={clusterId}
              items={merged.items}
              openId={openId}
              onOpen={onOpen}
              selected={chosen}
              onSelectedChange={setChosen}
              {...(search.mode === 'around' && { isCentre })}
              tools={
                <ExportMenu
                  clusterId={clusterId}
                  messages={merged.items
                    .filter(({ offsetMsgId }) => chosen.size === 0 || chosen.has(offsetMsgId))
                    .map(({ offsetMsgId, topicName }) => ({ messageId: offsetMsgId, topic: topicName }))}
                  isSelection={chosen.size > 0}
                  query={asked}
                />
              }
            />
          )}
        </>
      )}
      <MessageDrawer
        clusterId={clusterId}
        topic={merged?.items[openIndex]?.topicName ?? search.topic}
        messageId={openId}
        items={merged?.items ?? []}
        index={openIndex}
        onOpen={onOpen}
      />
    </>
  )
}

/** Why nothing is found, or no more: it is the filter that must be changed. */
function FilterProblem({ text }: { text: string }) {
  const t = useTranslations('messages.filters')
  return (
    <Strip tone="critical" role="alert" className="mt-3">
      <strong className="font-semibold">{t('refused')}</strong> {text}
    </Strip>
  )
}
