'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { cx } from '#components/ui/cx.ts'
import { LinkButton } from '#components/ui/link-button.tsx'
import type { DrawnSeries } from './series.ts'

interface ChartLegendProps {
  /** Accessible name: whose lines they are. */
  label: string
  series: readonly DrawnSeries[]
  /** Ids of the lines that are shown alone; empty = all. */
  chosen: readonly string[]
  onChoose: (chosen: string[]) => void
  /** At the cursor, or the last ones. */
  readout: (id: string) => { value: number | null; before: number | null | undefined }
  format: (value: number) => string
  /** Words of what the lines are compared with. */
  beforeWord?: string | undefined
  /** Said after the lines: the firing band, events under the cursor. */
  end?: React.ReactNode
}

const SHOWN = 6

/** The readout: values at the cursor, or the last ones. A click isolates a line, with Shift it adds one. */
export function ChartLegend({ label, series, chosen, onChoose, readout, format, beforeWord, end }: ChartLegendProps) {
  const t = useTranslations('charts')
  const [isOpen, setIsOpen] = useState(false)
  function choose(id: string, adds: boolean): void {
    if (adds) onChoose(chosen.includes(id) ? chosen.filter((other) => other !== id) : [...chosen, id])
    else onChoose(chosen.length === 1 && chosen[0] === id ? [] : [id])
  }
  const shown = isOpen ? series : series.filter(({ id }, index) => index < SHOWN || chosen.includes(id))
  const hidden = series.length - shown.length
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would ask for a legend of its own
    <div role="group" aria-label={label} className="flex min-h-6 flex-wrap items-center gap-x-4 text-12 text-fg-2">
      {shown.map((each) => {
        const { value, before } = readout(each.id)
        const isShown = chosen.length === 0 || chosen.includes(each.id)
        return (
          <button
            key={each.id}
            type="button"
            aria-pressed={isShown}
            title={value === null ? each.reason : undefined}
            onClick={(event) => choose(each.id, event.shiftKey)}
            className={cx('inline-flex min-h-6 max-w-full items-center rounded-1', !isShown && 'text-fg-3')}
          >
            <span
              aria-hidden="true"
              style={{ borderColor: isShown ? `var(${each.colour})` : 'var(--line-2)' }}
              className="mr-1.5 w-3 shrink-0 border-t-2"
            />
            <span className="truncate">{each.label}</span>
            {each.isEstimate && <span className="ml-1 text-fg-3">{t('estimate')}</span>}
            <strong className="pl-1.5 font-medium whitespace-nowrap text-fg-1">
              {value === null ? '?' : format(value)}
            </strong>
            {before !== undefined && (
              <span className="pl-1 whitespace-nowrap text-fg-3">
                {beforeWord} {before === null ? '?' : format(before)}
              </span>
            )}
          </button>
        )
      })}
      {hidden > 0 && <LinkButton onClick={() => setIsOpen(true)}>{t('more', { count: hidden })}</LinkButton>}
      {isOpen && series.length > SHOWN && <LinkButton onClick={() => setIsOpen(false)}>{t('fewer')}</LinkButton>}
      {end}
    </div>
  )
}
