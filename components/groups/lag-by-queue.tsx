'use client'

import { useTranslations } from 'next-intl'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Link } from '#components/ui/link.tsx'
import type { ProgressRow } from '#lib/groups/schema.ts'
import { groupHref } from './group-href.ts'
import { groupProgressQuery } from './queries.ts'
import { QueueHeat } from './queue-heat.tsx'

interface LagByQueueProps {
  clusterId: string
  groupName: string
  /** Null: the topic in which it is furthest behind. */
  topicName: string | null
}

/** The queues of one topic of a group, as the brokers answer now. */
export function LagByQueue({ clusterId, groupName, topicName }: LagByQueueProps) {
  const t = useTranslations('groups')
  const format = useFormat()
  const query = useLiveQuery(groupProgressQuery(clusterId, groupName, topicName ?? undefined))
  const shown = topicName ?? (query.data ? worstTopic(query.data.items) : null)
  return (
    <Section
      title={t('lagByQueue')}
      count={<span className="[overflow-wrap:anywhere]">{shown}</span>}
      end={<Link href={groupHref(clusterId, groupName, 'progress')}>{t('allQueues')}</Link>}
    >
      <QueryView query={query} what={t('readingProgress')} partialEffect={t('partialEffectProgress')}>
        {({ items, ownership, owners }) => {
          const rows = items.filter((row) => row.topicName === shown)
          if (ownership === 'EVERY_CLIENT') return <p className="text-fg-2">{t('ownership.EVERY_CLIENT')}</p>
          if (rows.length === 0) return <p className="text-fg-2">{t('noProgressText')}</p>
          return (
            <QueueHeat
              key={shown}
              rows={rows}
              isOwnerKnown={ownership === 'EXCLUSIVE' && owners.asked === owners.answered}
              label={t('heat.label', { topic: shown ?? '', queues: format.number(rows.length) })}
            />
          )
        }}
      </QueryView>
    </Section>
  )
}

function worstTopic(rows: readonly ProgressRow[]): string | null {
  const sums = new Map<string, bigint>()
  for (const { topicName, lag } of rows) sums.set(topicName, (sums.get(topicName) ?? 0n) + (lag ?? 0n))
  let worst: string | null = null
  for (const [topicName, sum] of sums) if (worst === null || sum > (sums.get(worst) ?? 0n)) worst = topicName
  return worst
}
