'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { RecentChanges } from '#components/audit/recent-changes.tsx'
import { PlainTable } from '#components/data-table/plain-table.tsx'
import { groupHref } from '#components/groups/group-href.ts'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { Section } from '#components/layout/section.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { lagSeverity } from '#components/monitoring/lag-severity.ts'
import { useSparklines } from '#components/monitoring/use-sparklines.ts'
import { Button } from '#components/ui/button.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Link } from '#components/ui/link.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { type List, type Measured, unknown } from '#lib/api/endpoint.ts'
import type { Topic, TopicSubscription } from '#lib/topics/schema.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { topicSubscriptionsQuery } from './queries.ts'
import { TopicCharts } from './topic-charts.tsx'
import type { TopicDialogKind } from './topic-dialogs.tsx'
import { topicHref } from './topic-href.ts'
import { flagTones, useFlagLabel } from './topic-tags.tsx'
import { TypeReadouts } from './type-readouts.tsx'
import { useSubscriptionColumns } from './use-subscription-columns.tsx'

const notSampled: Measured<number> = unknown('NOT_SAMPLED')
const GROUPS_SHOWN = 5

interface OverviewTabProps {
  clusterId: string
  topic: Topic
  onOpen: (kind: TopicDialogKind) => void
}

export function OverviewTab({ clusterId, topic, onOpen }: OverviewTabProps) {
  const t = useTranslations('topics')
  const format = useFormat()
  const access = useAccess()
  const isUndeclared = topic.flags.includes('UNDECLARED')
  const isOwn = topic.kind === 'NORMAL'
  const queueText =
    topic.queuesPerBroker === null
      ? t('queuesUneven', { brokers: topic.brokerNames.length })
      : t('queuesSpread', { queues: topic.queuesPerBroker, brokers: topic.brokerNames.length })
  const { topicName, worstLag } = topic
  const groups = useLiveQuery(
    topicSubscriptionsQuery(clusterId, topicName, { page: 1, pageSize: GROUPS_SHOWN, sort: '-lagTimeMs' }),
  )
  const sparkOf = (metric: 'inTps' | 'outTps') => sparks[metric].get(topicName)
  const sparks = {
    inTps: useSparklines(clusterId, 'inTps', 'topic', [{ topicName }], () => topicName),
    outTps: useSparklines(clusterId, 'outTps', 'topic', [{ topicName }], () => topicName),
  }
  const severity = lagSeverity(worstLag?.lagTimeMs.value ?? null)
  return (
    <>
      <Readouts
        items={[
          {
            label: t('in'),
            value: <MeasuredValue measured={topic.inTps} format={format.rate} />,
            unit: t('perSecond'),
            context: (
              <>
                {t('last24h')} <MeasuredValue measured={topic.messages24h} />
              </>
            ),
            spark: sparkOf('inTps'),
          },
          {
            label: t('out'),
            value: <MeasuredValue measured={topic.outTps} format={format.rate} />,
            unit: t('perSecond'),
            context: topic.groups.value && t('groupsOnline', topic.groups.value),
            spark: sparkOf('outTps'),
          },
          {
            label: t('worstLag'),
            value: worstLag ? (
              <MeasuredValue
                measured={worstLag.lagTimeMs}
                format={(ageMs) => (ageMs <= 0 ? '0' : format.age(ageMs))}
                className={severity === 'critical' ? 'text-critical' : severity === 'warning' ? 'text-warning' : ''}
              />
            ) : topic.groups.reason === 'NOT_SAMPLED' ? (
              <MeasuredValue measured={notSampled} />
            ) : (
              '–'
            ),
            context: worstLag && <Link href={groupHref(clusterId, worstLag.groupName)}>{worstLag.groupName}</Link>,
          },
          {
            label: t('retained'),
            value: <MeasuredValue measured={topic.retained} />,
            unit: t('messagesUnit'),
            context: (
              <>
                {t('lastWrite')} <MeasuredValue measured={topic.lastWriteAt} format={(at) => <Age at={at} />} />
              </>
            ),
          },
          {
            label: t('oldestMessage'),
            value: <MeasuredValue measured={topic.oldestMessageAt} format={(at) => <Age at={at} />} />,
            context: topic.retentionHours === null ? t('keptUnknown') : t('kept', { hours: topic.retentionHours }),
          },
          {
            label: t('queues'),
            value: format.number(topic.writeQueues),
            context: `${queueText} ${t(`permissions.${topic.permission}`)}`,
          },
        ]}
      />
      <TypeReadouts topic={topic} />
      <TopicGroups clusterId={clusterId} topicName={topicName} query={groups} />
      <TopicCharts clusterId={clusterId} topicName={topicName} />
      {topic.flags.length > 0 && <TopicNotes topic={topic} />}
      <div className="grid gap-x-8 lg:grid-cols-2">
        <Section title={t('facts')}>
          <KeyValuePanel
            items={[
              { label: t('fullName'), value: topic.topicName, copy: topic.topicName },
              { label: t('namespace'), value: topic.namespace ?? t('namespaceNone') },
              {
                label: t('type'),
                value: topic.isTypeDeclared ? topic.type : t('typeNotDeclaredMeaning'),
              },
              { label: t('permission'), value: t(`permissions.${topic.permission}`) },
              {
                label: t('queues'),
                value: t('queuesSplit', { write: topic.writeQueues, read: topic.readQueues }),
              },
              { label: t('brokers'), value: topic.brokerNames.join(', ') },
              { label: t('clusterName'), value: topic.clusterNames.join(', ') },
              {
                label: t('retention'),
                value:
                  topic.retentionHours === null
                    ? t('keptUnknown')
                    : t('retentionMeaning', { hours: topic.retentionHours }),
              },
            ]}
          />
        </Section>
        <Section
          title={t('metadata.heading')}
          end={
            <Button
              size="s"
              icon="edit"
              onClick={() => onOpen(isUndeclared ? 'adopt' : 'edit')}
              disabledReason={
                access.reason('topic:update', clusterId, onTopic(topic.topicName)) ??
                (isOwn ? undefined : t('menu.notByPeople'))
              }
            >
              {isUndeclared ? t('menu.adopt') : t('menu.edit')}
            </Button>
          }
        >
          <KeyValuePanel
            items={[
              { label: t('remark'), value: topic.remark ?? '–' },
              { label: t('owner'), value: topic.owner ?? '–' },
              {
                label: t('labels'),
                value:
                  Object.keys(topic.labels).length === 0 ? (
                    '–'
                  ) : (
                    <span className="flex flex-wrap gap-1">
                      {Object.entries(topic.labels).map(([key, value]) => (
                        <Tag key={key}>{value === '' ? key : `${key}:${value}`}</Tag>
                      ))}
                    </span>
                  ),
              },
              { label: t('protection'), value: t(topic.deletionProtection ? 'protectedOn' : 'protectedOff') },
              {
                label: t('createdAt'),
                value: topic.createdAt ? <Instant at={topic.createdAt} withMs={false} /> : t('createdElsewhere'),
              },
              ...(topic.createdBy ? [{ label: t('createdBy'), value: topic.createdBy }] : []),
            ]}
          />
        </Section>
      </div>
      <RecentChanges
        clusterId={clusterId}
        kind="topic"
        name={topicName}
        actions={['topic.']}
        href={`${topicHref(clusterId, topicName)}?tab=history`}
      />
    </>
  )
}

