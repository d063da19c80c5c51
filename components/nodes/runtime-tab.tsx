'use client'

import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { FilterBox } from '#components/data-table/filter-box.tsx'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Age } from '#components/layout/age.tsx'
import { QueryView } from '#components/layout/states/query-view.tsx'
import { useLiveQuery } from '#components/layout/use-live-query.ts'
import { StatePill } from '#components/ui/state-pill.tsx'
import type { RuntimeItem } from '#lib/nodes/schema.ts'
import { PutTime } from './put-time.tsx'
import { type BrokerParams, brokerRuntimeQuery } from './queries.ts'
import { runtimeLevel } from './read-runtime.ts'
import { useRuntimeMeaning } from './use-key-meanings.ts'
import { useRuntimeReading } from './use-runtime-reading.ts'

/** Everything that a broker measures of itself, by group, with what it means and from where on it is too much. */
export function RuntimeTab({ broker }: { broker: BrokerParams }) {
  const t = useTranslations('nodes.runtime')
  const [text, setText] = useQueryState('q', parseAsString.withDefault(''))
  const query = useLiveQuery(brokerRuntimeQuery(broker))
  const meaningOf = useRuntimeMeaning()
  const reading = useRuntimeReading()
  const columns: Column<RuntimeItem>[] = [
    {
      id: 'key',
      head: t('key'),
      width: 256,
      cell: (row) => <code className="block truncate font-mono text-12">{row.key}</code>,
    },
    {
      id: 'value',
      head: t('value'),
      width: 208,
      cell: (row) => (
        <span className="block truncate font-mono text-12" title={row.value}>
          {row.value}
        </span>
      ),
    },
    { id: 'reading', head: t('reading'), width: 164, align: 'right', cell: (row) => <Reading item={row} /> },
    {
      id: 'meaning',
      head: t('meaning'),
      isFlexible: true,
      minWidth: 300,
      priority: 2,
      cell: (row) => {
        const meaning = meaningOf(row.key)
        const { threshold } = row
        const said = (value: number) => reading({ ...row, value: String(value) }) ?? String(value)
        return (
          <span className={`block whitespace-normal text-12 leading-4 ${meaning ? 'text-fg-2' : 'text-fg-3'}`}>
            {meaning ?? t('noMeaning')}
            {threshold && (
              <span className="text-fg-3">
                {' '}
                {threshold.critical === undefined
                  ? t('threshold', { warning: said(threshold.warning) })
                  : t('thresholds', { warning: said(threshold.warning), critical: said(threshold.critical) })}
              </span>
            )}
          </span>
        )
      },
    },
  ]
  return (
    <QueryView query={query}>
      {({ items, readAt }) => {
        const wanted = text.trim().toLowerCase()
        const rows = items.filter(({ key, value }) => `${key} ${value}`.toLowerCase().includes(wanted))
        const histogram = items.find(({ key }) => key === 'putMessageDistributeTime')
        const known = items.filter(({ key }) => meaningOf(key) !== undefined).length
        return (
          <>
            <div className="flex min-h-11 flex-wrap items-center gap-3 py-2 text-12 text-fg-3">
              <FilterBox value={text} onChange={(next) => void setText(next || null)} placeholder={t('search')} />
              <span role="status">{t('explained', { known, all: items.length })}</span>
              <Age at={readAt} className="ml-auto" />
            </div>
            {histogram && wanted === '' && <PutTime value={histogram.value} />}
            {rows.length === 0 ? (
              <p className="py-4 text-fg-2">{t('noMatch')}</p>
            ) : (
              <PlainTable
                label={t('key')}
                columns={columns}
                rows={rows}
                rowId={(row) => row.key}
                density={40}
                group={(row) => ({ key: row.group, head: t(`groups.${row.group}`) })}
              />
            )}
          </>
        )
      }}
    </QueryView>
  )
}

/** The value as people read it; what is above its threshold says so. */
function Reading({ item }: { item: RuntimeItem }) {
  const t = useTranslations('nodes.runtime')
  const reading = useRuntimeReading()(item) ?? ''
  const level = runtimeLevel(item)
  if (level === null || level === 'ok') return reading
  return <StatePill state={level} label={reading} detail={t(`levels.${level}`)} />
}
