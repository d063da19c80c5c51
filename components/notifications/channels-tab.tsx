'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { oneOf } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { ChannelKind, type NoticeChannel } from '#lib/notifications/channel-schema.ts'
import { ChannelDrawer } from './channel-drawer.tsx'
import { ChannelFormDialog } from './channel-form-dialog.tsx'
import { ChannelStatePill } from './channel-state-pill.tsx'
import { channelsQuery } from './queries.ts'

interface TabProps {
  isCreating: boolean
  onCreated: () => void
}

export function ChannelsTab({ isCreating, onCreated }: TabProps) {
  const t = useTranslations('notifications')
  const format = useFormat()
  const list = useListUrl({ filters: ['kind'], defaultSort: 'name' })
  const [openId, setOpenId] = useQueryState('open', parseAsString)
  const filter = list.query as Parameters<typeof channelsQuery>[0] // what the URL holds is text; the server says what it does not know
  const query = useLiveQuery({ ...channelsQuery(filter), placeholderData: keepPreviousData })
  const columns: Column<NoticeChannel>[] = [
    { id: 'state', head: t('state'), width: 112, canHide: false, cell: (row) => <ChannelStatePill channel={row} /> },
    {
      id: 'name',
      head: t('name'),
      width: 180,
      isSortable: true,
      canHide: false,
      cell: (row) => <span className="block truncate font-medium">{row.name}</span>,
    },
    { id: 'kind', head: t('kind'), width: 120, isSortable: true, cell: (row) => t(`kinds.${row.kind}`) },
    {
      id: 'policies',
      head: t('policies'),
      isFlexible: true,
      minWidth: 140,
      cell: (row) => (
        <span className="block truncate">
          {row.policies.length === 0 ? t('noPolicy') : row.policies.map(({ name }) => name).join(', ')}
        </span>
      ),
    },
    {
      id: 'ratePerMinute',
      head: t('rate'),
      unit: t('perMinute'),
      width: 96,
      align: 'right',
      priority: 2,
      cell: (row) => format.number(row.ratePerMinute),
    },
    {
      id: 'lastSuccessAt',
      head: t('lastSuccess'),
      width: 120,
      isSortable: true,
      cell: (row) => (row.lastSuccessAt ? <Instant at={row.lastSuccessAt} form="relative" /> : t('never')),
    },
    {
      id: 'failures',
      head: t('failures'),
      width: 84,
      align: 'right',
      isSortable: true,
      cell: (row) => format.number(row.failures),
    },
  ]
  return (
    <>
      <DataTable
        viewId="notice-channels"
        label={t('tab.channels')}
        columns={columns}
        rowId={(row) => row.channelId}
        list={list}
        query={query}
        onOpen={(row) => void setOpenId(row.channelId)}
        openId={openId}
        rowTone={(row) => (row.isEnabled ? undefined : 'gone')}
        textPlaceholder={t('filter')}
        filters={[oneOf('kind', t('kind'), ChannelKind.options, (value) => t(`kinds.${value}`))]}
        empty={<Empty title={t('noChannels')}>{t('noChannelsText')}</Empty>}
        what={t('reading')}
      />
      <ChannelDrawer channelId={openId} onClose={() => void setOpenId(null)} />
      {isCreating && (
        <ChannelFormDialog
          channel={null}
          onClose={onCreated}
          onSaved={(channel) => void setOpenId(channel.channelId)}
        />
      )}
    </>
  )
}
