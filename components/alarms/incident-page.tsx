'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { useState } from 'react'
import { OutcomePill } from '#components/audit/outcome-pill.tsx'
import { type HistoryQuery, objectHistoryQuery } from '#components/audit/queries.ts'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Section } from '#components/layout/section.tsx'
import { useShortcut } from '#components/layout/shortcuts-provider.tsx'
import { Since } from '#components/layout/since.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFieldErrors } from '#components/layout/states/use-field-errors.ts'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { EnvironmentTag } from '#components/ui/environment-tag.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { type KeyValue, KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { addAlarmNoteEndpoint } from '#lib/alarms/api.ts'
import type { AlarmIncident, AlarmInstance } from '#lib/alarms/incident-schema.ts'
import { call } from '#lib/api/call.ts'
import type { AuditRow } from '#lib/audit/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import { alarmsHref, editRuleHref, incidentHref, objectHref, objectName } from './alarm-href.ts'
import { AlarmPill } from './alarm-pill.tsx'
import { AcknowledgedBy, HiddenBy } from './handled-by.tsx'
import { IncidentChart } from './incident-chart.tsx'
import { IncidentTimeline } from './incident-timeline.tsx'
import { alarmKeys, incidentDeliveriesQuery, incidentQuery } from './queries.ts'
import { SilenceDialog } from './silence-dialog.tsx'
import { useAlarmAccess } from './use-alarm-access.ts'
import { useAlarmMenu } from './use-alarm-menu.ts'
import { useAlarmMetrics } from './use-alarm-metrics.ts'
import { useAlarmWords } from './use-alarm-words.ts'
import { useAlarmWrites } from './use-alarm-writes.ts'
import { ValueAndLimit } from './value-and-limit.tsx'

