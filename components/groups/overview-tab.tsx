'use client'

import { useTranslations } from 'next-intl'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { MetricChart } from '#components/monitoring/metric-chart.tsx'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { Link } from '#components/ui/link.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { Group } from '#lib/groups/schema.ts'
import { ConfigSection } from './config-section.tsx'
import { DrainText } from './drain-text.tsx'
import { groupHref } from './group-href.ts'
import { GroupNotes } from './group-notes.tsx'
import { groupProgressQuery } from './queries.ts'
import { QueueHeat } from './queue-heat.tsx'
import { TopicsTable } from './topics-table.tsx'

const HISTORY_MS = 3 * 3_600_000

export function OverviewTab({ clusterId, group }: { clusterId: string; group: Group }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const { groupName } = group
  const spark = useSparklines(clusterId, 'lag', 'group', [{ groupName }], () => groupName).get(groupName)
  const severity = lagSeverity(group.lagTimeMs.value)
  const href = (tab: string) => groupHref(clusterId, groupName, tab)
  const { clients } = group
  return (
    <>
      {group.consistency === 'INCONSISTENT' && (
        <Strip
          tone="warning"
          className="mt-3"
          end={
            <Link href={href('subscriptions')} className="self-center">
              {t('compare')}
            </Link>
          }
        >
          <b className="font-semibold">{t('notAlike')}</b>{' '}
          {group.inconsistentSince
            ? t('notAlikeSince', { time: format.time(group.inconsistentSince, false) })
            : t('notAlikeEffect')}
        </Strip>
      )}
      <div className="mt-3">
        <Readouts
          items={[
            {
              label: t('lag'),
              value: group.state === 'NEVER_CONSUMED' ? t('neverConsumed') : <MeasuredValue measured={group.lag} />,
              unit: group.lag.value === null ? undefined : t('messagesUnit'),
              context: (
                <>
                  {t('ready')} <MeasuredValue measured={group.ready} />, {t('inflight')}{' '}
                  <MeasuredValue measured={group.inflight} />
                </>
              ),
              href: href('progress'),
              ...(spark && { spark }),
            },
            {
              label: t('oldestUnconsumed'),
              value: (
                <MeasuredValue
                  measured={group.lagTimeMs}
                  format={(ageMs) => (ageMs <= 0 ? '0' : format.age(ageMs))}
                  className={severity === 'critical' ? 'text-critical' : severity === 'warning' ? 'text-warning' : ''}
                />
              ),
              context: (
                <>
                  {t('lastConsumed')} <MeasuredValue measured={group.lastConsumedAt} format={(at) => <Age at={at} />} />
                </>
              ),
            },
            {
              label: t('consumed'),
              value: <MeasuredValue measured={group.ackTps} format={format.rate} />,
              unit: t('perSecond'),
              context: group.trend === null ? undefined : t('lagIs', { trend: t(`trends.${group.trend}`) }),
            },
            { label: t('drainsIn'), value: <DrainText group={group} />, context: t('drainsContext') },
            {
              label: t('clients'),
              value: <MeasuredValue measured={clients} format={({ total }) => format.number(total)} />,
              context:
                clients.value === null
                  ? undefined
                  : t('clientsSplit', { remoting: clients.value.remoting, grpc: clients.value.grpc }),
              href: href('clients'),
            },
            {
              label: t('deadLetters'),
              value: <MeasuredValue measured={group.deadLetters} />,
              context: (
                <>
                  {t('retryLag')} <MeasuredValue measured={group.retryLag} />
                </>
              ),
              href: href('retry'),
            },
          ]}
        />
      </div>
      <div className="grid gap-x-10 xl:grid-cols-[minmax(0,504px)_minmax(0,1fr)]">
        <WorstTopicHeat clusterId={clusterId} group={group} />
        <div className="mt-4 min-w-0">
          <MetricChart
            clusterId={clusterId}
            title={t('lagHistory')}
            unit={t('messagesUnit')}
            height={214}
            lastMs={HISTORY_MS}
            lines={[
              { metric: 'lag', scope: 'group', object: { groupName }, label: t('lag') },
              { metric: 'retryLag', scope: 'group', object: { groupName }, label: t('retryLag') },
            ]}
          />
        </div>
      </div>
      <TopicsTable clusterId={clusterId} group={group} />
      <div className="grid gap-x-10 lg:grid-cols-2">
        <ConfigSection group={group} />
        <GroupNotes group={group} />
      </div>
    </>
  )
}

/** The queues of the topic in which it is furthest behind. */
function WorstTopicHeat({ clusterId, group }: { clusterId: string; group: Group }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const { groupName } = group
  const topicName = worstTopic(group)
  const query = useLiveQuery(groupProgressQuery(clusterId, groupName, topicName ?? undefined))
  return (
    <Section
      title={t('lagByQueue')}
      count={<span className="[overflow-wrap:anywhere]">{topicName}</span>}
      end={<Link href={groupHref(clusterId, groupName, 'progress')}>{t('allQueues')}</Link>}
    >
      <QueryView query={query} what={t('readingProgress')} partialEffect={t('partialEffectProgress')}>
        {({ items, ownership, owners }) => {
          const shown = topicName ?? items[0]?.topicName
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

function worstTopic({ topicRows }: Group): string | null {
  const subscribed = topicRows.filter(({ kind }) => kind === 'SUBSCRIBED')
  const [first] = subscribed
  if (!first) return null
  return subscribed.reduce((worst, topic) => ((topic.lag.value ?? -1n) > (worst.lag.value ?? -1n) ? topic : worst))
    .topicName
}
