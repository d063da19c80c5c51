'use client'

import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useAlarmAccess } from '#components/alarms/use-alarm-access.ts'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { oneOf } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { Tooltip } from '#components/ui/tooltip.tsx'
import { Severity, Transition } from '#lib/alarms/schema.ts'
import { call, urlOf } from '#lib/api/call.ts'
import { listDeliveriesEndpoint, resendDeliveryEndpoint } from '#lib/notifications/api.ts'
import { DeliveryState, type NoticeDelivery } from '#lib/notifications/delivery-schema.ts'
import { deliveriesQuery, notificationKeys, policiesQuery } from './queries.ts'

const looks: Record<DeliveryState, State> = {
  QUEUED: 'pending',
  SENDING: 'pending',
  SENT: 'ok',
  RETRY: 'warning',
  DEAD: 'critical',
  MUTED: 'silenced',
}
const severityLooks: Record<Severity, State> = { INFO: 'info', WARNING: 'warning', CRITICAL: 'critical' }

/** What was sent to whom, and what was answered. Of one cluster, or of all that one may read. */
export function DeliveriesTab({ clusterId }: { clusterId?: string }) {
  const t = useTranslations('notifications')
  const access = useAccess()
  const alarmAccess = useAlarmAccess()
  const format = useFormat()
  const toast = useToast()
  const queryClient = useQueryClient()
  const list = useListUrl({ filters: ['state', 'severity', 'transition', 'policy', 'channel'], defaultSort: '-at' })
  const filter = { ...list.query, ...(clusterId !== undefined && { clusterId }) } as Parameters<
    typeof deliveriesQuery
  >[0] // what the URL holds is text; the server says what it does not know
  const query = useLiveQuery({ ...deliveriesQuery(filter), placeholderData: keepPreviousData })
  const policies = useQuery(policiesQuery()).data?.items ?? []
  const channels = new Map(
    policies.flatMap((policy) => policy.channels.map(({ channelId, name }) => [channelId, name] as const)),
  )
  const resend = useMutation({
    mutationFn: (row: NoticeDelivery) => call(resendDeliveryEndpoint, { params: { deliveryId: row.deliveryId } }),
    onSuccess: (_, row) => {
      toast({ title: t('resent', { channel: row.channel.name }) })
      void queryClient.invalidateQueries({ queryKey: notificationKeys.deliveries })
    },
  })
  const columns: Column<NoticeDelivery>[] = [
    {
      id: 'state',
      head: t('state'),
      width: 88,
      isSortable: true,
      canHide: false,
      cell: (row) => <StatePill state={looks[row.state]} label={t(`deliveryStates.${row.state}`)} />,
    },
    {
      id: 'at',
      head: t('time'),
      width: 164,
      isSortable: true,
      cell: (row) => <Instant at={row.at} withMs={false} />,
    },
    {
      id: 'event',
      head: t('event'),
      isFlexible: true,
      minWidth: 220,
      canHide: false,
      cell: (row) => <EventCell delivery={row} />,
    },
    {
      id: 'severity',
      head: t('severity'),
      width: 92,
      priority: 2,
      isSortable: true,
      cell: (row) =>
        row.severity ? <StatePill state={severityLooks[row.severity]} label={t(`severities.${row.severity}`)} /> : '–',
    },
    {
      id: 'cluster',
      head: t('cluster'),
      width: 120,
      priority: 2,
      isHiddenInitially: clusterId !== undefined,
      cell: (row) => <span className="block truncate">{row.clusterName ?? '–'}</span>,
    },
    {
      id: 'policy',
      head: t('policy'),
      width: 96,
      isSortable: true,
      priority: 2,
      cell: (row) => <span className="block truncate">{row.policy?.name ?? '–'}</span>,
    },
    {
      id: 'channel',
      head: t('channel'),
      width: 116,
      isSortable: true,
      cell: (row) => <span className="block truncate">{row.channel.name}</span>,
    },
    {
      id: 'attempts',
      head: t('attempts'),
      width: 72,
      priority: 2,
      align: 'right',
      isSortable: true,
      cell: (row) => format.number(row.attempts),
    },
    { id: 'answer', head: t('answer'), width: 116, cell: (row) => <AnswerCell delivery={row} /> },
    {
      id: 'durationMs',
      head: t('took'),
      unit: 'ms',
      width: 72,
      priority: 2,
      align: 'right',
      isSortable: true,
      cell: (row) => (row.durationMs === null ? '–' : format.number(row.durationMs)),
    },
    {
      id: 'resend',
      head: t('resend'),
      width: 64,
      align: 'right',
      cell: (row) => {
        const isDone = row.state === 'SENT' || row.state === 'DEAD' || row.state === 'MUTED'
        const { clusterId: of, object } = row
        const lacks =
          of !== null && object
            ? alarmAccess.reason('alarm:write', { clusterId: of, object })
            : access.reason('alarm:write', of ?? undefined, 'all')
        return row.kind === 'HEARTBEAT' ? null : (
          <IconButton
            icon="replay"
            label={t('resendOne', { rule: row.ruleName ?? '', channel: row.channel.name })}
            disabledReason={lacks ?? (isDone ? undefined : t('stillToSend'))}
            onClick={() => resend.mutate(row)}
          />
        )
      },
    },
  ]
  return (
    <>
      {resend.error && <ProblemStrip error={resend.error} />}
      <DataTable
        viewId="notice-deliveries"
        label={t('deliveries')}
        columns={columns}
        rowId={(row) => row.deliveryId}
        list={list}
        query={query}
        exportUrl={() => urlOf(listDeliveriesEndpoint, { query: filter })}
        textPlaceholder={t('filterDeliveries')}
        filters={[
          oneOf('state', t('state'), DeliveryState.options, (value) => t(`deliveryStates.${value}`)),
          oneOf('severity', t('severity'), Severity.options, (value) => t(`severities.${value}`)),
          oneOf('transition', t('event'), Transition.options, (value) => t(`transitions.${value}`)),
          {
            key: 'policy',
            label: t('policy'),
            kind: 'options',
            options: policies.map(({ policyId, name }) => ({ value: policyId, label: name })),
          },
          {
            key: 'channel',
            label: t('channel'),
            kind: 'options',
            options: [...channels].map(([value, label]) => ({ value, label })),
          },
        ]}
        empty={<Empty title={t('noDeliveries')}>{t('noDeliveriesText')}</Empty>}
        what={t('readingDeliveries')}
      />
    </>
  )
}

