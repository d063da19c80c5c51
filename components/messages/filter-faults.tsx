'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import { ShortId } from '#components/ui/short-id.tsx'
import { Strip } from '#components/ui/strip.tsx'
import type { Coverage } from '#lib/messages/schema.ts'

type Faults = NonNullable<Coverage['filterFaults']>

/** Messages that a filter could not judge: how many, and the first ones with the reason. */
export function FilterFaultList({ faults: { count, first } }: { faults: Faults }) {
  const t = useTranslations('messages.filters')
  const format = useFormat()
  return (
    <>
      <span className="block">{t('faults', { count })}</span>
      <ul className="mt-1 text-12 text-fg-2">
        {first.map(({ offsetMsgId, queueId, queueOffset, code, detail }) => (
          <li key={offsetMsgId}>
            <ShortId text={offsetMsgId} head={6} tail={6} />{' '}
            {t('faultAt', { queueId: String(queueId), offset: format.number(queueOffset) })}: {detail}{' '}
            <span className="font-mono">{code}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Above the rows: what is missing from them because of the filter itself. */
export function FilterFaultStrip({ faults }: { faults: Faults | undefined }) {
  if (!faults || faults.count === 0) return null
  return (
    <Strip tone="warning" role="status" className="mt-3">
      <FilterFaultList faults={faults} />
    </Strip>
  )
}
