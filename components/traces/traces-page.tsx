'use client'

import { useTimeZone, useTranslations } from 'next-intl'
import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useState } from 'react'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Empty } from '#components/layout/states/empty.tsx'
import { TraceForm } from './trace-form.tsx'
import { TraceResults } from './trace-results.tsx'
import { type TraceSearch, toTraceQuery, traceModes } from './trace-search.ts'

const parsers = {
  mode: parseAsStringLiteral(traceModes).withDefault('id'),
  id: parseAsString,
  key: parseAsString,
  topic: parseAsString,
  from: parseAsString.withDefault('now-15m'),
  to: parseAsString.withDefault('now'),
  traceTopic: parseAsString,
}

/** Where a message went, by whom it was taken, and what is only concluded. */
export function TracesPage({ clusterId }: { clusterId: string }) {
  const t = useTranslations('traces')
  const timeZone = useTimeZone() ?? 'UTC'
  const [search, setUrl] = useQueryStates(parsers)
  const [searchedAt, setSearchedAt] = useState(0)
  const asked = toTraceQuery(search, { now: new Date(searchedAt || Date.now()), timeZone })
  const setSearch = (patch: Partial<TraceSearch>) => {
    void setUrl(patch, { history: 'push' })
    setSearchedAt(Date.now())
  }
  return (
    <>
      <PageHeader title={t('title')} />
      <TraceForm key={JSON.stringify(search)} clusterId={clusterId} search={search} onSearch={setSearch} />
      {'problem' in asked ? (
        <Empty title={t(`missing.${asked.problem}`)}>{t('missingNext')}</Empty>
      ) : (
        <TraceResults
          key={JSON.stringify([search, searchedAt])}
          clusterId={clusterId}
          search={search}
          query={asked.query}
          searchedAt={searchedAt}
          onSearch={setSearch}
        />
      )}
    </>
  )
}
