'use client'

import { useTranslations } from 'next-intl'
import { MeasuredValue } from '#components/layout/measured-value.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { Icon } from '#components/ui/icon.tsx'
import { type Measured, unknown } from '#lib/api/endpoint.ts'
import type { TopicItem } from '#lib/topics/schema.ts'

const arrows = { UP: 'up', FLAT: 'flat', DOWN: 'down' } as const
const notSampled: Measured<bigint> = unknown('NOT_SAMPLED')

/** Messages, trend and age of the group that is furthest behind, in fixed sub-columns so that they align down the page. */
export function LagCell({ worst }: { worst: TopicItem['worstLag'] }) {
  const t = useTranslations('topics')
  const format = useFormat()
  if (worst === null) return <MeasuredValue measured={notSampled} />
  return (
    <span
      className="grid grid-cols-[minmax(0,1fr)_14px_64px] items-center justify-items-end gap-1"
      title={worst.groupName}
    >
      <MeasuredValue measured={worst.lag} />
      {worst.trend ? <Icon name={arrows[worst.trend]} size={12} label={t(`trend.${worst.trend}`)} /> : <span />}
      <MeasuredValue measured={worst.lagTimeMs} format={format.age} className="text-fg-3" />
    </span>
  )
}
