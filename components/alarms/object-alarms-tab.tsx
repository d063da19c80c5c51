'use client'

import { keepPreviousData } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { DataTable } from '#components/data-table/data-table.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { StatePill } from '#components/ui/state-pill.tsx'
import { useHref } from '#components/ui/use-href.ts'
import { listAlarmHistoryEndpoint } from '#lib/alarms/api.ts'
import type { AlarmRule } from '#lib/alarms/rule-schema.ts'
import { urlOf } from '#lib/api/call.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { createAlarmHref, editRuleHref, incidentHref } from './alarm-href.ts'
import { severityLooks } from './alarm-looks.ts'
import { historyQuery, rulesQuery } from './queries.ts'
import { severitiesOf } from './rule-facts.ts'
import { useAlarmMetrics } from './use-alarm-metrics.ts'
import { severityKeys, useAlarmWords } from './use-alarm-words.ts'
import { useHistoryColumns } from './use-history-columns.tsx'

interface ObjectAlarmsTabProps {
  clusterId: string
  object: { level: 'topic'; topicName: string } | { level: 'group'; groupName: string }
}

const noFilters: readonly never[] = []
const MOST_RULES = 500

/** Of one topic or group: which rules match it, and the incidents about it, open and past. */
export function ObjectAlarmsTab({ clusterId, object }: ObjectAlarmsTabProps) {
  const t = useTranslations('alarms')
  const tObject = useTranslations('alarms.ofObject')
  const format = useFormat()
  const access = useAccess()
  const router = useRouter()
  const toHref = useHref()
  const about = object.level === 'topic' ? { topic: object.topicName } : { group: object.groupName }
  const scoped = object.level === 'topic' ? onTopic(object.topicName) : onGroup(object.groupName)
  const metric = object.level === 'topic' ? 'silentMs' : 'lagTimeMs'
  const inCluster = { clusterId: [clusterId], ...about }
  const rules = useLiveQuery(rulesQuery({ ...inCluster, pageSize: MOST_RULES, sort: 'name' }))
  const list = useListUrl({ filters: noFilters, defaultSort: '-since' })
  const filter = { ...inCluster, ...list.query }
  const incidents = useLiveQuery({ ...historyQuery(filter), placeholderData: keepPreviousData })
  const ruleColumns = useRuleColumns(clusterId)
  const columns = useHistoryColumns({ hasCluster: false })
  return (
    <>
      <Section
        title={tObject('rules')}
        count={rules.data && format.number(rules.data.total)}
        end={
          <Button
            size="s"
            icon="bell"
            href={createAlarmHref(clusterId, { metric, object })}
            disabledReason={access.reason('alarm:write', clusterId, scoped)}
          >
            {t('createRule')}
          </Button>
        }
      >
        <QueryView query={rules} what={t('rules.reading')}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="py-1.5 text-fg-2">{tObject('noRules')}</p>
            ) : (
              <PlainTable
                label={tObject('rules')}
                columns={ruleColumns}
                rows={items}
                rowId={({ ruleId }) => ruleId}
                rowHref={({ ruleId }) => editRuleHref(clusterId, ruleId)}
                rowTone={({ isEnabled }) => (isEnabled ? undefined : 'gone')}
              />
            )
          }
        </QueryView>
      </Section>
      <Section title={tObject('incidents')} count={incidents.data && format.number(incidents.data.total)}>
        <DataTable
          viewId="object-incidents"
          label={tObject('incidents')}
          columns={columns}
          rowId={({ instanceId }) => instanceId}
          list={list}
          query={incidents}
          onOpen={({ instanceId }) => router.push(toHref(incidentHref(clusterId, instanceId)))}
          exportUrl={() => urlOf(listAlarmHistoryEndpoint, { query: filter })}
          textPlaceholder={t('filterText')}
          empty={<Empty title={tObject('noIncidents')}>{tObject('noIncidentsText')}</Empty>}
          what={t('readingHistory')}
        />
      </Section>
    </>
  )
}

function useRuleColumns(clusterId: string): Column<AlarmRule>[] {
  const t = useTranslations('alarms')
  const tRules = useTranslations('alarms.rules')
  const words = useAlarmWords()
  const { unitOf } = useAlarmMetrics()
  return [
    {
      id: 'name',
      head: tRules('name'),
      width: 240,
      sortValue: ({ name }) => name,
      cell: ({ name, ruleId }) => (
        <Link href={editRuleHref(clusterId, ruleId)} tone="name" className="block truncate">
          {name}
        </Link>
      ),
    },
    { id: 'level', head: t('level'), width: 110, priority: 2, cell: ({ level }) => t(`levels.${level}`) },
    {
      id: 'conditions',
      head: tRules('conditions'),
      isFlexible: true,
      minWidth: 220,
      cell: (rule) => {
        const text = words.conditions(rule, unitOf)
        return (
          <span className="block truncate" title={text}>
            {text}
          </span>
        )
      },
    },
    {
      id: 'severity',
      head: t('severity'),
      width: 188,
      priority: 2,
      cell: (rule) => (
        <span className="flex gap-2.5">
          {severitiesOf(rule).map((severity) => (
            <StatePill
              key={severity}
              state={severityLooks[severity]}
              label={t(`severities.${severityKeys[severity]}`)}
            />
          ))}
        </span>
      ),
    },
    {
      id: 'isEnabled',
      head: tRules('enabled'),
      width: 90,
      cell: ({ isEnabled }) => tRules(`yesNo.${isEnabled ? 'true' : 'false'}`),
    },
  ]
}
