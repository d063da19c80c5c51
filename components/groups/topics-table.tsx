'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { NameCell } from '#components/data-table/name-cell.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Section } from '#components/layout/section.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { LagCell } from '#components/monitoring/lag-cell.tsx'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { topicHref } from '#components/topics/topic-href.ts'
import { Button } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Tag } from '#components/ui/tag.tsx'
import type { Group, GroupTopic } from '#lib/groups/schema.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { resetTopicHref } from './group-href.ts'
import { TopicConsumeDialog } from './topic-consume-dialog.tsx'

/** A group topic by topic, as sampled: what it subscribes to, its retry topics, and what nobody subscribes to any more. */
export function TopicsTable({ clusterId, group }: { clusterId: string; group: Group }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const access = useAccess()
  const [switching, setSwitching] = useState<{ topicName: string; enabled: boolean } | null>(null)
  const { groupName } = group
  const offOn = (topicName: string) => group.topicsOff.find((off) => off.topicName === topicName)?.brokerNames ?? []
  // What is switched off must be there to be switched on, also where nobody consumed it lately.
  const sampled = new Set(group.topicRows.map(({ topicName }) => topicName))
  const topicRows = [
    ...group.topicRows,
    ...group.topicsOff.filter(({ topicName }) => !sampled.has(topicName)).map(({ topicName }) => notSampled(topicName)),
  ]
  const sparks = useSparklines(
    clusterId,
    'lag',
    'groupTopic',
    topicRows.map(({ topicName }) => ({ topicName, groupName })),
    ({ topicName = '' }) => topicName,
  )
  const columns: Column<GroupTopic>[] = [
    {
      id: 'topicName',
      head: t('topic'),
      width: 280,
      isFlexible: true,
      sortValue: (row) => row.topicName,
      cell: (row) => (
        <NameCell
          name={row.topicName}
          href={topicHref(clusterId, row.topicName)}
          marks={
            <>
              {row.kind !== 'SUBSCRIBED' && <Tag>{t(`kinds.${row.kind}`)}</Tag>}
              {offOn(row.topicName).length > 0 && (
                <Tag tone="warning">
                  {offOn(row.topicName).length === group.configs.length
                    ? t('consume.offTag')
                    : t('consume.offTagOn', { brokers: offOn(row.topicName).join(', ') })}
                </Tag>
              )}
            </>
          }
        />
      ),
    },
    {
      id: 'lag',
      head: t('lagHead'),
      align: 'right',
      width: 238,
      sortValue: (row) => row.lagTimeMs.value ?? (row.lag.value === null ? null : -1),
      cell: (row) => <LagCell {...row} spark={{ points: sparks.get(row.topicName) }} />,
    },
    {
      id: 'ackTps',
      head: t('consumed'),
      unit: t('perSecond'),
      align: 'right',
      width: 116,
      sortValue: (row) => row.ackTps.value,
      cell: (row) => <MeasuredValue measured={row.ackTps} format={format.rate} />,
    },
    {
      id: 'inflight',
      head: t('inflight'),
      align: 'right',
      width: 92,
      priority: 2,
      sortValue: (row) => row.inflight.value,
      cell: (row) => <MeasuredValue measured={row.inflight} />,
    },
    {
      id: 'clients',
      head: t('clients'),
      align: 'right',
      width: 80,
      priority: 2,
      sortValue: (row) => row.clients.value,
      cell: (row) => (row.kind === 'RETRY' ? '–' : <MeasuredValue measured={row.clients} />),
    },
    {
      id: 'expression',
      head: t('expression'),
      width: 130,
      priority: 2,
      cell: (row) =>
        row.expression === null ? (
          '–'
        ) : (
          <code className="block truncate font-mono text-12" title={row.expression}>
            {row.expressionType} {row.expression}
          </code>
        ),
    },
    {
      id: 'lastConsumedAt',
      head: t('lastConsumed'),
      align: 'right',
      width: 120,
      priority: 2,
      sortValue: (row) => row.lastConsumedAt.value?.getTime() ?? null,
      cell: (row) => <MeasuredValue measured={row.lastConsumedAt} format={(at) => <Age at={at} />} />,
    },
    {
      id: 'actions',
      head: '',
      align: 'right',
      width: 160,
      priority: 2,
      cell: (row) => {
        if (group.isSystem) return null
        const isOff = offOn(row.topicName).length > 0
        return (
          <span className="inline-flex items-center justify-end gap-2">
            {group.configs.length > 0 && (
              <Button
                variant="ghost"
                size="s"
                disabledReason={access.reason('group:consume-switch', clusterId, onGroup(groupName))}
                onClick={() => setSwitching({ topicName: row.topicName, enabled: isOff })}
              >
                {t(isOff ? 'consume.switchOn' : 'consume.switchOff')}
                <span className="sr-only"> {row.topicName}</span>
              </Button>
            )}
            {group.model !== 'BROADCASTING' && (
              <Link href={resetTopicHref(clusterId, groupName, row.topicName)}>{t('resetTopic')}</Link>
            )}
          </span>
        )
      },
    },
  ]
  return (
    <Section title={t('topics')} count={format.number(topicRows.length)}>
      {topicRows.length === 0 ? (
        <p className="text-fg-2">{t(group.state === 'UNKNOWN' ? 'notSampledGroup' : 'noTopicsText')}</p>
      ) : (
        <PlainTable
          label={t('topics')}
          columns={columns}
          rows={topicRows}
          rowId={(row) => row.topicName}
          rowHref={(row) => topicHref(clusterId, row.topicName)}
          rowTone={(row) => (row.kind === 'DEAD_SUBSCRIPTION' ? 'gone' : undefined)}
        />
      )}
      {switching && (
        <TopicConsumeDialog
          clusterId={clusterId}
          groupName={groupName}
          {...switching}
          onClose={() => setSwitching(null)}
        />
      )}
    </Section>
  )
}

const unknown = { value: null, state: 'unknown', at: null, reason: 'NOT_SAMPLED' } as const

/** A topic of which only the switch is known. */
const notSampled = (topicName: string): GroupTopic => ({
  topicName,
  kind: 'SUBSCRIBED',
  isOnline: null,
  expressionType: null,
  expression: null,
  clients: unknown,
  lag: unknown,
  inflight: unknown,
  lagTimeMs: unknown,
  ackTps: unknown,
  lastConsumedAt: unknown,
  trend: null,
})