/** One incident: how it stands, what happened, who was told, what else is wrong with the same thing. */
export function IncidentPage({ clusterId, instanceId }: { clusterId: string; instanceId: string }) {
  const t = useTranslations('alarms.incident')
  const tAlarms = useTranslations('alarms')
  const access = useAccess()
  const alarmAccess = useAlarmAccess()
  const clusters = useClusters()
  const query = useLiveQuery(incidentQuery(instanceId))
  const writes = useAlarmWrites()
  // In the address, for links of notices lead to them.
  const [action, setAction] = useQueryState('action', parseAsStringLiteral(['acknowledge', 'silence']))
  const menuOf = useAlarmMenu({
    writes,
    onNote: () => void setAction('acknowledge'),
    onSilence: () => void setAction('silence'),
    isOnPage: true,
  })
  const incident = query.data
  const isOpen = incident !== undefined && incident.endedAt === null
  const mayAcknowledge = incident && alarmAccess.reason('alarm:acknowledge', incident)
  const maySilence = incident && alarmAccess.reason('silence:write', incident)
  useShortcut('a', () => incident && writes.acknowledge([incident]), {
    label: tAlarms('keys.acknowledge'),
    isOn: isOpen && !incident.acknowledged && !mayAcknowledge,
  })
  useShortcut('s', () => incident && writes.silence([incident], 3_600_000), {
    label: tAlarms('keys.silence'),
    isOn: isOpen && !incident.silencedBy && !maySilence,
  })
  const groupName = incident?.object.groupName
  return (
    <>
      <PageHeader
        crumb={{ label: tAlarms('title'), href: alarmsHref(clusterId) }}
        title={
          incident ? (
            <>
              {incident.ruleName}{' '}
              <Link href={objectHref(incident.clusterId, incident.object)} className="font-normal">
                {objectName(incident.object) ?? incident.clusterName}
              </Link>
            </>
          ) : (
            t('title')
          )
        }
        state={incident && <AlarmPill alarm={incident} hasFlapping />}
        tags={incident && <EnvironmentTag environment={incident.environment} />}
        facts={
          incident
            ? [
                <ValueAndLimit key="value" alarm={incident} />,
                isOpen ? (
                  <span key="since">
                    {t('since')} <Since at={incident.firedAt ?? incident.since} />
                  </span>
                ) : (
                  incident.endedAt && (
                    <span key="ended">
                      {t('ended')} <Instant at={incident.endedAt} withMs={false} />
                    </span>
                  )
                ),
                isOpen && (
                  <span key="seen">
                    {t('lastSeen')} <Age at={incident.lastSeenAt} />
                  </span>
                ),
              ]
            : []
        }
        actions={
          incident && (
            <>
              {groupName && (
                <Button
                  icon="search"
                  href={`/clusters/${incident.clusterId}/groups/${encodeURIComponent(groupName)}?tab=diagnosis`}
                  disabledReason={access.reason('group:read', incident.clusterId, onGroup(groupName))}
                >
                  {t('diagnose')}
                </Button>
              )}
              <Button
                icon="silenced"
                onClick={() => writes.silence([incident], 3_600_000)}
                disabledReason={maySilence ?? (isOpen ? undefined : t('hasEnded'))}
              >
                {tAlarms('silence1h')}
              </Button>
              {incident.acknowledged ? (
                <Button
                  icon="undo"
                  onClick={() => writes.acknowledge([incident], false)}
                  disabledReason={mayAcknowledge ?? (isOpen ? undefined : t('hasEnded'))}
                >
                  {tAlarms('menu.takeBack')}
                </Button>
              ) : (
                <Button
                  variant="primary"
                  icon="check"
                  onClick={() => writes.acknowledge([incident])}
                  disabledReason={mayAcknowledge ?? (isOpen ? undefined : t('hasEnded'))}
                >
                  {tAlarms('acknowledge')}
                </Button>
              )}
              <Menu
                align="end"
                trigger={
                  <IconButton icon="more" variant="outline" label={tAlarms('actionsOf', { name: incident.ruleName })} />
                }
                items={menuOf(incident)}
              />
            </>
          )
        }
      />
      <QueryView query={query} what={t('reading')}>
        {(data) => <Body incident={data} />}
      </QueryView>
      {action === 'acknowledge' && incident && isOpen && !mayAcknowledge && (
        <AcknowledgeDialog alarms={[incident]} onClose={() => void setAction(null)} />
      )}
      {action === 'silence' && incident && isOpen && !maySilence && (
        <SilenceDialog
          start={{ alarm: incident }}
          clusters={clusters}
          clusterId={clusterId}
          onClose={() => void setAction(null)}
        />
      )}
    </>
  )
}

