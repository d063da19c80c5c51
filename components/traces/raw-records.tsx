'use client'

import { useTranslations } from 'next-intl'
import { type Column, PlainTable } from '#components/data-table/plain-table.tsx'
import { Instant } from '#components/layout/instant.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { CopyButton } from '#components/ui/copy-button.tsx'
import type { RawTraceRecord } from '#lib/traces/schema.ts'

/** What clients wrote, field by field, and where it lies. */
export function RawRecords({ records }: { records: readonly RawTraceRecord[] }) {
  const t = useTranslations('traces.raw')
  const format = useFormat()
  const rows = records.map((record, index) => ({ ...record, index }))
  const columns: Column<(typeof rows)[number]>[] = [
    { id: 'type', head: t('type'), width: 116, cell: ({ type }) => type },
    { id: 'clientHost', head: t('client'), width: 128, cell: ({ clientHost }) => clientHost },
    {
      id: 'stored',
      head: t('stored'),
      width: 190,
      cell: ({ storeTimestamp }) => <Instant at={storeTimestamp} form="absolute" />,
    },
    {
      id: 'place',
      head: t('place'),
      width: 220,
      priority: 2,
      cell: ({ traceTopic, brokerName, queueId, queueOffset }) => (
        <span className="block truncate text-12 text-fg-3">
          {traceTopic} {brokerName} {queueId} {format.number(queueOffset)}
        </span>
      ),
    },
    {
      id: 'fields',
      head: t('fields'),
      isFlexible: true,
      cell: ({ fields }) => (
        <span className="flex items-center gap-1">
          <span className="truncate font-mono text-12">{fields.slice(1).join(' | ')}</span>
          <CopyButton text={fields.join(' | ')} label={t('copy')} />
        </span>
      ),
    },
  ]
  return (
    <PlainTable label={t('table')} density={28} columns={columns} rows={rows} rowId={({ index }) => String(index)} />
  )
}
