'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Loading } from '#components/layout/states/loading.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { ResetDialog } from '#components/offsets/reset-dialog.tsx'
import { useResetReason } from '#components/offsets/use-reset-reason.ts'
import { DrawerSection } from '#components/ui/drawer-section.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { ConsumptionRow, ConsumptionStatus } from '#lib/messages/schema.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { ConsumptionDetail } from './consumption-detail.tsx'
import { groupHref } from './message-href.ts'
import type { MessageSectionsProps } from './message-sections-props.ts'
import { consumptionQuery } from './queries.ts'
import { RetryCopies } from './retry-copies.tsx'
import { VerifyDialog } from './verify-dialog.tsx'

const states: Record<ConsumptionStatus, State> = {
  IN_DLQ: 'critical',
  IN_RETRY: 'warning',
  CONSUMED: 'ok',
  FAILED: 'critical',
  FILTERED: 'silenced',
  INFLIGHT: 'info',
  NOT_CONSUMED: 'pending',
  NOT_ONLINE: 'pending',
  UNKNOWN: 'unknown',
}
/** Fewer are seen at a glance. */
const GROUPS_WORTH_A_FILTER = 8

/** Which group got the message, and how that is known. Asked by its place, for that is the quickest. */
export function ConsumptionSection({ message, address }: MessageSectionsProps) {
  const t = useTranslations('messages.consumption')
  const tVerify = useTranslations('messages.verify')
  const { clusterId } = address
  const [filter, setFilter] = useState('')
  const [verified, setVerified] = useState<string | null>(null)
  const [reset, setReset] = useState<string | null>(null)
  const access = useAccess()
  const resetReason = useResetReason(clusterId)
  const verifyReason = (groupName: string) =>
    access.reason('message:verify', clusterId, onTopic(message.topicName)) ??
    access.reason('message:verify', clusterId, onGroup(groupName))
  const place = { clusterId, messageId: message.offsetMsgId, topic: message.topicName }
  const query = useLiveQuery(consumptionQuery(place, filter.trim()))
  const { data } = query
  const hasFilter = filter !== '' || (data?.total ?? 0) > GROUPS_WORTH_A_FILTER
  const columns: Column<ConsumptionRow>[] = [
    {
      id: 'status',
      head: t('status'),
      width: 160,
      cell: ({ status, isProbable }) => (
        <StatePill state={states[status]} label={isProbable ? t(`probable.${status}`) : t(`is.${status}`)} />
      ),
    },
    {
      id: 'groupName',
      head: t('group'),
      isFlexible: true,
      minWidth: 108,
      cell: ({ groupName, ownerClientId }) => (
        <span className="grid min-w-0">
          <NameCell name={groupName} href={groupHref(clusterId, groupName)} />
          {ownerClientId !== undefined && <Owner clientId={ownerClientId} />}
        </span>
      ),
    },
    {
      id: 'detail',
      head: t('detail'),
      isFlexible: true,
      minWidth: 108,
      cell: (row) => <ConsumptionDetail row={row} clusterId={clusterId} />,
    },
    {
      id: 'source',
      head: t('knownFrom'),
      width: 92,
      cell: ({ source }) => <span className="text-fg-3">{source === null ? '–' : t(`source.${source}`)}</span>,
    },
    {
      id: 'actions',
      head: t('actions'),
      width: 52,
      cell: ({ groupName, reason }) => (
        <span className="flex">
          <IconButton
            icon="play"
            size="s"
            label={tVerify('open', { group: groupName })}
            disabledReason={verifyReason(groupName)}
            onClick={() => setVerified(groupName)}
          />
          <IconButton
            icon="replay"
            size="s"
            label={t('resetToHere', { group: groupName })}
            disabledReason={resetReason({
              groupName,
              isSystem: false,
              model: reason === 'BROADCAST' ? 'BROADCASTING' : null,
            })}
            onClick={() => setReset(groupName)}
          />
        </span>
      ),
    },
  ]
  return (
    <DrawerSection
      title={t('title')}
      {...(data && { count: t('groups', { count: data.total }) })}
      {...(hasFilter && {
        end: (
          <TextField
            label={t('filter')}
            isLabelHidden
            size="s"
            placeholder={t('filter')}
            value={filter}
            onValueChange={setFilter}
          />
        ),
      })}
    >
      <QueryView
        query={query}
        loading={<Loading shape="block" what={t('reading')} />}
        partialEffect={t('partialEffect')}
      >
        {({ items, total }) => (
          <>
            {items.length === 0 ? (
              <p className="text-fg-3">{filter === '' ? t('none') : t('noMatch')}</p>
            ) : (
              <PlainTable
                label={t('title')}
                density={items.some(({ ownerClientId }) => ownerClientId !== undefined) ? 40 : 28}
                columns={columns}
                rows={items}
                rowId={({ groupName }) => groupName}
              />
            )}
            <RetryCopies clusterId={clusterId} rows={items} />
            {total > items.length && (
              <p className="mt-1 text-12 text-fg-3">{t('cut', { shown: items.length, total })}</p>
            )}
          </>
        )}
      </QueryView>
      {verified !== null && <VerifyDialog address={place} groupName={verified} onClose={() => setVerified(null)} />}
      {reset !== null && (
        <ResetDialog
          clusterId={clusterId}
          groupName={reset}
          topicName={message.topicName}
          snapshotId={null}
          at={message.storeTimestamp}
          onClose={() => {
            setReset(null)
            void query.refetch()
          }}
        />
      )}
    </DrawerSection>
  )
}

/** The client that reads the queue of the message, below its group. */
function Owner({ clientId }: { clientId: string }) {
  const t = useTranslations('messages.consumption')
  return (
    <span className="flex min-w-0 text-12 text-fg-3">
      <span className="shrink-0 whitespace-pre">{t('readBy')} </span>
      <MiddleTruncate text={clientId} />
    </span>
  )
}
