'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { groupsQuery } from '#components/groups/queries.ts'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Combobox } from '#components/ui/combobox.tsx'
import { parseInstant } from '#components/ui/date-range/parse-range.ts'
import { MultiSelect } from '#components/ui/multi-select.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import type { OffsetSnapshot, QueueName } from '#lib/offsets/schema.ts'
import { type DraftProblem, keyOfQueue, type ResetDraft, type TargetKind } from './reset-draft.ts'

const ALL = ''
const kinds: readonly TargetKind[] = ['LATEST', 'EARLIEST', 'TIME', 'SHIFT', 'OFFSETS', 'GROUP', 'SNAPSHOT']

interface ScopeFieldsProps {
  clusterId: string
  groupName: string
  draft: ResetDraft
  onChange: (patch: Partial<ResetDraft>) => void
  /** Topics of the group, its retry topics last. */
  topicNames: readonly string[]
  /** Of the chosen topic. */
  queues: readonly QueueName[]
  snapshots: readonly OffsetSnapshot[]
  problem: DraftProblem | null
  errorOf: (path: string) => string | undefined
}

/** What is to be reset, and where to. */
export function ScopeFields({
  clusterId,
  groupName,
  draft,
  onChange,
  topicNames,
  queues,
  snapshots,
  problem,
  errorOf,
}: ScopeFieldsProps) {
  const t = useTranslations('offsets')
  const format = useFormat()
  const { timeZone } = usePreferences()
  const at = parseInstant(draft.time, { now: new Date(), timeZone })
  const chosen = queues.filter((queue) => draft.queueKeys.includes(keyOfQueue(queue)))
  const isTyped = (field: string) => field.trim() !== ''
  return (
    <div className="grid gap-x-8 gap-y-4 md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="grid content-start gap-4">
        <Select
          label={t('topic')}
          value={draft.topicName ?? ALL}
          onValueChange={(value) => onChange({ topicName: value === ALL ? null : value, queueKeys: [], offsets: {} })}
          options={[
            { value: ALL, label: t('allTopics') },
            ...topicNames.map((value) => ({
              value,
              label: value,
              ...(value.startsWith('%RETRY%') && { hint: t('retryTopic') }),
            })),
          ]}
          error={errorOf('body.scope.topicNames')}
        />
        <MultiSelect
          label={t('queues')}
          values={draft.queueKeys}
          onValuesChange={(queueKeys) => onChange({ queueKeys })}
          options={queues.map((queue) => ({ value: keyOfQueue(queue), label: `${queue.brokerName} ${queue.queueId}` }))}
          placeholder={t('allQueues')}
          disabledReason={draft.topicName === null ? t('queuesNeedTopic') : undefined}
          error={errorOf('body.scope.queues')}
        />
        {draft.brokerNames && (
          <p className="text-fg-2">
            {t('onlyBrokers', { brokers: draft.brokerNames.join(', ') })}{' '}
            <button type="button" className="underline" onClick={() => onChange({ brokerNames: null })}>
              {t('allBrokers')}
            </button>
          </p>
        )}
      </div>
      <div className="grid content-start gap-4">
        <RadioGroup
          label={t('target')}
          value={draft.kind}
          onValueChange={(kind) => onChange({ kind })}
          options={kinds.map((value) => ({
            value,
            label: t(`targets.${value}`),
            hint: t(`targetHints.${value}`),
            ...(value === 'SNAPSHOT' && snapshots.length === 0 && { disabledReason: t('noSnapshots') }),
          }))}
        />
        {draft.kind === 'TIME' && (
          <TextField
            label={t('time')}
            icon="clock"
            value={draft.time}
            onValueChange={(time) => onChange({ time })}
            unit={format.zone(at ?? undefined)}
            hint={at ? t('timeIs', { time: `${format.instant(at)} ${format.zone(at)}` }) : t('timeForms')}
            error={
              errorOf('body.target.at') ??
              (problem === 'time' || problem === 'timeInFuture' ? t(`problems.${problem}`) : undefined)
            }
          />
        )}
        {draft.kind === 'SHIFT' && (
          <TextField
            label={t('by')}
            isMono
            value={draft.by}
            onValueChange={(by) => onChange({ by })}
            placeholder="-1000"
            unit={t('messages')}
            hint={t('byHint')}
            error={errorOf('body.target.by') ?? (problem === 'by' && isTyped(draft.by) ? t('problems.by') : undefined)}
          />
        )}
        {draft.kind === 'OFFSETS' &&
          chosen.map((queue) => {
            const key = keyOfQueue(queue)
            const typed = draft.offsets[key] ?? ''
            return (
              <TextField
                key={key}
                label={t('offsetOf', { broker: queue.brokerName, queue: String(queue.queueId) })}
                isMono
                value={typed}
                onValueChange={(value) => onChange({ offsets: { ...draft.offsets, [key]: value } })}
                error={
                  problem === 'offset' && isTyped(typed) && !/^\s*[\d,\s]+$/.test(typed)
                    ? t('problems.offset')
                    : undefined
                }
              />
            )
          })}
        {draft.kind === 'OFFSETS' && chosen.length === 0 && <p className="text-fg-2">{t('problems.needsQueues')}</p>}
        {draft.kind === 'GROUP' && (
          <GroupField
            clusterId={clusterId}
            groupName={groupName}
            value={draft.groupName}
            onChange={(value) => onChange({ groupName: value })}
            error={errorOf('body.target.groupName') ?? (problem === 'sameGroup' ? t('problems.sameGroup') : undefined)}
          />
        )}
        {draft.kind === 'SNAPSHOT' && (
          <Select
            label={t('snapshot')}
            value={draft.snapshotId}
            onValueChange={(snapshotId) => onChange({ snapshotId })}
            options={snapshots.map(({ snapshotId, takenAt, by, why }) => ({
              value: snapshotId,
              label: format.instant(takenAt, false),
              hint: t('snapshotHint', { why: t(`whys.${why}`), by }),
            }))}
            placeholder={t('chooseSnapshot')}
          />
        )}
      </div>
    </div>
  )
}

/** Another group, searched by the server: there may be thousands. */
function GroupField({
  clusterId,
  groupName,
  value,
  onChange,
  error,
}: {
  clusterId: string
  groupName: string
  value: string | null
  onChange: (value: string | null) => void
  error: string | undefined
}) {
  const t = useTranslations('offsets')
  const [q, setQ] = useState('')
  const { data, isFetching } = useQuery(
    groupsQuery(clusterId, { pageSize: 50, sort: 'groupName', ...(q !== '' && { q }) }),
  )
  return (
    <Combobox
      label={t('copyFrom')}
      value={value}
      onValueChange={onChange}
      options={(data?.items ?? [])
        .filter((group) => group.groupName !== groupName)
        .map((group) => ({ value: group.groupName }))}
      onQueryChange={setQ}
      isLoading={isFetching}
      error={error}
    />
  )
}