function Body({ incident }: { incident: AlarmIncident }) {
  const t = useTranslations('alarms.incident')
  const tAlarms = useTranslations('alarms')
  const format = useFormat()
  const words = useAlarmWords()
  const { unitOf } = useAlarmMetrics()
  const deliveries = useQuery(incidentDeliveriesQuery(incident.instanceId))
  const { rule, clusterId, acknowledged } = incident
  const facts: KeyValue[] = [
    {
      label: tAlarms('rule'),
      value: rule ? (
        <Link href={editRuleHref(clusterId, rule.ruleId)}>{rule.name}</Link>
      ) : (
        t('ruleDeleted', { name: incident.ruleName })
      ),
    },
    ...(rule ? [{ label: t('condition'), value: words.conditions(rule, unitOf) }] : []),
    { label: tAlarms('cluster'), value: <Link href={`/clusters/${clusterId}`}>{incident.clusterName}</Link> },
    { label: tAlarms('owner'), value: incident.owner ?? '–' },
    { label: t('first'), value: <Instant at={incident.since} withMs={false} /> },
    { label: t('fired'), value: incident.firedAt ? <Instant at={incident.firedAt} withMs={false} /> : t('notYet') },
    { label: tAlarms('duration'), value: format.age(incident.durationMs) },
    {
      label: tAlarms('peak'),
      value: incident.peakValue === null ? '?' : words.value(incident.peakValue, incident.unit),
    },
    { label: tAlarms('handled'), value: <AcknowledgedBy alarm={incident} /> },
    ...(acknowledged?.note ? [{ label: t('note'), value: acknowledged.note }] : []),
    ...(incident.silencedBy || incident.inhibitedBy
      ? [{ label: tAlarms('hidden'), value: <HiddenBy alarm={incident} /> }]
      : []),
    { label: tAlarms('notices'), value: format.number(incident.sends) },
    ...(incident.lastNoticeAt
      ? [{ label: t('lastNotice'), value: <Instant at={incident.lastNoticeAt} withMs={false} /> }]
      : []),
    ...(incident.nextRepeatAt
      ? [{ label: tAlarms('nextRepeat'), value: <Instant at={incident.nextRepeatAt} withMs={false} /> }]
      : []),
    ...(rule?.runbookUrl
      ? [
          {
            label: t('runbook'),
            value: (
              <a href={rule.runbookUrl} target="_blank" rel="noreferrer" className="text-accent hover:underline">
                {rule.runbookUrl}
              </a>
            ),
          },
        ]
      : []),
    ...(Object.keys(incident.labels).length > 0
      ? [
          {
            label: tAlarms('label'),
            value: (
              <span className="flex flex-wrap gap-1">
                {Object.entries(incident.labels).map(([key, value]) => (
                  <Tag key={key}>{value === '' ? key : `${key}:${value}`}</Tag>
                ))}
              </span>
            ),
          },
        ]
      : []),
  ]
  return (
    <>
      {incident.state === 'CLOSED' && incident.closeReason && (
        <Strip tone="unknown" icon="silenced" className="mb-2">
          {t('closed', { reason: tAlarms(`closeReasons.${incident.closeReason}`) })}
        </Strip>
      )}
      {(incident.state === 'NO_DATA' || incident.state === 'ERROR') && (
        <Strip tone="unknown" icon="unknown" className="mb-2">
          {t(incident.state === 'ERROR' ? 'error' : 'noData')}
        </Strip>
      )}
      {incident.inhibitedBy && (
        <Strip tone="unknown" icon="silenced" className="mb-2">
          <HiddenBy alarm={incident} />
        </Strip>
      )}
      <div className="grid grid-cols-1 gap-x-10 border-t border-line-2 pt-2 xl:grid-cols-[minmax(0,1fr)_380px]">
        <div className="min-w-0">
          <IncidentChart incident={incident} />
          <Section title={t('timeline')} count={format.number(incident.events.length)}>
            <NoteForm incident={incident} />
            <IncidentTimeline events={incident.events} unit={incident.unit} deliveries={deliveries.data?.items ?? []} />
          </Section>
        </div>
        <div className="min-w-0">
          <Section title={t('facts')} className="max-xl:mt-6 xl:mt-0">
            <KeyValuePanel items={facts} />
          </Section>
          <OthersTable title={t('others')} none={t('noOthers')} alarms={incident.others} />
          <OthersTable title={t('previous')} none={t('noPrevious')} alarms={incident.previous} isPast />
          <Changes incident={incident} />
        </div>
      </div>
    </>
  )
}

function NoteForm({ incident }: { incident: AlarmIncident }) {
  const t = useTranslations('alarms.incident')
  const access = useAlarmAccess()
  const client = useQueryClient()
  const [text, setText] = useState('')
  const add = useMutation({
    mutationFn: () =>
      call(addAlarmNoteEndpoint, { params: { instanceId: incident.instanceId }, body: { text: text.trim() } }),
    onSuccess: () => setText(''),
    onSettled: () => void client.invalidateQueries({ queryKey: alarmKeys.all }),
  })
  const errorOf = useFieldErrors(add.error)
  const reason = access.reason('alarm:acknowledge', incident)
  return (
    <form
      noValidate
      className="grid gap-2 pb-3"
      onSubmit={(event) => {
        event.preventDefault()
        if (!reason && text.trim() !== '' && !add.isPending) add.mutate()
      }}
    >
      {add.error && !errorOf('body.text') && <ProblemStrip error={add.error} />}
      <TextArea
        label={t('writeNote')}
        rows={2}
        maxLength={4000}
        value={text}
        error={errorOf('body.text')}
        disabledReason={reason}
        onValueChange={setText}
      />
      <div>
        <Button
          type="submit"
          size="s"
          icon="note"
          isBusy={add.isPending}
          disabledReason={reason ?? (text.trim() === '' ? t('emptyNote') : undefined)}
        >
          {t('addNote')}
        </Button>
      </div>
    </form>
  )
}

