'use client'

import { useTranslations } from 'next-intl'
import { RecentChanges } from '#components/audit/recent-changes.tsx'
import { Age } from '#components/layout/age.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { Link } from '#components/ui/link.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { Group } from '#lib/groups/schema.ts'
import { ConfigSection } from './config-section.tsx'
import { DrainText } from './drain-text.tsx'
import { groupHref } from './group-href.ts'
import { GroupNotes } from './group-notes.tsx'
import { LagByQueue } from './lag-by-queue.tsx'
import { LagHistory } from './lag-history.tsx'
import { MetadataSection } from './metadata-section.tsx'
import { TopicsTable } from './topics-table.tsx'

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
                  {t('queueingTime')} <MeasuredValue measured={group.queueingTimeMs} format={format.age} />
                </>
              ),
            },
            {
              label: t('consumed'),
              value: <MeasuredValue measured={group.ackTps} format={format.rate} />,
              unit: t('perSecond'),
              context: (
                <>
                  {t('lastConsumed')} <MeasuredValue measured={group.lastConsumedAt} format={(at) => <Age at={at} />} />
                </>
              ),
            },
            {
              label: t('drainsIn'),
              value: <DrainText group={group} />,
              context:
                group.trend === null || group.trend === 'DOWN'
                  ? t('drainsContext')
                  : t('lagIs', { trend: t(`trends.${group.trend}`) }),
            },
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
        <LagByQueue clusterId={clusterId} groupName={groupName} topicName={worstTopic(group)} />
        <div className="mt-4 min-w-0">
          <LagHistory clusterId={clusterId} groupName={groupName} />
        </div>
      </div>
      <TopicsTable clusterId={clusterId} group={group} />
      <div className="grid gap-x-10 lg:grid-cols-2">
        <ConfigSection group={group} />
        <div className="min-w-0">
          <MetadataSection group={group} />
          <GroupNotes group={group} />
        </div>
      </div>
      <RecentChanges
        clusterId={clusterId}
        kind="group"
        name={groupName}
        actions={['group.', 'offset.reset']}
        href={href('history')}
      />
    </>
  )
}

function worstTopic({ topicRows }: Group): string | null {
  const subscribed = topicRows.filter(({ kind }) => kind === 'SUBSCRIBED')
  const [first] = subscribed
  if (!first) return null
  return subscribed.reduce((worst, topic) => ((topic.lag.value ?? -1n) > (worst.lag.value ?? -1n) ? topic : worst))
    .topicName
}
