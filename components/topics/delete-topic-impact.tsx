'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { TopicImpact } from '#lib/topics/schema.ts'

type Group = TopicImpact['groups'][number]

/** What a deletion takes along, in numbers and group by group. */
export function DeleteTopicImpact({ impact }: { impact: TopicImpact }) {
  const t = useTranslations('topics.delete')
  const tTopics = useTranslations('topics')
  const format = useFormat()
  const { groups, retained, oldestMessageAt, lastWriteAt, producers, routes, brokers, queues } = impact
  const online = groups.filter(({ onlineClients }) => (onlineClients ?? 0) > 0).length
  const columns: Column<Group>[] = [
    { id: 'state', head: t('state'), width: 104, cell: (group) => <GroupState group={group} /> },
    {
      id: 'groupName',
      head: tTopics('group'),
      isFlexible: true,
      minWidth: 140,
      cell: ({ groupName }) => <span className="font-medium [overflow-wrap:anywhere]">{groupName}</span>,
    },
    {
      id: 'onlineClients',
      head: t('online'),
      align: 'right',
      width: 72,
      cell: ({ onlineClients }) => (onlineClients === null ? '?' : format.number(onlineClients)),
    },
    {
      id: 'unconsumed',
      head: t('unconsumed'),
      align: 'right',
      width: 112,
      cell: ({ unconsumed, isExact }) =>
        unconsumed === null ? '?' : `${isExact ? '' : '~'}${format.number(unconsumed)}`,
    },
    {
      id: 'lastConsumedAt',
      head: t('lastProgress'),
      width: 112,
      cell: ({ lastConsumedAt }) => (lastConsumedAt ? <Age at={lastConsumedAt} /> : '?'),
    },
  ]
  return (
    <>
      <Readouts
        items={[
          {
            label: tTopics('messages'),
            value: retained === null ? '?' : format.number(retained),
            context: oldestMessageAt ? (
              <>
                {t('oldest')} <Age at={oldestMessageAt} />
              </>
            ) : undefined,
          },
          {
            label: t('inNow'),
            value: <MeasuredValue measured={impact.inTps} format={format.rate} />,
            context: lastWriteAt ? (
              <>
                {t('last')} <Age at={lastWriteAt} />
              </>
            ) : undefined,
          },
          { label: tTopics('tabs.producers'), value: format.number(producers), context: t('lastMinutes') },
          { label: t('routes'), value: format.number(routes), context: t('queuesOn', { brokers, queues }) },
        ]}
      />
      <section aria-label={tTopics('groups')}>
        <h3 className="mb-1 flex flex-wrap items-baseline gap-2 font-semibold">
          {tTopics('groups')}
          <span className="text-12 font-normal text-fg-3">{t('groupCounts', { all: groups.length, online })}</span>
        </h3>
        {groups.length > 0 && (
          <PlainTable label={tTopics('groups')} columns={columns} rows={groups} rowId={(group) => group.groupName} />
        )}
      </section>
    </>
  )
}

function GroupState({ group: { unconsumed, onlineClients } }: { group: Group }) {
  const t = useTranslations('topics.delete')
  if ((onlineClients ?? 0) > 0) return <StatePill state="warning" label={t('inUse')} />
  if (unconsumed === null) return <StatePill state="unknown" label={t('notKnown')} />
  return unconsumed > 0n ? (
    <StatePill state="warning" label={t('loses')} />
  ) : (
    <StatePill state="ok" label={t('nothing')} />
  )
}