function OthersTable({
  title,
  none,
  alarms,
  isPast = false,
}: {
  title: string
  none: string
  alarms: readonly AlarmInstance[]
  isPast?: boolean
}) {
  const t = useTranslations('alarms')
  const format = useFormat()
  const words = useAlarmWords()
  const columns: Column<AlarmInstance>[] = [
    { id: 'state', head: t('state'), width: 110, cell: (alarm) => <AlarmPill alarm={alarm} /> },
    {
      id: 'rule',
      head: isPast ? t('first') : t('alarm'),
      isFlexible: true,
      minWidth: 120,
      cell: (alarm) => (
        <Link href={incidentHref(alarm.clusterId, alarm.instanceId)} tone="name" className="block truncate">
          {isPast ? format.instant(alarm.since, false) : alarm.ruleName}
        </Link>
      ),
    },
    {
      id: 'value',
      head: isPast ? t('duration') : t('value'),
      width: 90,
      align: 'right',
      cell: (alarm) =>
        isPast
          ? format.age(alarm.durationMs)
          : alarm.value.value === null
            ? '?'
            : words.value(alarm.value.value, alarm.unit),
    },
  ]
  return (
    <Section title={title} count={alarms.length > 0 ? format.number(alarms.length) : undefined}>
      {alarms.length === 0 ? (
        <p className="text-fg-3">{none}</p>
      ) : (
        <PlainTable
          label={title}
          columns={columns}
          rows={alarms}
          rowId={({ instanceId }) => instanceId}
          rowHref={(alarm) => incidentHref(alarm.clusterId, alarm.instanceId)}
          density={28}
        />
      )}
    </Section>
  )
}

/** The kind under which the audit knows what the alarm is about. */
function auditTarget({ object }: AlarmIncident): { kind: NonNullable<HistoryQuery['kind']>; name: string } | null {
  if (object.groupName) return { kind: 'group', name: object.groupName }
  if (object.topicName) return { kind: 'topic', name: object.topicName }
  return null
}

/** What people changed on the same thing: often the cause. */
function Changes({ incident }: { incident: AlarmIncident }) {
  const t = useTranslations('alarms.incident')
  const target = auditTarget(incident)
  const query = useQuery({
    ...objectHistoryQuery(incident.clusterId, target?.kind ?? 'group', target?.name ?? '', { pageSize: 8 }),
    enabled: target !== null,
    retry: false,
  })
  if (target === null) return null
  const columns: Column<
    Pick<AuditRow, 'auditId' | 'at' | 'action' | 'outcome' | 'servers' | 'error' | 'permission'> & {
      actor: { name: string }
    }
  >[] = [
    { id: 'at', head: t('changedAt'), width: 150, cell: ({ at }) => <Instant at={at} withMs={false} /> },
    {
      id: 'action',
      head: t('action'),
      isFlexible: true,
      minWidth: 120,
      cell: ({ action, actor }) => (
        <span className="block truncate">
          <code className="font-mono text-12">{action}</code> <span className="text-fg-3">{actor.name}</span>
        </span>
      ),
    },
    { id: 'outcome', head: t('outcome'), width: 110, cell: (row) => <OutcomePill row={row} /> },
  ]
  return (
    <Section title={t('changes')}>
      {query.data && query.data.items.length > 0 ? (
        <PlainTable
          label={t('changes')}
          columns={columns}
          rows={query.data.items}
          rowId={({ auditId }) => auditId}
          density={28}
        />
      ) : (
        <p className="text-fg-3">{query.data ? t('noChanges') : query.error ? t('changesUnknown') : t('reading')}</p>
      )}
    </Section>
  )
}
