'use client'

import { useTranslations } from 'next-intl'
import { cx } from '#components/ui/cx.ts'
import type { DrawnSeries } from './series.ts'

interface ChartLegendProps {
  series: readonly DrawnSeries[]
  /** Ids of the lines that are shown alone; empty = all. */
  chosen: readonly string[]
  onChoose: (chosen: string[]) => void
  readout: (id: string) => number | null
  format: (value: number) => string
  /** Under the cursor; null = the last values. */
  time: string | null
}

/** The readout: values at the cursor, or the last ones. A click isolates a line, with Shift it adds one. */
export function ChartLegend({ series, chosen, onChoose, readout, format, time }: ChartLegendProps) {
  const t = useTranslations('charts')
  function choose(id: string, adds: boolean): void {
    if (adds) onChoose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
    else onChoose(chosen.length === 1 && chosen[0] === id ? [] : [id])
  }
  return (
    <div className="flex min-h-6 flex-wrap items-center gap-x-4 text-12 text-fg-2">
      {series.map((each) => {
        const value = readout(each.id)
        const isShown = chosen.length === 0 || chosen.includes(each.id)
        return (
          <button
            key={each.id}
            type="button"
            aria-pressed={isShown}
            onClick={(event) => choose(each.id, event.shiftKey)}
            className={cx('inline-flex min-h-6 items-center rounded-1', !isShown && 'text-fg-3')}
          >
            <span
              aria-hidden="true"
              style={{ borderColor: isShown ? `var(${each.colour})` : 'var(--line-2)' }}
              className="mr-1.5 w-3 border-t-2"
            />
            {each.label}
            {each.isEstimate && <span className="ml-1 text-fg-3">{t('estimate')}</span>}
            <strong className="pl-1.5 font-medium text-fg-1">{value === null ? '?' : format(value)}</strong>
          </button>
        )
      })}
      {time !== null && <span className="ml-auto text-fg-3">{time}</span>}
    </div>
  )
}