/** Each mark of the topic with its meaning and what to do. */
function TopicNotes({ topic }: { topic: Topic }) {
  const t = useTranslations('topics')
  const labelOf = useFlagLabel()
  return (
    <Section title={t('whatToKnow')} count={topic.flags.length}>
      <ul className="border-t border-line-1">
        {topic.flags.map((flag) => (
          <li
            key={flag}
            className="grid grid-cols-1 items-baseline gap-x-4 border-b border-line-1 py-2 md:grid-cols-[220px_minmax(0,1fr)]"
          >
            <span>
              <Tag tone={flagTones[flag]}>{labelOf(flag, topic)}</Tag>
            </span>
            <span>
              {t(`flagMeanings.${flag}`)} <span className="text-fg-2">{t(`flagAdvice.${flag}`)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  )
}

interface TopicGroupsProps {
  clusterId: string
  topicName: string
  query: UseQueryResult<List<TopicSubscription>, Error>
}

/** Those furthest behind. */
function TopicGroups({ clusterId, topicName, query }: TopicGroupsProps) {
  const t = useTranslations('topics.subscription')
  const format = useFormat()
  const columns = useSubscriptionColumns(clusterId, topicName, query.data?.items ?? []).filter(
    ({ isHiddenInitially }) => !isHiddenInitially,
  )
  return (
    <Section
      title={t('title')}
      count={query.data && format.number(query.data.total)}
      end={<Link href={`${topicHref(clusterId, topicName)}?tab=subscriptions`}>{t('all')}</Link>}
    >
      <QueryView query={query} what={t('reading')} partialEffect={t('partialEffect')}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-fg-2">{t('noneText')}</p>
          ) : (
            <PlainTable
              label={t('title')}
              columns={columns}
              rows={items}
              rowId={(row) => row.groupName}
              rowHref={(row) => groupHref(clusterId, row.groupName)}
            />
          )
        }
      </QueryView>
    </Section>
  )
}
