'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { type FormEvent, useState } from 'react'
import { TopicField } from '#components/messages/topic-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { DateRangeField } from '#components/ui/date-range/date-range-field.tsx'
import { Select } from '#components/ui/select.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { TextField } from '#components/ui/text-field.tsx'
import { call } from '#lib/api/call.ts'
import { getClusterEndpoint } from '#lib/clusters/api.ts'
import { type TraceSearch, traceModes } from './trace-search.ts'

interface TraceFormProps {
  clusterId: string
  search: TraceSearch
  onSearch: (patch: Partial<TraceSearch>) => void
}

const quickRanges = ['now-15m', 'now-1h', 'now-6h', 'now-24h', 'now-3d'].map((from) => ({ from, to: 'now' }))
const ALL = 'all'

/** By id, by key, or by topic and time. Typing changes nothing until it is sent; the URL has what was sent. */
export function TraceForm({ clusterId, search, onSearch }: TraceFormProps) {
  const t = useTranslations('traces')
  const [draft, setDraft] = useState(search)
  const set = (patch: Partial<TraceSearch>) => setDraft({ ...draft, ...patch })
  const cluster = useQuery({
    queryKey: ['clusters', clusterId] as const,
    queryFn: ({ signal }) => call(getClusterEndpoint, { params: { clusterId } }, { signal }),
    staleTime: 60_000,
  })
  const traceTopics = cluster.data?.traceTopics ?? []
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSearch(draft)
  }
  return (
    <form onSubmit={submit} className="border-b border-line-2 pb-3" aria-label={t('searchFor')}>
      <Tabs
        label={t('modes.label')}
        className="mb-3"
        tabs={traceModes.map((value) => ({ value, label: t(`modes.${value}`) }))}
        value={search.mode}
        onValueChange={(mode) => onSearch({ ...draft, mode })}
      />
      <div className="flex flex-wrap items-end gap-2">
        {draft.mode === 'id' && (
          <TextField
            label={t('fields.id')}
            className="min-w-72 flex-1"
            placeholder={t('fields.idHint')}
            value={draft.id ?? ''}
            onValueChange={(id) => set({ id: id || null })}
            isMono
          />
        )}
        {draft.mode === 'key' && (
          <TextField
            label={t('fields.key')}
            className="min-w-56 flex-1"
            value={draft.key ?? ''}
            onValueChange={(key) => set({ key: key || null })}
            isMono
          />
        )}
        <TopicField
          clusterId={clusterId}
          className="w-64 max-w-full"
          topic={draft.topic}
          withSystem={false}
          isOptional={draft.mode !== 'time'}
          onTopicChange={(topic) => set({ topic })}
        />
        {draft.mode !== 'id' && (
          <DateRangeField
            label={t('fields.range')}
            className="min-w-56 flex-1"
            value={draft}
            onValueChange={({ from, to }) => set({ from, to })}
            quickRanges={quickRanges}
          />
        )}
        {traceTopics.length > 1 && (
          <Select
            label={t('fields.traceTopic')}
            value={draft.traceTopic ?? ALL}
            onValueChange={(value) => set({ traceTopic: value === ALL ? null : value })}
            options={[
              { value: ALL, label: t('fields.allTraceTopics') },
              ...traceTopics.map((value) => ({ value, label: value })),
            ]}
          />
        )}
        <Button type="submit" variant="primary">
          {t('find')}
        </Button>
      </div>
    </form>
  )
}
