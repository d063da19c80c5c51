'use client'

import { useTranslations } from 'next-intl'
import { Empty } from '#components/layout/states/empty.tsx'
import { type ActiveFilter, NoMatch } from '#components/layout/states/no-match.tsx'
import { readConditions, writeConditions } from './filter-conditions.ts'
import type { MergedSearch } from './merge-pages.ts'
import { OtherReading } from './other-reading.tsx'
import type { SearchState } from './search-state.ts'

interface NothingFoundProps {
  merged: MergedSearch
  search: SearchState
  onSearch: (patch: Partial<SearchState>) => void
}

/** No rows: because there are none, because filters hide them, or because not everything was read. Only the first says "no messages". */
export function NothingFound({ merged, search, onSearch }: NothingFoundProps) {
  const t = useTranslations('messages')
  if (merged.stoppedBecause !== 'complete') {
    return <Empty title={t('nothing.notYet')}>{merged.cursor ? t('nothing.goOn') : t('nothing.notRead')}</Empty>
  }
  if (search.mode === 'id') {
    const reason = merged.reason ?? 'NO_MESSAGE'
    return (
      <Empty title={t(`notFound.${reason}.title`)} actions={<OtherReading search={search} onSearch={onSearch} />}>
        {t(`notFound.${reason}.why`)}
      </Empty>
    )
  }
  const conditions = readConditions(search.where)
  const filters: ActiveFilter[] = [
    ...(search.tag ? [{ label: t('filters.tag'), value: search.tag, onRemove: () => onSearch({ tag: null }) }] : []),
    ...(search.queues
      ? [{ label: t('filters.queues'), value: search.queues, onRemove: () => onSearch({ queues: null }) }]
      : []),
    ...conditions.map((condition, index) => ({
      label: `${t(`filters.subjects.${condition.subject}`)}${condition.name && ` ${condition.name}`} ${t(`filters.tests.${condition.test}`)}`,
      value: condition.value,
      onRemove: () => onSearch({ where: writeConditions(conditions.filter((_, at) => at !== index)) }),
    })),
    ...(search.filter ? [{ label: 'CEL', value: search.filter, onRemove: () => onSearch({ filter: null }) }] : []),
  ]
  if (filters.length > 0) {
    return (
      <NoMatch
        title={t('nothing.noMatch', { count: merged.scannedMessages })}
        filters={filters}
        onClear={() => onSearch({ tag: null, queues: null, where: null, filter: null })}
      />
    )
  }
  if (merged.expiredBefore) return <Empty title={t('nothing.expired')}>{t('nothing.expiredNext')}</Empty>
  return (
    <Empty
      title={t(`nothing.none.${search.mode}`)}
      actions={<OtherReading search={search} isOnlyLikely onSearch={onSearch} />}
    >
      {search.mode === 'key' ? t('nothing.allIndexes') : t('nothing.allQueues', { count: merged.queues.length })}
    </Empty>
  )
}
