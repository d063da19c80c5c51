'use client'

import { useTranslations } from 'next-intl'
import { parseAsStringLiteral, useQueryState } from 'nuqs'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { cx } from '#components/ui/cx.ts'
import { Link } from '#components/ui/link.tsx'
import { Segmented } from '#components/ui/segmented.tsx'
import { boardHref } from './board-href.ts'
import type { BoardObject } from './boards.ts'
import { MetricChart } from './metric-chart.tsx'
import { useBoardEvents } from './use-board-events.ts'
import type { MetricLine } from './use-metric-series.ts'

const ranges = ['1h', '3h', '24h', '7d'] as const

interface RangedChartsProps {
  clusterId: string
  /** The object whose board shows more, and whose events are marked. */
  board: BoardObject
  /** The same array while nothing of it changes. */
  charts: readonly { title: string; lines: readonly MetricLine[] }[]
  height?: number
}

/** A few charts on the page of an object, over one range with one cursor, and the way to its board with the same range. */
export function RangedCharts({ clusterId, board, charts, height }: RangedChartsProps) {
  const t = useTranslations('monitoring')
  const { timeZone } = usePreferences()
  const [range, setRange] = useQueryState('range', parseAsStringLiteral(ranges).withDefault('3h'))
  const events = useBoardEvents(clusterId, board, { text: range, stepSeconds: null, timeZone })
  return (
    <section aria-label={t('history')} className="mt-4 min-w-0">
      <div className="flex min-h-8 items-center gap-3">
        <Segmented
          label={t('range')}
          size="s"
          value={range}
          onValueChange={(next) => void setRange(next)}
          options={ranges.map((value) => ({ value, label: value }))}
        />
        <Link href={boardHref(clusterId, board, range)} className="ml-auto text-12">
          {t('openBoard')}
        </Link>
      </div>
      <div className={cx('grid gap-x-10 gap-y-3', charts.length > 1 && 'lg:grid-cols-2')}>
        {charts.map(({ title, lines }) => (
          <MetricChart
            key={title}
            clusterId={clusterId}
            title={title}
            lines={lines}
            range={range}
            group={`page ${clusterId}`}
            events={events}
            {...(height !== undefined && { height })}
          />
        ))}
      </div>
    </section>
  )
}
