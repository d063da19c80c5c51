'use client'

import { keepPreviousData, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { someOf } from '#components/data-table/filter-def.ts'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Instant } from '#components/layout/instant.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Menu, type MenuItem } from '#components/ui/menu.tsx'
import { type State, StatePill } from '#components/ui/state-pill.tsx'
import { useToast } from '#components/ui/toast.tsx'
import { useLatest } from '#components/ui/use-latest.ts'
import { listSilencesEndpoint, updateSilenceEndpoint } from '#lib/alarms/api.ts'
import { type Silence, SilenceState } from '#lib/alarms/silence-schema.ts'
import { call, urlOf } from '#lib/api/call.ts'
import { setMaintenanceEndpoint } from '#lib/clusters/api.ts'
import { alarmKeys, type SilencesFilter, silencesQuery } from './queries.ts'
import type { SilenceStart } from './silence-dialog.tsx'
import { useAlarmAccess } from './use-alarm-access.ts'
import { useAlarmWords } from './use-alarm-words.ts'
import { useAlarmWrites } from './use-alarm-writes.ts'

const looks: Record<Silence['state'], State> = { ACTIVE: 'silenced', SCHEDULED: 'pending', ENDED: 'ok' }
const HOUR_MS = 3_600_000

interface SilencesTabProps {
  clusterId: string | null
  onEdit: (start: SilenceStart) => void
}

/** What nobody is notified of: to when, why, by whom, and how many alarms it hides now. Maintenance of clusters too. */
export function SilencesTab({ clusterId, onEdit }: SilencesTabProps) {
  const t = useTranslations('alarms.silences')
  const tAlarms = useTranslations('alarms')
  const access = useAccess()
  const alarmAccess = useAlarmAccess()
  const client = useQueryClient()
  const list = useListUrl({ filters: ['state'], defaultSort: '-startsAt' })
  const state = list.get('state') ?? 'ACTIVE,SCHEDULED'
  const { state: _asked, ...rest } = list.query
  const filter: SilencesFilter = {
    ...rest,
    state: state.split(',') as NonNullable<SilencesFilter['state']>, // the API refuses others
    ...(clusterId !== null && { clusterId: [clusterId] }),
  }
  const query = useLiveQuery({ ...silencesQuery(filter), placeholderData: keepPreviousData })
  const writes = useAlarmWrites()
  const toast = useToast()
  const refresh = () => {
    void client.invalidateQueries({ queryKey: alarmKeys.all })
    void client.invalidateQueries({ queryKey: ['clusters'] })
  }
  const extend = useMutation({
    mutationFn: async ({ silence, byMs }: { silence: Silence; byMs: number }) => {
      const endsAt = new Date(Math.max(silence.endsAt?.getTime() ?? 0, Date.now()) + byMs)
      if (silence.kind === 'MAINTENANCE') {
        await call(setMaintenanceEndpoint, {
          params: { clusterId: silence.scope.clusterId ?? '' },
          body: { until: endsAt },
        })
      } else {
        const { silenceId, revision } = silence
        await call(updateSilenceEndpoint, { params: { silenceId }, body: { endsAt, revision } })
      }
    },
    onSettled: refresh,
  })
  const maintain = useMutation({
    mutationFn: ({ id, hours }: { id: string; hours: number }) =>
      call(setMaintenanceEndpoint, {
        params: { clusterId: id },
        body: { until: new Date(Date.now() + hours * HOUR_MS) },
      }),
    onSuccess: () => toast({ title: t('maintenanceBegun') }),
    onSettled: refresh,
  })
  const endMaintenance = useMutation({
    mutationFn: (id: string) => call(setMaintenanceEndpoint, { params: { clusterId: id }, body: { until: null } }),
    onSettled: refresh,
  })
  const reasonOf = alarmAccess.silenceReason
  const menuOf = useLatest((silence: Silence): MenuItem[] => {
    const ended = silence.state === 'ENDED' ? t('hasEnded') : undefined
    const reason = reasonOf(silence) ?? ended
    const isMaintenance = silence.kind === 'MAINTENANCE'
    return [
      {
        label: t('edit'),
        icon: 'edit',
        onSelect: () => onEdit({ silence }),
        disabledReason: reason ?? (isMaintenance ? t('isMaintenance') : undefined),
      },
      ...([1, 4, 24] as const).map((hours) => ({
        label: t('extend', { hours }),
        onSelect: () => extend.mutate({ silence, byMs: hours * HOUR_MS }),
        disabledReason: reason ?? (silence.endsAt === null ? t('hasNoEnd') : undefined),
      })),
      { separator: true },
      {
        label: silence.state === 'SCHEDULED' ? t('delete') : t('endNow'),
        icon: 'bell',
        onSelect: () =>
          isMaintenance ? endMaintenance.mutate(silence.scope.clusterId ?? '') : writes.endSilence(silence.silenceId),
        disabledReason: reason,
      },
    ]
  })
  const columns = useSilenceColumns(menuOf)
  return (
    <DataTable
      viewId={clusterId === null ? 'silences' : 'cluster-silences'}
      label={tAlarms('tabs.silences')}
      columns={columns}
      rowId={({ silenceId }) => silenceId}
      list={list}
      query={query}
      onOpen={(silence) => silence.kind === 'SILENCE' && reasonOf(silence) === undefined && onEdit({ silence })}
      exportUrl={() => urlOf(listSilencesEndpoint, { query: filter })}
      textPlaceholder={t('filterText')}
      above={<ProblemStrip error={extend.error ?? endMaintenance.error ?? maintain.error} />}
      toolbarEnd={
        clusterId !== null && (
          <Menu
            align="end"
            trigger={
              <Button size="s" iconEnd="chev-down" isBusy={maintain.isPending}>
                {t('maintain')}
              </Button>
            }
            items={([1, 4, 8, 24] as const).map((hours) => ({
              label: t('maintainFor', { hours }),
              onSelect: () => maintain.mutate({ id: clusterId, hours }),
              disabledReason: access.reason('maintenance:write', clusterId),
            }))}
          />
        )
      }
      filters={[someOf('state', tAlarms('state'), SilenceState.options, (value) => t(`states.${value}`))]}
      empty={
        <Empty
          title={t('empty')}
          actions={
            <Button icon="silenced" onClick={() => onEdit({})} disabledReason={alarmAccess.newSilenceReason(clusterId)}>
              {tAlarms('silence')}
            </Button>
          }
        >
          {t('emptyText')}
        </Empty>
      }
      what={t('reading')}
      rowTone={({ state: its }) => (its === 'ENDED' ? 'gone' : undefined)}
    />
  )
}