function EventCell({ delivery }: { delivery: NoticeDelivery }) {
  const t = useTranslations('notifications')
  const { kind, transition, ruleName, object, isDigest } = delivery
  if (kind === 'HEARTBEAT') return t('heartbeat')
  const name = object && Object.values(object).filter(Boolean).join(', ')
  return (
    <span className="block truncate">
      {transition && <span className="text-fg-3">{t(`transitions.${transition}`)} </span>}
      {ruleName}
      {name && <span className="text-fg-2"> · {name}</span>}
      {isDigest && <span className="text-fg-3"> · {t('inDigest')}</span>}
    </span>
  )
}

/** The code of the platform; what it said on hover. */
function AnswerCell({ delivery }: { delivery: NoticeDelivery }) {
  const t = useTranslations('notifications')
  const { answerCode, answer, error, state, mutedBy, attempts } = delivery
  if (state === 'MUTED') return <span className="block truncate">{mutedBy ? t(`reasons.${mutedBy}`) : '?'}</span>
  if (attempts === 0 || (answerCode === null && error === null)) return '–'
  const text = [answerCode, error].filter((part) => part !== null).join(' ')
  const whole = error ?? (answer || String(answerCode))
  return (
    <Tooltip content={whole}>
      <button type="button" className="block max-w-full truncate rounded-1 text-left">
        {text}
      </button>
    </Tooltip>
  )
}
