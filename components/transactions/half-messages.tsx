'use client'

import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type ReactNode, useMemo } from 'react'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { MaskMark } from '#components/masking/mask-notes.tsx'
import { CompletenessStrip } from '#components/messages/completeness-strip.tsx'
import { mergeReads } from '#components/messages/merge-pages.ts'
import { messageHref } from '#components/messages/message-href.ts'
import { useLivePage } from '#components/messages/use-live-page.ts'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { ShortId } from '#components/ui/short-id.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { HalfMessage, TransactionPage, TransactionState } from '#lib/transactions/schema.ts'
import { transactionsQuery } from './queries.ts'

interface HalfMessagesProps {
  clusterId: string
  topicName: string
  state: TransactionState
  /** Beside the table. */
  children?: (rules: TransactionPage['rules']) => ReactNode
}

/** One of the two lists, with what was read of it. */
export function HalfMessages({ clusterId, topicName, state, children }: HalfMessagesProps) {
  const t = useTranslations('transactions')
  const queryClient = useQueryClient()
  const options = transactionsQuery(clusterId, topicName, state)
  const query = useInfiniteQuery({ ...options, ...useLivePage() })
  const merged = useMemo(() => {
    const pages = query.data?.pages
    return pages && { ...mergeReads(pages), items: pages.flatMap(({ page }) => page.items) }
  }, [query.data])
  const rules = query.data?.pages.at(-1)?.page.rules
  const stop = () => void queryClient.cancelQueries({ queryKey: options.queryKey })
  const again = (
    <Button size="s" variant="ghost" icon="refresh" isBusy={query.isRefetching} onClick={() => void query.refetch()}>
      {t('again')}
    </Button>
  )
  return (
    <Section title={t(`title.${state}`)} end={again}>
      {!merged || !rules ? (
        query.error ? (
          <ProblemView error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Loading what={t('reading')} onCancel={stop} />
        )
      ) : (
        <div className={children && 'grid gap-x-6 xl:grid-cols-[minmax(0,1fr)_260px]'}>
          <div className="min-w-0">
            <CompletenessStrip
              merged={merged}
              mode="newest"
              order={state === 'UNDECIDED' ? 'oldest' : 'newest'}
              isReading={query.isFetchingNextPage}
              onContinue={query.hasNextPage ? () => void query.fetchNextPage() : undefined}
              onStop={stop}
              isRetrying={query.isRefetching}
              onRetry={merged.stoppedBecause === 'failed' ? () => void query.refetch() : undefined}
            />
            {query.isFetchNextPageError && <ProblemStrip error={query.error} />}
            {merged.items.length > 0 ? (
              <HalfMessagesTable clusterId={clusterId} items={merged.items} state={state} />
            ) : merged.stoppedBecause === 'complete' ? (
              <Empty title={t(`none.${state}`)} />
            ) : (
              <Empty title={t('nothingYet')}>{query.hasNextPage ? t('goOn') : t('notRead')}</Empty>
            )}
          </div>
          {children?.(rules)}
        </div>
      )}
    </Section>
  )
}

function HalfMessagesTable({
  clusterId,
  items,
  state,
}: {
  clusterId: string
  items: readonly HalfMessage[]
  state: TransactionState
}) {
  const t = useTranslations('transactions')
  const format = useFormat()
  const columns: Column<HalfMessage>[] = [
    { id: 'state', head: t('columns.state'), width: 128, cell: (item) => <HalfState item={item} /> },
    state === 'UNDECIDED'
      ? {
          id: 'age',
          head: t('columns.sent'),
          width: 96,
          cell: ({ bornTimestamp }) => <Age at={bornTimestamp} />,
        }
      : {
          id: 'givenUp',
          head: t('columns.givenUp'),
          width: 190,
          cell: ({ storeTimestamp }) => <Instant at={storeTimestamp} form="absolute" />,
        },
    {
      id: 'checks',
      head: t('columns.checks'),
      width: 72,
      cell: ({ checks, maxChecks }) => t('of', { checks, max: maxChecks === null ? '?' : format.number(maxChecks) }),
    },
    {
      id: 'producerGroup',
      head: t('columns.producerGroup'),
      width: 128,
      cell: ({ producerGroup }) => <span className="block truncate">{producerGroup ?? '?'}</span>,
    },
    {
      id: 'producers',
      head: t('columns.clients'),
      width: 84,
      cell: ({ producers }) => (producers === null ? '?' : t('online', { count: producers })),
    },
    {
      id: 'messageId',
      head: t('columns.messageId'),
      width: 156,
      cell: ({ uniqKey, offsetMsgId, storedTopicName }) => (
        <Link href={messageHref({ clusterId, messageId: offsetMsgId, topic: storedTopicName })}>
          <ShortId text={uniqKey ?? offsetMsgId} />
        </Link>
      ),
    },
    {
      id: 'keys',
      head: t('columns.keys'),
      isFlexible: true,
      minWidth: 108,
      cell: ({ keys, masking }) => (
        <span className="block truncate font-mono text-12">
          <MaskMark notes={masking} />
          {keys.join(' ') || '–'}
        </span>
      ),
    },
    { id: 'broker', head: t('columns.broker'), width: 92, priority: 2, cell: ({ brokerName }) => brokerName },
  ]
  return (
    <PlainTable label={t(`title.${state}`)} columns={columns} rows={items} rowId={({ offsetMsgId }) => offsetMsgId} />
  )
}

/** Asked and still undecided is a producer that does not know, or that is not there. */
function HalfState({ item: { state, checks, producers, isProbable } }: { item: HalfMessage }) {
  const t = useTranslations('transactions.state')
  if (state === 'GIVEN_UP') return <StatePill state="critical" label={t('givenUp')} />
  if (isProbable) return <StatePill state="unknown" label={t('probable')} />
  if (checks > 0 && producers === 0) return <StatePill state="warning" label={t('notAnswered')} />
  return <StatePill state="pending" label={checks > 0 ? t('checked') : t('undecided')} />
}
