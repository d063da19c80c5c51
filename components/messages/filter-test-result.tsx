'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { Strip } from '#components/ui/strip.tsx'
import type { FilterTest } from '#lib/messages/schema.ts'
import { FilterFaultList } from './filter-faults.tsx'

/** What a filter says of the newest messages. */
export function FilterTestResult({ result }: { result: FilterTest }) {
  const t = useTranslations('messages.filters')
  const format = useFormat()
  const { looked, matched, filterFaults, partial = [] } = result
  const silent = partial.map(({ brokerName, address }) => brokerName ?? address).join(', ')
  return (
    <Strip tone={filterFaults.count > 0 || partial.length > 0 ? 'warning' : 'info'} role="status">
      <strong className="font-semibold">
        {t('tested', { looked: format.number(looked), matched: format.number(matched) })}
      </strong>
      {silent && <span className="block text-12">{t('testPartial', { names: silent })}</span>}
      {filterFaults.count > 0 && <FilterFaultList faults={filterFaults} />}
    </Strip>
  )
}