function useSilenceColumns(menuOf: (silence: Silence) => MenuItem[]): Column<Silence>[] {
  const t = useTranslations('alarms.silences')
  const tAlarms = useTranslations('alarms')
  const format = useFormat()
  const words = useAlarmWords()
  return useMemo<Column<Silence>[]>(
    () => [
      {
        id: 'state',
        head: tAlarms('state'),
        width: 110,
        isSortable: true,
        canHide: false,
        cell: ({ state, kind }) => (
          <StatePill
            state={looks[state]}
            label={t(`states.${state}`)}
            detail={kind === 'MAINTENANCE' && tAlarms('maintenance')}
          />
        ),
      },
      {
        id: 'scope',
        head: t('scope'),
        isFlexible: true,
        minWidth: 240,
        canHide: false,
        cell: (silence) => {
          const { scope, clusterName, ruleName, objectName } = silence
          const parts = [
            clusterName ?? t('everyCluster'),
            ...(scope.instanceId ? [t('oneIncident')] : []),
            ...(ruleName ? [ruleName] : []),
            ...(objectName ? [objectName] : []),
            ...(scope.level ? [tAlarms(`levels.${scope.level}`)] : []),
            ...(scope.object ? [scope.object.pattern] : []),
            ...Object.entries(scope.labels ?? {}).map(([key, value]) => `${key}=${value}`),
            ...(scope.severities ?? []).map((severity) => tAlarms(`states.${severity}`)),
          ]
          return (
            <span className="block truncate" title={parts.join(', ')}>
              {parts.join(', ')}
            </span>
          )
        },
      },
      {
        id: 'silencing',
        head: t('hides'),
        width: 76,
        priority: 2,
        align: 'right',
        isSortable: true,
        cell: ({ silencing }) => format.number(silencing),
      },
      {
        id: 'reason',
        head: t('reason'),
        width: 164,
        isSortable: true,
        cell: ({ reason }) => (
          <span className="block truncate" title={reason}>
            {reason}
          </span>
        ),
      },
      {
        id: 'startsAt',
        head: t('from'),
        width: 164,
        priority: 2,
        isSortable: true,
        cell: ({ startsAt }) => <Instant at={startsAt} withMs={false} />,
      },
      {
        id: 'endsAt',
        head: t('to'),
        width: 164,
        isSortable: true,
        cell: ({ endsAt, scope }) =>
          endsAt ? (
            <Instant at={endsAt} withMs={false} />
          ) : (
            <span className="text-fg-2">{scope.instanceId ? t('untilResolved') : t('forEver')}</span>
          ),
      },
      {
        id: 'recurring',
        head: t('recurring'),
        width: 128,
        priority: 2,
        cell: ({ recurring, nextAt, nextEndsAt, state }) =>
          recurring ? (
            <span
              className="block truncate"
              title={
                nextAt && state !== 'ENDED'
                  ? t('next', {
                      from: format.instant(nextAt, false),
                      to: nextEndsAt ? format.instant(nextEndsAt, false) : '',
                    })
                  : undefined
              }
            >
              {words.hours(recurring)}
            </span>
          ) : (
            <span className="text-fg-3">–</span>
          ),
      },
      { id: 'createdBy', head: t('by'), width: 90, priority: 2, isSortable: true, cell: ({ createdBy }) => createdBy },
      {
        id: 'actions',
        head: tAlarms('actions'),
        width: 44,
        align: 'right',
        canHide: false,
        cell: (silence) => (
          <RowMenu label={tAlarms('actionsOf', { name: silence.reason })} items={() => menuOf(silence)} />
        ),
      },
    ],
    [t, tAlarms, format, words, menuOf],
  )
}
