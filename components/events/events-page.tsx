'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsBoolean, parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import type { EventSubscription } from '#lib/events/schema.ts'
import { addressOf } from './destination-text.ts'
import { subscriptionsQuery } from './queries.ts'
import { SubscriptionDrawer } from './subscription-drawer.tsx'
import { SubscriptionFormDialog } from './subscription-form-dialog.tsx'
import { SubscriptionStatePill } from './subscription-state-pill.tsx'

/** Where events and the audit are sent, and how far each has got. */
export function EventsPage() {
  const t = useTranslations('events')
  const format = useFormat()
  const access = useAccess()
  const list = useListUrl({ filters: [], defaultSort: 'name' })
  const [openId, setOpenId] = useQueryState('open', parseAsString)
  const [isCreating, setCreating] = useQueryState('create', parseAsBoolean.withDefault(false))
  const query = useLiveQuery({ ...subscriptionsQuery(list.query), placeholderData: keepPreviousData })
  const columns: Column<EventSubscription>[] = [
    {
      id: 'state',
      head: t('state'),
      width: 120,
      canHide: false,
      cell: (row) => <SubscriptionStatePill subscription={row} />,
    },
    {
      id: 'name',
      head: t('name'),
      width: 180,
      isSortable: true,
      canHide: false,
      cell: (row) => <span className="block truncate font-medium">{row.name}</span>,
    },
    {
      id: 'types',
      head: t('types'),
      width: 220,
      cell: (row) => (
        <span className="block truncate font-mono text-12" title={row.types.join(', ')}>
          {row.types.join(', ')}
        </span>
      ),
    },
    {
      id: 'destination',
      head: t('destination'),
      isFlexible: true,
      minWidth: 160,
      cell: (row) => <span className="block truncate font-mono text-12">{addressOf(row.destination)}</span>,
    },
    { id: 'sent', head: t('sent'), width: 88, align: 'right', cell: (row) => format.number(row.sent) },
    {
      id: 'waiting',
      head: t('waiting'),
      width: 88,
      align: 'right',
      priority: 2,
      cell: (row) => format.number(row.waiting),
    },
    { id: 'lost', head: t('lost'), width: 72, align: 'right', priority: 2, cell: (row) => format.number(row.lost) },
    {
      id: 'lastSuccessAt',
      head: t('lastSuccess'),
      width: 120,
      isSortable: true,
      priority: 2,
      cell: (row) => (row.lastSuccessAt ? <Instant at={row.lastSuccessAt} form="relative" /> : t('never')),
    },
  ]
  return (
    <>
      <PageHeader
        title={t('title')}
        facts={[t('purpose')]}
        actions={
          <Button
            icon="plus"
            variant="primary"
            disabledReason={access.reason('channel:manage')}
            onClick={() => void setCreating(true)}
          >
            {t('add')}
          </Button>
        }
      />
      <DataTable
        viewId="event-subscriptions"
        label={t('label')}
        columns={columns}
        rowId={(row) => row.subscriptionId}
        list={list}
        query={query}
        onOpen={(row) => void setOpenId(row.subscriptionId)}
        openId={openId}
        rowTone={(row) => (row.isEnabled ? undefined : 'gone')}
        textPlaceholder={t('filter')}
        empty={<Empty title={t('none')}>{t('noneText')}</Empty>}
        what={t('reading')}
      />
      <SubscriptionDrawer subscriptionId={openId} onClose={() => void setOpenId(null)} />
      {isCreating && (
        <SubscriptionFormDialog
          subscription={null}
          onClose={() => void setCreating(null)}
          onSaved={(saved) => void setOpenId(saved.subscriptionId)}
        />
      )}
    </>
  )
}
