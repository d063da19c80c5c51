'use client'

import { useTranslations } from 'next-intl'
import { parseAsString, useQueryState } from 'nuqs'
import { type FilterDef, someOf } from '#components/data-table/filter-def.ts'
import { useListUrl } from '#components/data-table/use-list-url.ts'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { useClusters } from '#components/layout/use-clusters.ts'
import { DateRangeField } from '#components/ui/date-range/date-range-field.tsx'
import { resolveRange } from '#components/ui/date-range/parse-range.ts'
import type { AuditFilter } from '#lib/audit/api.ts'
import { AuditOutcome } from '#lib/audit/schema.ts'

/** The filter that all views of the audit share, in the address: what the API is asked, and its fields. */
export function useAuditFilter(defaultSort: string) {
  const t = useTranslations('audit')
  const { timeZone } = usePreferences()
  const clusters = useClusters()
  const list = useListUrl({
    filters: [
      'outcome',
      'who',
      'action',
      'kind',
      'target',
      'targetName',
      'clusterId',
      'environment',
      'address',
      'requestId',
      'jobId',
    ],
    defaultSort,
  })
  const [from, setFrom] = useQueryState('from', parseAsString.withDefault('now-7d'))
  const [to, setTo] = useQueryState('to', parseAsString.withDefault('now'))
  const range = resolveRange({ from, to }, { now: new Date(), timeZone })
  const { outcome, action, ...rest } = list.query
  const filter = {
    ...rest,
    ...(outcome !== undefined && { outcome: String(outcome).split(',') as AuditFilter['outcome'] }),
    ...(action !== undefined && { action: String(action).split(',') }),
    // To the minute, so that the key of the query stays the same between two renders.
    ...('from' in range && { from: new Date(Math.floor(range.from.getTime() / 60_000) * 60_000) }),
    ...('to' in range && to !== 'now' && { to: range.to }),
  }
  const filters: FilterDef[] = [
    someOf('outcome', t('outcome'), AuditOutcome.options, (value) => t(`outcomes.${value}`)),
    {
      key: 'clusterId',
      label: t('cluster'),
      kind: 'options',
      options: clusters.map(({ clusterId, name }) => ({ value: clusterId, label: name })),
    },
    { key: 'who', label: t('who'), kind: 'text' },
    { key: 'action', label: t('action'), kind: 'text', placeholder: 'topic.create' },
    { key: 'kind', label: t('kind'), kind: 'text', placeholder: 'topic' },
    { key: 'target', label: t('target'), kind: 'text' },
    { key: 'targetName', label: t('wholeName'), kind: 'text' },
    { key: 'environment', label: t('environment'), kind: 'text', placeholder: 'production' },
    { key: 'address', label: t('address'), kind: 'text' },
    { key: 'requestId', label: t('requestId'), kind: 'text' },
    { key: 'jobId', label: t('job'), kind: 'text' },
  ]
  const toolbar = (
    <DateRangeField
      label={t('range')}
      isLabelHidden
      value={{ from, to }}
      onValueChange={(value) => {
        setFrom(value.from)
        setTo(value.to)
      }}
    />
  )
  return { list, filter, filters, toolbar }
}
