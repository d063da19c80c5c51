'use client'

import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTimeZone, useTranslations } from 'next-intl'
import { useMemo, useState } from 'react'
import { BulkBar } from '#components/data-table/bulk-bar.tsx'
import { deskHref } from '#components/layout/desk-href.ts'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { ProblemView } from '#components/layout/states/problem-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { CompletenessStrip } from '#components/messages/completeness-strip.tsx'
import { FilterFaultStrip } from '#components/messages/filter-faults.tsx'
import { mergePages } from '#components/messages/merge-pages.ts'
import { MessageDrawer } from '#components/messages/message-drawer.tsx'
import { groupHref } from '#components/messages/message-href.ts'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { ApiError } from '#lib/api/call.ts'
import type { DeadLetter } from '#lib/dead-letters/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { DeskFilters } from './desk-filters.tsx'
import { type DeskState, toDeskQuery } from './desk-state.ts'
import { DeskTable } from './desk-table.tsx'
import { ExpiredLetters } from './expired-letters.tsx'
import { ExportLettersMenu } from './export-letters-menu.tsx'
import { LetterSection } from './letter-section.tsx'
import { NoteDialog } from './note-dialog.tsx'
import { type AskedLetters, askLetters, deadLettersQuery } from './queries.ts'
import { ResendDialog } from './resend-dialog.tsx'
import { ResendManyDialog, type ResendScope } from './resend-many-dialog.tsx'
import { useDeskUrl } from './use-desk-url.ts'
import { useMarkLetters } from './use-mark-letters.ts'
import { WriteOnlyStrip } from './write-only-strip.tsx'

/** Single ones are named in an address, which is of limited length. */
const EXPORTED_AT_MOST = 100

interface DeskPageProps {
  clusterId: string
  groupName: string
}

/** What a group gave up, one by one: look, send again, mark as handled. */
export function DeskPage({ clusterId, groupName }: DeskPageProps) {
  const t = useTranslations('deadLetters')
  const timeZone = useTimeZone() ?? 'UTC'
  const access = useAccess()
  const { desk, openId, setDesk, open } = useDeskUrl()
  const [searchedAt, setSearchedAt] = useState(0)
  const [many, setMany] = useState<ResendScope | null>(null)
  const asked = toDeskQuery(desk, { now: new Date(), timeZone })
  const problem = 'problem' in asked ? asked.problem : null
  const isRetry = desk.topic !== null
  const search = (patch: Partial<DeskState>) => {
    setDesk(patch)
    setSearchedAt(Date.now())
  }
  const resendReason = access.reason('dead-letter:resend', clusterId, onGroup(groupName))
  return (
    <>
      <PageHeader
        crumb={{ label: t('title'), href: `/clusters/${clusterId}/dead-letters` }}
        title={groupName}
        copy={groupName}
        tags={isRetry && <Tag>{desk.topic}</Tag>}
        facts={[
          <Link key="group" href={groupHref(clusterId, groupName)}>
            {t('toGroup')}
          </Link>,
          isRetry && (
            <Link key="letters" href={deskHref(clusterId, groupName)}>
              {t('toLetters')}
            </Link>
          ),
        ]}
        actions={
          !isRetry && (
            <>
              <ExportLettersMenu
                clusterId={clusterId}
                groupName={groupName}
                of={{ desk }}
                trigger={<IconButton icon="download" label={t('export.label')} />}
              />
              <Button
                icon="replay"
                onClick={() => setMany({ kind: 'filter', desk })}
                disabledReason={resendReason ?? (problem ? t(`rangeProblem`) : undefined)}
              >
                {t('resendAll')}
              </Button>
            </>
          )
        }
      />
      <DeskFilters key={JSON.stringify(desk)} desk={desk} onSearch={search} />
      {problem ? (
        <Empty title={t('rangeProblem')} />
      ) : (
        <DeskResults
          {...{ clusterId, groupName, desk, openId }}
          context={{ timeZone, searchedAt }}
          onOpen={open}
          onSearch={search}
          onResendMany={setMany}
        />
      )}
      {many && (
        <ResendManyDialog
          clusterId={clusterId}
          groupName={groupName}
          scope={many}
          timeZone={timeZone}
          onClose={() => setMany(null)}
        />
      )}
    </>
  )
}

