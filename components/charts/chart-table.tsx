'use client'

import { useTranslations } from 'next-intl'
import { useFormat } from '#components/layout/use-format.ts'
import type { ChartRow, DrawnSeries } from './series.ts'

interface ChartTableProps {
  label: string
  series: readonly DrawnSeries[]
  rows: readonly ChartRow[]
  format: (value: number) => string
}

/** The chart in numbers, newest first. */
export function ChartTable({ label, series, rows, format }: ChartTableProps) {
  const t = useTranslations('charts')
  const formats = useFormat()
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="max-h-72 overflow-auto"
    >
      <table className="w-full border-collapse text-right">
        <thead>
          <tr className="text-11 text-fg-3 [&>th]:h-7 [&>th]:border-b [&>th]:border-line-2 [&>th]:pr-3 [&>th]:font-medium">
            <th scope="col" className="text-left">
              {t('time')}
            </th>
            {series.map((each) => (
              <th key={each.id} scope="col">
                {each.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="[&_td]:h-7 [&_td]:border-b [&_td]:border-line-1 [&_td]:pr-3">
          {rows.toReversed().map((row) => (
            <tr key={row.ms}>
              <td className="text-left">{formats.instant(new Date(row.ms), false)}</td>
              {series.map((each) => {
                const value = row[`v.${each.id}`]
                return <td key={each.id}>{value === null || value === undefined ? '?' : format(value)}</td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
