'use client'

import { useTranslations } from 'next-intl'
import { parseAsString, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { PlainTable } from '#components/data-table/plain-table.tsx'
import { Section } from '#components/layout/section.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { Select } from '#components/ui/select.tsx'
import { Strip } from '#components/ui/strip.tsx'
import { Switch } from '#components/ui/switch.tsx'
import type { GroupProgress, ProgressRow } from '#lib/groups/schema.ts'
import { groupProgressQuery } from './queries.ts'
import { QueueHeat } from './queue-heat.tsx'
import { useProgressColumns } from './use-progress-columns.tsx'

const ALL = ''

/** Where the group stands in every queue, as the brokers answer now. */
export function ProgressTab({ clusterId, groupName }: { clusterId: string; groupName: string }) {
  const t = useTranslations('groups')
  const query = useLiveQuery(groupProgressQuery(clusterId, groupName))
  return (
    <QueryView query={query} what={t('readingProgress')} partialEffect={t('partialEffectProgress')}>
      {(progress) => <Progress clusterId={clusterId} progress={progress} />}
    </QueryView>
  )
}

function Progress({ clusterId, progress }: { clusterId: string; progress: GroupProgress }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const [{ topic, behind }, setUrl] = useQueryStates({ topic: parseAsString, behind: parseAsString })
  const { items, deadSubscriptions, ownership, owners } = progress
  const topicNames = useMemo(() => [...new Set(items.map(({ topicName }) => topicName))], [items])
  const heatTopic = topic ?? worstTopic(items) ?? topicNames[0] ?? null
  const isShown = ({ topicName, lag, isNeverCommitted }: ProgressRow) => {
    if (topic !== null && topicName !== topic) return false
    // What is not known may be behind.
    return behind === null || (lag === null ? !isNeverCommitted : (lag ?? 0n) > 0n)
  }
  const shown = items.filter(isShown)
  const isOwnerKnown = ownership === 'EXCLUSIVE' && owners.asked === owners.answered
  const columns = useProgressColumns({ clusterId, isOwnerKnown, ownership })
  if (items.length === 0 && deadSubscriptions.length === 0) {
    return <Empty title={t('noProgress')}>{t('noProgressText')}</Empty>
  }
  const heatRows = items.filter(({ topicName }) => topicName === heatTopic)
  return (
    <>
      {progress.isNeverConsumed && (
        <Strip tone="info" className="mt-3">
          {t('neverConsumedMeaning', { messages: format.number(storedMessages(items)) })}
        </Strip>
      )}
      <OwnerNote progress={progress} />
      {ownership !== 'EVERY_CLIENT' && heatTopic !== null && heatRows.length > 0 && (
        <Section title={t('lagByQueue')} count={<span className="[overflow-wrap:anywhere]">{heatTopic}</span>}>
          <QueueHeat
            key={heatTopic}
            rows={heatRows}
            isOwnerKnown={isOwnerKnown}
            label={t('heat.label', { topic: heatTopic, queues: format.number(heatRows.length) })}
          />
        </Section>
      )}
      <Section
        title={t('queues')}
        count={format.number(shown.length)}
        end={
          <>
            <Switch
              label={t('withLagOnly')}
              checked={behind !== null}
              onCheckedChange={(isOn) => void setUrl({ behind: isOn ? '1' : null })}
            />
            {topicNames.length > 1 && (
              <Select
                label={t('topic')}
                isLabelHidden
                value={topic ?? ALL}
                onValueChange={(value) => void setUrl({ topic: value === ALL ? null : value })}
                options={[
                  { value: ALL, label: t('allTopics') },
                  ...topicNames.map((value) => ({ value, label: value })),
                ]}
              />
            )}
          </>
        }
      >
        <Totals progress={progress} />
        {shown.length === 0 ? (
          <p className="py-3 text-fg-2">{t('noQueueWithLag')}</p>
        ) : (
          <PlainTable label={t('queues')} columns={columns} rows={shown} rowId={rowId} density={28} />
        )}
      </Section>
      {deadSubscriptions.length > 0 && (
        <Section title={t('deadSubscriptions')} count={format.number(deadSubscriptions.length)}>
          <p className="pb-2 text-fg-2">{t('deadSubscriptionsMeaning')}</p>
          <PlainTable
            label={t('deadSubscriptions')}
            columns={columns}
            rows={deadSubscriptions}
            rowId={rowId}
            rowTone={() => 'gone'}
            density={28}
          />
        </Section>
      )}
    </>
  )
}

const rowId = ({ topicName, brokerName, queueId }: ProgressRow) => `${topicName} ${brokerName} ${queueId}`

function worstTopic(items: readonly ProgressRow[]): string | null {
  const lagByTopic = new Map<string, bigint>()
  for (const { topicName, kind, lag } of items) {
    if (kind === 'SUBSCRIBED') lagByTopic.set(topicName, (lagByTopic.get(topicName) ?? 0n) + (lag ?? 0n))
  }
  const [worst] = [...lagByTopic].sort(([, a], [, b]) => (a > b ? -1 : a < b ? 1 : 0))
  return worst?.[0] ?? null
}

const storedMessages = (items: readonly ProgressRow[]): bigint =>
  items
    .filter(({ kind }) => kind === 'SUBSCRIBED')
    .reduce((sum, { minOffset, brokerOffset }) => sum + ((brokerOffset ?? 0n) - (minOffset ?? brokerOffset ?? 0n)), 0n)

function Totals({ progress: { totals } }: { progress: GroupProgress }) {
  const t = useTranslations('groups')
  const format = useFormat()
  const sum = (value: bigint | null) => (value === null ? '–' : format.number(value))
  return (
    <p className="flex flex-wrap items-center gap-x-6 border-y border-line-1 py-1.5">
      <span className="text-fg-3">{t(totals.isAtLeast ? 'sumAtLeast' : 'sum')}</span>
      <span>
        {sum(totals.lag)} <span className="text-fg-3">{t('sumLag')}</span>
      </span>
      <span>
        {sum(totals.retryLag)} <span className="text-fg-3">{t('sumRetryLag')}</span>
      </span>
      {totals.deadSubscriptionLag !== null && totals.deadSubscriptionLag > 0n && (
        <span className="text-fg-3">
          {sum(totals.deadSubscriptionLag)} {t('sumDead')}
        </span>
      )}
    </p>
  )
}

/** Why queues have no owner in the table. */
function OwnerNote({ progress: { ownership, owners } }: { progress: GroupProgress }) {
  const t = useTranslations('groups')
  const silent = owners.asked - owners.answered
  if (ownership === 'EXCLUSIVE') {
    if (silent === 0) return null
    return (
      <Strip tone="unknown" icon="unknown" className="mt-3">
        {t('ownersSilent', { silent, asked: owners.asked })}
      </Strip>
    )
  }
  if (ownership === 'NONE') return null
  return <p className="pt-3 text-fg-2">{t(`ownership.${ownership}`)}</p>
}
