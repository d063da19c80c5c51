'use client'

import { useTranslations } from 'next-intl'
import { Age } from '#components/layout/age.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { Readouts } from '#components/layout/readouts.tsx'
import { Section } from '#components/layout/section.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { Button } from '#components/ui/button.tsx'
import { KeyValuePanel } from '#components/ui/key-value-panel.tsx'
import { Tag } from '#components/ui/tag.tsx'
import { type Measured, unknown } from '#lib/api/endpoint.ts'
import type { Topic } from '#lib/topics/schema.ts'
import { flagTones, useFlagLabel } from './topic-tags.tsx'

const notSampled: Measured<number> = unknown('NOT_SAMPLED')

interface OverviewTabProps {
  clusterId: string
  topic: Topic
  onEdit: () => void
}

export function OverviewTab({ clusterId, topic, onEdit }: OverviewTabProps) {
  const t = useTranslations('topics')
  const format = useFormat()
  const access = useAccess()
  const labelOf = useFlagLabel()
  const isUndeclared = topic.flags.includes('UNDECLARED')
  const isOwn = topic.kind === 'NORMAL'
  const queueText =
    topic.queuesPerBroker === null
      ? t('queuesUneven', { brokers: topic.brokerNames.length })
      : t('queuesSpread', { queues: topic.queuesPerBroker, brokers: topic.brokerNames.length })
  return (
    <>
      <Readouts
        items={[
          {
            label: t('in'),
            value: <MeasuredValue measured={topic.inTps} format={format.rate} />,
            unit: t('perSecond'),
          },
          {
            label: t('out'),
            value: <MeasuredValue measured={topic.outTps} format={format.rate} />,
            unit: t('perSecond'),
          },
          {
            label: t('worstLag'),
            value: <MeasuredValue measured={topic.worstLag?.lagTimeMs ?? notSampled} format={format.age} />,
            context: topic.worstLag?.groupName,
          },
          { label: t('retained'), value: <MeasuredValue measured={topic.retained} />, unit: t('messagesUnit') },
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
                label: t('lastWrite'),
                value: <MeasuredValue measured={topic.lastWriteAt} format={(at) => <Instant at={at} />} />,
              },
              {
                label: t('retention'),
                value:
                  topic.retentionHours === null
                    ? t('keptUnknown')
                    : t('retentionMeaning', { hours: topic.retentionHours }),
              },
              {
                label: t('groups'),
                value: <MeasuredValue measured={topic.groups} format={({ online, all }) => `${online} / ${all}`} />,
              },
              { label: t('messages24h'), value: <MeasuredValue measured={topic.messages24h} /> },
            ]}
          />
        </Section>
        <Section
          title={t('metadata.heading')}
          end={
            <Button
              size="s"
              icon="edit"
              onClick={onEdit}
              disabledReason={access.reason('topic:update', clusterId) ?? (isOwn ? undefined : t('menu.notByPeople'))}
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
      {topic.flags.length > 0 && (
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
      )}
    </>
  )
}