interface DeskResultsProps extends DeskPageProps {
  desk: DeskState
  context: { timeZone: string; searchedAt: number }
  openId: string | null
  onOpen: (offsetMsgId: string | null) => void
  onSearch: (patch: Partial<DeskState>) => void
  onResendMany: (scope: ResendScope) => void
}

function DeskResults({
  clusterId,
  groupName,
  desk,
  context,
  openId,
  onOpen,
  onSearch,
  onResendMany,
}: DeskResultsProps) {
  const t = useTranslations('deadLetters')
  const access = useAccess()
  const queryClient = useQueryClient()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [one, setOne] = useState<DeadLetter | null>(null)
  const [noted, setNoted] = useState<readonly DeadLetter[] | null>(null)
  const options = deadLettersQuery(clusterId, groupName, desk, context)
  const query = useInfiniteQuery(options)
  const pages = query.data?.pages
  const merged = useMemo(() => pages && mergePages<DeadLetter>(pages, desk.order), [pages, desk.order])
  const mark = useMarkLetters(clusterId, groupName)
  const retry = useMutation({
    mutationFn: (cursor: string) => askLetters(clusterId, groupName, { ...restOf(desk), pageSize: 100 }, cursor),
    onSuccess: (page) => {
      queryClient.setQueryData<{ pages: AskedLetters[]; pageParams: (string | null)[] }>(options.queryKey, (data) =>
        data ? { pages: [...data.pages, page], pageParams: [...data.pageParams, page.asked] } : data,
      )
    },
  })
  const stop = () => void queryClient.cancelQueries({ queryKey: options.queryKey })
  const isRetry = desk.topic !== null
  const resendReason = access.reason('dead-letter:resend', clusterId, onGroup(groupName))
  const markReason = access.reason('dead-letter:mark', clusterId, onGroup(groupName))

  if (!merged || !pages) {
    if (query.error instanceof ApiError && query.error.problem.code === 'NOT_FOUND') {
      return <Empty title={t('noneTitle')}>{query.error.message}</Empty>
    }
    if (query.error) return <ProblemView error={query.error} onRetry={() => void query.refetch()} />
    return <Loading what={t('readingLetters')} onCancel={stop} />
  }
  const openIndex = merged.items.findIndex(({ offsetMsgId }) => offsetMsgId === openId)
  const shown = merged.items[openIndex]
  const chosen = merged.items.filter(({ offsetMsgId }) => selected.has(offsetMsgId))
  const expired = pages[0]?.page.expired
  const expiredLetters = expired && (
    <ExpiredLetters
      expired={expired}
      isFilteredByContent={Boolean(desk.tag || desk.filter || (desk.by === 'key' && desk.find))}
    />
  )
  if (expired && desk.state.every((state) => state === 'EXPIRED')) return expiredLetters
  const writeOnly = [...new Set(pages.flatMap(({ page }) => page.writeOnlyOn))]
  return (
    <>
      {writeOnly.length > 0 && (
        <WriteOnlyStrip
          clusterId={clusterId}
          topicName={desk.topic ?? `%DLQ%${groupName}`}
          brokerNames={writeOnly}
          onDone={() => onSearch({})}
        />
      )}
      <div className="flex flex-wrap items-start gap-x-4">
        <div className="min-w-0 flex-1">
          <CompletenessStrip
            merged={merged}
            mode={desk.find === null ? 'time' : desk.by}
            order={desk.order}
            isReading={query.isFetchingNextPage}
            onContinue={merged.cursor === undefined ? undefined : () => void query.fetchNextPage()}
            onStop={stop}
            isRetrying={retry.isPending}
            onRetry={merged.retryCursor === undefined ? undefined : () => retry.mutate(merged.retryCursor ?? '')}
          />
        </div>
        <Segmented
          label={t('order')}
          size="s"
          className="mt-3"
          value={desk.order}
          onValueChange={(order) => onSearch({ order })}
          options={[
            { value: 'newest', label: t('newestFirst') },
            { value: 'oldest', label: t('oldestFirst') },
          ]}
        />
      </div>
      <FilterFaultStrip faults={merged.filterFaults} />
      {(query.isFetchNextPageError || retry.error) && <ProblemStrip error={retry.error ?? query.error} />}
      {merged.items.length > 0 && !access.can('message:read-body', clusterId, onGroup(groupName)) && (
        <Strip tone="unknown" icon="lock" className="mt-2">
          {t('bodiesDenied')}
        </Strip>
      )}
      {merged.items.length === 0 ? (
        merged.stoppedBecause === 'complete' ? (
          <Empty title={isRetry ? t('emptyRetry') : t('emptyDesk')}>
            {t('emptyDeskText', { count: merged.scannedMessages })}
          </Empty>
        ) : (
          <Empty title={t('notYet')}>{merged.cursor ? t('goOn') : t('notRead')}</Empty>
        )
      ) : (
        <DeskTable
          items={merged.items}
          isRetry={isRetry}
          openId={openId}
          onOpen={onOpen}
          {...(!isRetry && { selection: { selected, onChange: setSelected } })}
        />
      )}
      {expiredLetters}
      {chosen.length > 0 && (
        <BulkBar
          label={t('selected', { count: chosen.length })}
          onClear={() => setSelected(new Set())}
          actions={
            <>
              <ExportLettersMenu
                clusterId={clusterId}
                groupName={groupName}
                of={{ messageIds: chosen.map(({ offsetMsgId }) => offsetMsgId) }}
                trigger={
                  <Button
                    size="s"
                    icon="download"
                    disabledReason={chosen.length > EXPORTED_AT_MOST ? t('export.tooMany') : undefined}
                  >
                    {t('export.label')}
                  </Button>
                }
              />
              <Button size="s" icon="note" onClick={() => setNoted(chosen)} disabledReason={markReason}>
                {t('addNote')}
              </Button>
              <Button
                size="s"
                icon="check"
                onClick={() => mark.handle(chosen, true)}
                isBusy={mark.isPending}
                disabledReason={markReason}
              >
                {t('markHandled')}
              </Button>
              <Button
                size="s"
                icon="replay"
                onClick={() =>
                  chosen.length === 1 && chosen[0]
                    ? setOne(chosen[0])
                    : onResendMany({ kind: 'letters', messageIds: chosen.map(({ offsetMsgId }) => offsetMsgId) })
                }
                disabledReason={resendReason}
              >
                {t('resendCountLabel', { count: chosen.length })}
              </Button>
            </>
          }
        />
      )}
      <MessageDrawer
        clusterId={clusterId}
        topic={shown?.topicName ?? desk.topic ?? `%DLQ%${groupName}`}
        messageId={openId}
        items={merged.items}
        index={openIndex}
        onOpen={onOpen}
        top={
          shown &&
          !isRetry && (
            <LetterSection
              clusterId={clusterId}
              groupName={groupName}
              letter={shown}
              onResend={() => setOne(shown)}
              onNote={() => setNoted([shown])}
              onHandle={(isHandled) => mark.handle([shown], isHandled)}
            />
          )
        }
      />
      {one && <ResendDialog clusterId={clusterId} groupName={groupName} letter={one} onClose={() => setOne(null)} />}
      {noted && (
        <NoteDialog clusterId={clusterId} groupName={groupName} letters={noted} onClose={() => setNoted(null)} />
      )}
    </>
  )
}

/** What a cursor does not carry. */
const restOf = ({ topic, originTopic, state }: DeskState) => ({
  ...(topic && { topic }),
  ...(originTopic && { originTopic }),
  ...(state.length > 0 && { state }),
})
