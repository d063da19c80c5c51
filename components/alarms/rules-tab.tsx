'use client'

import { keepPreviousData, useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { useMemo, useState } from 'react'
import { type Column, DataTable } from '#components/data-table/data-table.tsx'
import { someOf, yesNo } from '#components/data-table/filter-def.ts'
import { RowMenu } from '#components/data-table/row-menu.tsx'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { Age } from '#components/layout/age.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useClusters } from '#components/layout/use-clusters.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Button } from '#components/ui/button.tsx'
import { Explained } from '#components/ui/explained.tsx'
import { Link } from '#components/ui/link.tsx'
import type { MenuItem } from '#components/ui/menu.tsx'
import { saveFile } from '#components/ui/save-file.ts'
import { StatePill } from '#components/ui/state-pill.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { useHref } from '#components/ui/use-href.ts'
import { useLatest } from '#components/ui/use-latest.ts'
import { exportAlarmRulesEndpoint, listAlarmRulesEndpoint, updateAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import type { AlarmRule } from '#lib/alarms/rule-schema.ts'
import { AlarmLevel, severities } from '#lib/alarms/schema.ts'
import { call, urlOf } from '#lib/api/call.ts'
import { splitLabelFilter } from '#lib/api/endpoint.ts'
import { alarmsHref, copyRuleHref, editRuleHref, newRuleHref } from './alarm-href.ts'
import { severityLooks } from './alarm-looks.ts'
import { DeleteRuleDialog } from './delete-rule-dialog.tsx'
import { ImportRulesDialog } from './import-rules-dialog.tsx'
import { alarmKeys, type RulesFilter, rulesQuery } from './queries.ts'
import { homeOf, severitiesOf } from './rule-facts.ts'
import { RuleTestDrawer } from './rule-test-drawer.tsx'
import { useAlarmAccess } from './use-alarm-access.ts'
import { useAlarmMetrics } from './use-alarm-metrics.ts'
import { severityKeys, useAlarmWords } from './use-alarm-words.ts'

const filterKeys = ['level', 'severity', 'metric', 'owner', 'label', 'enabled', 'shipped', 'firing'] as const

/** What is watched: each rule in words, on how much, when it was judged last, and what came of it. */
export function RulesTab({ clusterId, home }: { clusterId: string | null; home: string | null }) {
  const t = useTranslations('alarms')
  const tRules = useTranslations('alarms.rules')
  const access = useAccess()
  const alarmAccess = useAlarmAccess()
  const router = useRouter()
  const toHref = useHref()
  const client = useQueryClient()
  const clusters = useClusters()
  const list = useListUrl({ filters: filterKeys, defaultSort: 'name' })
  const filter = toRulesFilter(list.query, clusterId)
  const query = useLiveQuery({ ...rulesQuery(filter), placeholderData: keepPreviousData })
  const metrics = useAlarmMetrics()
  const words = useAlarmWords()
  const [testId, setTestId] = useQueryState('test', parseAsString)
  const [deleting, setDeleting] = useState<AlarmRule | null>(null)
  const [isImporting, setImporting] = useState(false)
  const enable = useMutation({
    mutationFn: ({ ruleId, revision, isEnabled }: Pick<AlarmRule, 'ruleId' | 'revision' | 'isEnabled'>) =>
      call(updateAlarmRuleEndpoint, { params: { ruleId }, body: { isEnabled, revision } }),
    onSettled: () => void client.invalidateQueries({ queryKey: alarmKeys.all }),
  })
  // A file that the import of this or another console reads.
  const save = useMutation({
    mutationFn: (query: { ruleId?: string[]; clusterId?: string[] }) => call(exportAlarmRulesEndpoint, { query }),
    onSuccess: (file) => saveFile('alarm-rules.json', `${JSON.stringify(file, null, 2)}\n`),
  })
  // Cells show what these say, so they are as new as the cells.
  const at = (rule: AlarmRule) => homeOf(rule, clusterId, clusters)
  const reasonOf = alarmAccess.ruleReason
  const toggle = useLatest((rule: AlarmRule, isEnabled: boolean) => enable.mutate({ ...rule, isEnabled }))
  const menuOf = useLatest((rule: AlarmRule): MenuItem[] => {
    const place = at(rule)
    const reason = reasonOf(rule)
    return [
      ...(place === null
        ? []
        : [{ label: tRules('edit'), icon: 'edit' as const, href: editRuleHref(place, rule.ruleId) }]),
      { label: tRules('test'), icon: 'play', onSelect: () => void setTestId(rule.ruleId) },
      ...(place === null
        ? []
        : [
            {
              label: tRules('copy'),
              icon: 'copy' as const,
              href: copyRuleHref(place, rule.ruleId),
              disabledReason: reason,
            },
          ]),
      {
        label: tRules(rule.isEnabled ? 'disable' : 'enable'),
        icon: rule.isEnabled ? 'pause' : 'play',
        onSelect: () => toggle(rule, !rule.isEnabled),
        disabledReason: reason,
      },
      {
        label: tRules('export'),
        icon: 'download',
        onSelect: () => save.mutate({ ruleId: [rule.ruleId] }),
      },
      { label: tRules('incidents'), icon: 'bell', href: `${alarmsHref(clusterId, 'history')}&rule=${rule.ruleId}` },
      { separator: true },
      {
        label: tRules('delete'),
        icon: 'trash',
        isDanger: true,
        onSelect: () => setDeleting(rule),
        disabledReason: reason,
      },
    ]
  })
  const columns = useRuleColumns({ clusterId, unitOf: metrics.unitOf, words, menuOf, toggle, reasonOf, at })
  return (
    <>
      <DataTable
        viewId={clusterId === null ? 'alarm-rules' : 'cluster-alarm-rules'}
        label={t('tabs.rules')}
        columns={columns}
        rowId={({ ruleId }) => ruleId}
        list={list}
        query={query}
        onOpen={(rule) => {
          const place = at(rule)
          if (place !== null) router.push(toHref(editRuleHref(place, rule.ruleId)))
        }}
        openId={testId}
        exportUrl={() => urlOf(listAlarmRulesEndpoint, { query: filter })}
        textPlaceholder={tRules('filterText')}
        above={<ProblemStrip error={enable.error ?? save.error} />}
        filters={[
          someOf('level', t('level'), AlarmLevel.options, (value) => t(`levels.${value}`)),
          someOf('severity', t('severity'), severities.toReversed(), (value) => t(`states.${value}`)),
          {
            key: 'metric',
            label: t('metric'),
            kind: 'options',
            isMultiple: true,
            options: metrics.items.map(({ metric }) => ({ value: metric, label: words.metric(metric) })),
          },
          { key: 'owner', label: t('owner'), kind: 'text' },
          { key: 'label', label: t('label'), kind: 'text', placeholder: 'team=pay' },
          ...(['enabled', 'shipped', 'firing'] as const).map((key) =>
            yesNo(key, tRules(`is.${key}`), tRules('yesNo.true'), tRules('yesNo.false')),
          ),
        ]}
        toolbarEnd={
          <>
            <Button
              size="s"
              icon="download"
              onClick={() => save.mutate(clusterId === null ? {} : { clusterId: [clusterId] })}
            >
              {tRules('exportAll')}
            </Button>
            <Button
              size="s"
              icon="table"
              onClick={() => setImporting(true)}
              disabledReason={access.reason('alarm:write', clusterId ?? undefined, 'any')}
            >
              {tRules('import')}
            </Button>
          </>
        }
        empty={
          <Empty
            title={tRules('empty')}
            actions={
              home !== null && (
                <Button href={newRuleHref(home)} disabledReason={access.reason('alarm:write', home, 'any')}>
                  {t('createRule')}
                </Button>
              )
            }
          >
            {tRules('emptyText')}
          </Empty>
        }
        what={tRules('reading')}
        rowTone={({ isEnabled }) => (isEnabled ? undefined : 'gone')}
      />
      <RuleTestDrawer ruleId={testId} onClose={() => void setTestId(null)} />
      {deleting && <DeleteRuleDialog rule={deleting} onClose={() => setDeleting(null)} />}
      {isImporting && (
        <ImportRulesDialog clusterId={clusterId} clusters={clusters} onClose={() => setImporting(false)} />
      )}
    </>
  )
}

interface RuleColumnsOptions {
  clusterId: string | null
  unitOf: (metric: string) => string
  words: ReturnType<typeof useAlarmWords>
  menuOf: (rule: AlarmRule) => MenuItem[]
  toggle: (rule: AlarmRule, isEnabled: boolean) => void
  reasonOf: (rule: AlarmRule) => string | undefined
  at: (rule: AlarmRule) => string | null
}

function useRuleColumns({
  clusterId,
  unitOf,
  words,
  menuOf,
  toggle,
  reasonOf,
  at,
}: RuleColumnsOptions): Column<AlarmRule>[] {
  const t = useTranslations('alarms')
  const tRules = useTranslations('alarms.rules')
  const format = useFormat()
  const clusters = useClusters()
  return useMemo<Column<AlarmRule>[]>(() => {
    const nameOf = (id: string) => clusters.find((cluster) => cluster.clusterId === id)?.name ?? id
    return [
      {
        id: 'name',
        head: tRules('name'),
        width: 210,
        isSortable: true,
        canHide: false,
        cell: (rule) => {
          const place = at(rule)
          return (
            <span className="flex min-w-0 items-center gap-1.5">
              {place === null ? (
                <span className="truncate font-medium">{rule.name}</span>
              ) : (
                <Link href={editRuleHref(place, rule.ruleId)} tone="name" className="min-w-0 truncate">
                  {rule.name}
                </Link>
              )}
              {rule.isSuggested && (
                <span title={tRules('suggestedMeaning')} className="shrink-0">
                  <Tag tone="dashed">{tRules('suggested')}</Tag>
                </span>
              )}
            </span>
          )
        },
      },
      {
        id: 'level',
        head: t('level'),
        width: 90,
        isSortable: true,
        priority: 2,
        cell: ({ level }) => t(`levels.${level}`),
      },
      {
        id: 'clusters',
        head: tRules('clusters'),
        width: 130,
        priority: 2,
        isHiddenInitially: clusterId !== null,
        cell: ({ clusters: scope }) => <span className="truncate">{words.clusters(scope, nameOf)}</span>,
      },
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
        isSortable: true,
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
        width: 76,
        isSortable: true,
        cell: (rule) => {
          const reason = reasonOf(rule)
          if (reason) return <Explained note={reason}>{tRules(`yesNo.${rule.isEnabled ? 'true' : 'false'}`)}</Explained>
          return (
            <Switch
              label={<span className="sr-only">{tRules('enabledOf', { name: rule.name })}</span>}
              checked={rule.isEnabled}
              onCheckedChange={(isOn) => toggle(rule, isOn)}
            />
          )
        },
      },
      {
        id: 'matched',
        head: tRules('matched'),
        width: 76,
        priority: 2,
        align: 'right',
        isSortable: true,
        cell: ({ matched }) => (matched === null ? '?' : format.number(matched)),
      },
      {
        id: 'firing',
        head: tRules('firing'),
        width: 76,
        align: 'right',
        isSortable: true,
        cell: ({ firing: { critical, warning, info } }) => (
          <span className={critical > 0 ? 'text-critical' : warning > 0 ? 'text-warning' : 'text-fg-2'}>
            {format.number(critical + warning + info)}
          </span>
        ),
      },
      {
        id: 'lastEvaluatedAt',
        head: tRules('evaluated'),
        width: 100,
        priority: 2,
        isSortable: true,
        cell: ({ lastEvaluatedAt, error, isEnabled }) =>
          error ? (
            <Explained note={error}>
              <StatePill state="critical" label={tRules('error')} />
            </Explained>
          ) : lastEvaluatedAt ? (
            <Age at={lastEvaluatedAt} />
          ) : (
            <span className="text-fg-3">{isEnabled ? tRules('notYet') : '–'}</span>
          ),
      },
      {
        id: 'tookMs',
        head: tRules('took'),
        unit: 'ms',
        width: 76,
        priority: 2,
        align: 'right',
        isSortable: true,
        isHiddenInitially: true,
        cell: ({ tookMs }) => (tookMs === null ? '?' : format.number(Math.round(tookMs))),
      },
      {
        id: 'policy',
        head: tRules('policy'),
        width: 110,
        priority: 2,
        isHiddenInitially: true,
        cell: ({ policyIds }) =>
          policyIds === null ? tRules('routing') : tRules('policies', { count: policyIds.length }),
      },
      {
        id: 'owner',
        head: t('owner'),
        width: 92,
        isSortable: true,
        priority: 2,
        cell: ({ owner }) => owner ?? <span className="text-fg-3">–</span>,
      },
      {
        id: 'actions',
        head: t('actions'),
        width: 56,
        align: 'right',
        canHide: false,
        cell: (rule) => <RowMenu label={t('actionsOf', { name: rule.name })} items={() => menuOf(rule)} />,
      },
    ]
  }, [t, tRules, format, clusters, clusterId, unitOf, words, menuOf, toggle, reasonOf, at])
}

function toRulesFilter(
  {
    level,
    severity,
    metric,
    owner,
    label,
    enabled,
    shipped,
    firing,
    ...rest
  }: Record<string, string | number | undefined>,
  clusterId: string | null,
): RulesFilter {
  const split = (text: string | number | undefined) => (text === undefined ? undefined : String(text).split(','))
  const flag = (text: string | number | undefined) => (text === undefined ? undefined : text === 'true')
  const filter = {
    ...rest,
    clusterId: clusterId === null ? undefined : [clusterId],
    level: split(level),
    severity: split(severity),
    metric: split(metric),
    owner: split(owner),
    label: label === undefined ? undefined : splitLabelFilter(String(label)),
    isEnabled: flag(enabled),
    isShipped: flag(shipped),
    isFiring: flag(firing),
  }
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as RulesFilter // the API refuses what does not fit
}
