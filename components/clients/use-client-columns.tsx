'use client'

import { useTranslations } from 'next-intl'
import { createAlarmHref } from '#components/alarms/alarm-href.ts'
import type { Column } from '#components/data-table/column.ts'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { BoardLink } from '#components/monitoring/board-link.tsx'
import { Link } from '#components/ui/link.tsx'
import type { MenuItem } from '#components/ui/menu.tsx'
import { MiddleTruncate } from '#components/ui/middle-truncate.tsx'
import type { Client } from '#lib/clients/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { clientHref, groupHref } from './client-href.ts'
import { ClientState } from './client-state.tsx'
import { SdkCell } from './sdk-cell.tsx'
import { languageName } from './sdk-name.ts'
import { SeenBy } from './seen-by.tsx'

interface ClientColumnsOptions {
  clusterId: string
  /** On a group's own page group and kind are the same in every row. */
  isOfGroup: boolean
  /** The chosen namespace: names of groups are shown without it. */
  ns: string | null
}

export function useClientColumns({ clusterId, isOfGroup, ns }: ClientColumnsOptions): Column<Client>[] {
  const t = useTranslations('clients')
  const format = useFormat()
  const access = useAccess()
  const shown = (groupName: string) =>
    ns && groupName.startsWith(`${ns}%`) ? groupName.slice(ns.length + 1) : groupName
  const alarmItem = (groupName: string, clientId: string): MenuItem => ({
    label: t('createAlarm'),
    icon: 'bell',
    href: createAlarmHref(clusterId, { metric: 'cachedMessages', object: { level: 'client', groupName, clientId } }),
    disabledReason: access.reason('alarm:write', clusterId, onGroup(groupName)),
  })
  const text = (value: string | null) => <span className="block truncate">{value ?? '?'}</span>
  const ofSeveralGroups: Column<Client>[] = [
    {
      id: 'groupName',
      head: t('group'),
      width: 160,
      isSortable: true,
      priority: 2,
      cell: ({ groupName, kind }) =>
        kind === 'CONSUMER' ? (
          <Link href={groupHref(clusterId, groupName)} tone="plain" className="flex min-w-0 max-w-full overflow-hidden">
            <MiddleTruncate text={shown(groupName)} />
          </Link>
        ) : (
          <MiddleTruncate text={shown(groupName)} />
        ),
    },
    {
      id: 'kind',
      head: t('kind'),
      width: 88,
      isSortable: true,
      priority: 2,
      cell: ({ kind }) => <span className="text-fg-3">{t(`kinds.${kind}`)}</span>,
    },
  ]
  return [
    {
      id: 'isHung',
      head: t('state'),
      width: 104,
      isSortable: true,
      canHide: false,
      cell: (client) => <ClientState client={client} />,
    },
    {
      id: 'clientId',
      head: t('client'),
      width: 260,
      isFlexible: true,
      minWidth: 188,
      isSortable: true,
      canHide: false,
      cell: (client) => <NameCell name={client.clientId} href={clientHref(clusterId, client)} />,
    },
    ...(isOfGroup ? [] : ofSeveralGroups),
    {
      id: 'version',
      head: t('sdk'),
      width: 112,
      isSortable: true,
      priority: 2,
      cell: (client) => <SdkCell client={client} />,
    },
    {
      id: 'language',
      head: t('language'),
      width: 92,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: ({ language }) => text(languageName(language)),
    },
    {
      id: 'risk',
      head: t('risk'),
      width: 130,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: ({ risk }) => text(risk?.risk ?? '–'),
    },
    {
      id: 'protocol',
      head: t('protocol'),
      width: 84,
      isSortable: true,
      priority: 2,
      cell: ({ protocol }) => t(`protocols.${protocol}`),
    },
    {
      id: 'seenBy',
      head: t('seenBy'),
      width: 92,
      isSortable: true,
      priority: 2,
      cell: ({ seenBy }) => <SeenBy seenBy={seenBy} isShort />,
    },
    {
      id: 'address',
      head: t('address'),
      width: 160,
      isSortable: true,
      priority: 2,
      isHiddenInitially: !isOfGroup,
      cell: ({ address }) => <span className="block truncate font-mono text-12">{address}</span>,
    },
    {
      id: 'host',
      head: t('host'),
      width: 130,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: ({ host }) => text(host),
    },
    {
      id: 'topics',
      head: t('topics'),
      align: 'right',
      width: 64,
      isSortable: true,
      priority: 2,
      cell: ({ kind, topics }) =>
        kind === 'PRODUCER' ? '–' : <span title={topics.join(', ')}>{format.number(topics.length)}</span>,
    },
    {
      id: 'queues',
      head: t('queues'),
      align: 'right',
      width: 68,
      isSortable: true,
      priority: 2,
      cell: ({ kind, queues }) => (kind === 'PRODUCER' ? '–' : queues === null ? '?' : format.number(queues)),
    },
    {
      id: 'lag',
      head: t('lag'),
      unit: t('messagesUnit'),
      align: 'right',
      width: 96,
      isSortable: true,
      cell: ({ kind, lag }) => (kind === 'PRODUCER' ? '–' : <MeasuredValue measured={lag} />),
    },
    {
      id: 'firstSeenAt',
      head: t('firstSeen'),
      align: 'right',
      width: 100,
      isSortable: true,
      priority: 2,
      isHiddenInitially: true,
      cell: ({ firstSeenAt }) => <Age at={firstSeenAt} />,
    },
    {
      id: 'lastSeenAt',
      head: t('lastSeen'),
      align: 'right',
      width: 88,
      isSortable: true,
      priority: 2,
      cell: ({ lastSeenAt }) => <Age at={lastSeenAt} />,
    },
    {
      id: 'actions',
      head: '',
      align: 'right',
      width: 68,
      canHide: false,
      // Producers report nothing of a kind that has a board.
      cell: ({ kind, clientId, groupName }) =>
        kind === 'CONSUMER' && (
          <span className="inline-flex items-center">
            <BoardLink clusterId={clusterId} scope="client" name={clientId} groupName={groupName} />
            <RowMenu label={t('actionsOf', { name: clientId })} items={[alarmItem(groupName, clientId)]} />
          </span>
        ),
    },
  ]
}
