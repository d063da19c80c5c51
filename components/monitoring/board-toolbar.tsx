'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { groupQuery } from '#components/groups/queries.ts'
import { useFormat } from '#components/layout/use-format.ts'
import { DateRangeField } from '#components/ui/date-range/date-range-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { BoardObjectField } from './board-object-field.tsx'
import { MAX_DAYS, quickRanges, rangeText, readRange } from './board-range.ts'
import { type BoardScope, boardScopes } from './boards.ts'
import { type BoardUrl, type Comparison, steps } from './use-board-url.ts'

const ALL = ''
const AUTO = 'auto'
const OFF = 'off'

interface BoardToolbarProps extends BoardUrl {
  clusterId: string
  onRange: (range: string) => void
}

/** What the board is about, over which time, how fine, beside what. */
export function BoardToolbar({ clusterId, url, setUrl, onRange }: BoardToolbarProps) {
  const t = useTranslations('monitoring')
  const format = useFormat()
  const { scope } = url
  return (
    <div className="flex flex-wrap items-end gap-x-3 gap-y-2 py-3 print:hidden">
      <Select<BoardScope>
        className="w-36"
        label={t('board')}
        value={scope}
        onValueChange={(next) =>
          void setUrl({ scope: next, object: null, topic: null, group: null, only: null }, { history: 'push' })
        }
        options={boardScopes.map((value) => ({ value, label: t(`scopes.${value}`) }))}
      />
      {scope !== 'cluster' && (
        <BoardObjectField
          clusterId={clusterId}
          scope={scope}
          name={url.object}
          onChoose={(chosen) =>
            void setUrl(
              { object: chosen?.name ?? null, group: chosen?.groupName ?? null, topic: null, only: null },
              { history: 'push' },
            )
          }
        />
      )}
      {scope === 'group' && url.object !== null && (
        <TopicSelect
          clusterId={clusterId}
          groupName={url.object}
          topicName={url.topic}
          onChoose={(topic) => void setUrl({ topic, only: null }, { history: 'push' })}
        />
      )}
      <DateRangeField
        className="w-60"
        label={t('range')}
        value={readRange(url.range)}
        onValueChange={(range) => onRange(rangeText(range))}
        quickRanges={quickRanges.map((length) => ({ from: `now-${length}`, to: 'now' }))}
        maxDays={MAX_DAYS}
      />
      <Select
        className="w-28"
        label={t('step')}
        value={url.step ?? AUTO}
        onValueChange={(step) => void setUrl({ step: step === AUTO ? null : (step as (typeof steps)[number]) })} // one of the options below
        options={[
          { value: AUTO, label: t('auto') },
          ...steps.map((value) => ({ value, label: format.duration(Number(value) * 1000).replace(/ 0+\s?\D+$/, '') })),
        ]}
      />
      <Select
        className="w-36"
        label={t('compare')}
        value={url.compare ?? OFF}
        onValueChange={(compare) => void setUrl({ compare: compare === OFF ? null : (compare as Comparison) })} // one of the options below
        options={[
          { value: OFF, label: t('compareOff') },
          { value: 'day', label: t('before.day') },
          { value: 'week', label: t('before.week') },
        ]}
      />
      <Switch
        className="pb-0.5"
        label={t('logAxis')}
        checked={url.log}
        onCheckedChange={(log) => void setUrl({ log: log || null })}
      />
    </div>
  )
}

/** One topic of the group, or all of them. */
function TopicSelect({
  clusterId,
  groupName,
  topicName,
  onChoose,
}: {
  clusterId: string
  groupName: string
  topicName: string | null
  onChoose: (topicName: string | null) => void
}) {
  const t = useTranslations('monitoring')
  const { data } = useQuery(groupQuery(clusterId, groupName))
  const names = (data?.topicRows ?? []).filter(({ kind }) => kind === 'SUBSCRIBED').map((row) => row.topicName)
  const all = topicName !== null && !names.includes(topicName) ? [topicName, ...names] : names
  return (
    <Select
      className="w-48"
      label={t('scopes.topic')}
      value={topicName ?? ALL}
      onValueChange={(next) => onChoose(next === ALL ? null : next)}
      options={[
        { value: ALL, label: t('allTopics', { count: names.length }) },
        ...all.map((value) => ({ value, label: value })),
      ]}
    />
  )
}
