'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useMemo, useRef, useState } from 'react'
import { DataTable } from '#components/data-table/data-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { useShortcut } from '#components/layout/shortcuts-provider.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { useHref } from '#components/ui/use-href.ts'
import { useLatest } from '#components/ui/use-latest.ts'
import { useMediaQuery } from '#components/ui/use-media-query.ts'
import { listActiveAlarmsEndpoint } from '#lib/alarms/api.ts'
import type { AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { urlOf } from '#lib/api/call.ts'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import { ActiveCards } from './active-cards.tsx'
import { alarmFilterKeys, openStates, toAlarmFilter } from './alarm-filters.ts'
import { incidentHref } from './alarm-href.ts'
import { type Grouping, groupAlarms, groupings, groupKey } from './group-alarms.ts'
import { GroupHead } from './group-head.tsx'
import { activeQuery } from './queries.ts'
import { SilenceDialog, type SilenceStart } from './silence-dialog.tsx'
import { StripKey } from './strip-key.tsx'
import { useActiveColumns } from './use-active-columns.tsx'
import { useAlarmAccess } from './use-alarm-access.ts'
import { useAlarmFilters } from './use-alarm-filters.ts'
import { useAlarmMenu } from './use-alarm-menu.ts'
import { type SilenceLength, useAlarmWrites } from './use-alarm-writes.ts'
import { useStrips } from './use-strips.ts'

/** What is open now, worst first: who looks after it, and what can be done at once, by key too. */
export function ActiveTab({ clusterId, onNewRule }: { clusterId: string | null; onNewRule: string | null }) {
  const t = useTranslations('alarms')
  const access = useAccess()
  const alarmAccess = useAlarmAccess()
  const router = useRouter()
  const toHref = useHref()
  const clusters = useClusters()
  const box = useRef<HTMLDivElement>(null)
  const isPhone = useMediaQuery('(max-width: 767px)')
  const [by, setBy] = useQueryState(
    'group',
    parseAsStringLiteral(groupings).withDefault(clusterId === null ? 'cluster' : 'rule'),
  )
  const list = useListUrl({ filters: alarmFilterKeys, defaultPageSize: 100 })
  const filter = { state: [...openStates], ...toAlarmFilter(list.query, clusterId) }
  const live = useLiveQuery({ ...activeQuery(filter), placeholderData: keepPreviousData })
  const rows = live.data?.items
  const isSorted = list.sort !== null
  const grouped = useMemo(() => (rows ? groupAlarms(rows, by, isSorted) : undefined), [rows, by, isSorted])
  const query = { ...live, data: live.data && grouped ? { ...live.data, items: grouped } : undefined }
  const strips = useStrips(filter.clusterId, !isPhone)
  const writes = useAlarmWrites()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const [noting, setNoting] = useState<readonly AlarmInstance[] | null>(null)
  const [silencing, setSilencing] = useState<SilenceStart | null>(null)
  const menuOf = useLatest(
    useAlarmMenu({
      writes,
      onNote: (alarm) => setNoting([alarm]),
      onSilence: (alarm) => setSilencing({ alarm }),
    }),
  )
  const acknowledge = useLatest((alarm: AlarmInstance) => writes.acknowledge([alarm]))
  const reasonOf = (alarm: AlarmInstance) => alarmAccess.reason('alarm:acknowledge', alarm)
  const columns = useActiveColumns({
    hasCluster: clusterId === null,
    strips,
    menuOf,
    onAcknowledge: acknowledge,
    reasonOf,
  })
  const filters = useAlarmFilters(clusterId, openStates)

  /** What a key is about: the selected rows, else the row that has the focus, or had it last. */
  function meant(): AlarmInstance[] {
    const all = grouped ?? []
    if (selected.size > 0) return all.filter(({ instanceId }) => selected.has(instanceId))
    const id = box.current?.querySelector('tr[tabindex="0"]')?.getAttribute('data-row-id')
    return all.filter(({ instanceId }) => instanceId === id)
  }
  const clear = () => setSelected(new Set())
  function acknowledgeMeant(): void {
    const alarms = meant().filter((alarm) => alarmAccess.can('alarm:acknowledge', alarm))
    if (alarms.length === 0) return
    writes.acknowledge(alarms)
    clear()
  }
  function silenceMeant(lengthMs: SilenceLength): void {
    const alarms = meant().filter((alarm) => alarmAccess.can('silence:write', alarm))
    if (alarms.length === 0) return
    writes.silence(alarms, lengthMs)
    clear()
  }
  useShortcut('a', acknowledgeMeant, { label: t('keys.acknowledge'), isOn: !isPhone })
  useShortcut('s', () => silenceMeant(3_600_000), { label: t('keys.silence'), isOn: !isPhone })

  const chosen = (grouped ?? []).filter(({ instanceId }) => selected.has(instanceId))
  const reasonFor = (permission: 'alarm:acknowledge' | 'silence:write') =>
    chosen.map((alarm) => alarmAccess.reason(permission, alarm)).find((reason) => reason !== undefined)
  const empty = (
    <Empty
      title={t('emptyActive')}
      actions={
        onNewRule && (
          <Button href={onNewRule} disabledReason={access.reason('alarm:write', clusterId ?? undefined, 'any')}>
            {t('createRule')}
          </Button>
        )
      }
    >
      {t('emptyActiveText')}
    </Empty>
  )
  return (
    <div ref={box}>
      {isPhone ? (
        <ActiveCards query={query} list={list} by={by} writes={writes} menuOf={menuOf} empty={empty} />
      ) : (
        <DataTable
          viewId={clusterId === null ? 'alarms' : 'cluster-alarms'}
          label={t('tabs.active')}
          columns={columns}
          rowId={({ instanceId }) => instanceId}
          list={list}
          query={query}
          onOpen={(alarm) => router.push(toHref(incidentHref(alarm.clusterId, alarm.instanceId)))}
          filters={filters}
          exportUrl={() => urlOf(listActiveAlarmsEndpoint, { query: filter })}
          textPlaceholder={t('filterText')}
          empty={empty}
          what={t('readingActive')}
          group={(alarm) => ({
            key: groupKey(alarm, by),
            head: (
              <GroupHead
                by={by}
                alarms={(grouped ?? []).filter((other) => groupKey(other, by) === groupKey(alarm, by))}
                hasCluster={clusterId === null}
              />
            ),
          })}
          toolbarEnd={
            <Segmented
              label={t('groupBy')}
              size="s"
              value={by}
              onValueChange={(next: Grouping) => void setBy(next)}
              options={groupings
                .filter((value) => value !== 'cluster' || clusterId === null)
                .map((value) => ({ value, label: t(`groupings.${value}`) }))}
            />
          }
          selection={{
            selected,
            onChange: setSelected,
            label: (count) => t('selected', { count }),
            summary: (chosenRows) =>
              t('selectedCritical', { count: chosenRows.filter(({ severity }) => severity === 'CRITICAL').length }),
            actions: (
              <>
                <Button
                  size="s"
                  icon="check"
                  onClick={acknowledgeMeant}
                  disabledReason={reasonFor('alarm:acknowledge')}
                >
                  {t('acknowledge')}
                </Button>
                <Button
                  size="s"
                  icon="note"
                  onClick={() => setNoting(chosen)}
                  disabledReason={reasonFor('alarm:acknowledge')}
                >
                  {t('acknowledgeWithNote')}
                </Button>
                <Button
                  size="s"
                  icon="silenced"
                  onClick={() => silenceMeant(3_600_000)}
                  disabledReason={reasonFor('silence:write')}
                >
                  {t('silence1h')}
                </Button>
                <Button size="s" onClick={() => silenceMeant(14_400_000)} disabledReason={reasonFor('silence:write')}>
                  {t('silence4h')}
                </Button>
              </>
            ),
          }}
        />
      )}
      {!isPhone && (grouped?.length ?? 0) > 0 && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 pt-2 text-12 text-fg-3 print:hidden">
          {(
            [
              [['J', 'K'], 'move'],
              [['A'], 'acknowledge'],
              [['S'], 'silence'],
              [['X'], 'select'],
              [['Enter'], 'open'],
            ] as const
          ).map(([keys, word]) => (
            <span key={word} className="inline-flex items-center gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
              {t(`keys.${word}`)}
            </span>
          ))}
          <StripKey className="ml-auto" />
        </div>
      )}
      {noting && (
        <AcknowledgeDialog
          alarms={noting}
          onClose={() => {
            setNoting(null)
            clear()
          }}
        />
      )}
      {silencing && (
        <SilenceDialog start={silencing} clusters={clusters} clusterId={clusterId} onClose={() => setSilencing(null)} />
      )}
    </div>
  )
}
