'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFormat } from '#components/layout/use-format.ts'
import { LinkButton } from '#components/ui/link-button.tsx'
import type { ChartEvent } from './chart-parts.ts'
import type { ChartRow, DrawnSeries } from './series.ts'

interface ChartTableProps {
  label: string
  series: readonly DrawnSeries[]
  rows: readonly ChartRow[]
  events: readonly ChartEvent[]
  format: (value: number) => string
  beforeWord?: string | undefined
}

const FIRST_ROWS = 200

/** The chart in numbers, newest first: every value, its maximum, what it is compared with, and what happened then. */
export function ChartTable({ label, series, rows, events, format, beforeWord }: ChartTableProps) {
  const t = useTranslations('charts')
  const formats = useFormat()
  const [hasAll, setHasAll] = useState(false)
  const columns = series.flatMap(({ id, label: name }) => [
    { key: `v.${id}`, head: name, read: (row: ChartRow) => row[`v.${id}`] },
    ...(rows.some((row) => row[`m.${id}`])
      ? [
          {
            key: `m.${id}`,
            head: t('maxOf', { name }),
            read: (row: ChartRow) => row[`m.${id}`]?.[1] ?? row[`v.${id}`],
          },
        ]
      : []),
    ...(rows.some((row) => row[`p.${id}`] !== undefined)
      ? [{ key: `p.${id}`, head: `${name}, ${beforeWord}`, read: (row: ChartRow) => row[`p.${id}`] }]
      : []),
  ])
  const newest = rows.toReversed()
  const shown = hasAll ? newest : newest.slice(0, FIRST_ROWS)
  const stepMs = rows.length < 2 ? Number.POSITIVE_INFINITY : (rows[1]?.ms ?? 0) - (rows[0]?.ms ?? 0)
  const eventsOf = ({ ms }: ChartRow) =>
    events.filter(({ at }) => at.getTime() >= ms && at.getTime() < ms + stepMs).map((event) => event.label)
  return (
    <section
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard (WCAG 2.1.1)
      tabIndex={0}
      className="max-h-72 overflow-auto"
    >
      <table aria-label={label} className="w-full border-collapse text-right">
        <thead>
          <tr className="text-11 text-fg-3 [&>th]:h-7 [&>th]:border-b [&>th]:border-line-2 [&>th]:pr-3 [&>th]:font-medium">
            <th scope="col" className="text-left">
              {t('time')}
            </th>
            {columns.map(({ key, head }) => (
              <th key={key} scope="col">
                {head}
              </th>
            ))}
            {events.length > 0 && (
              <th scope="col" className="text-left">
                {t('events')}
              </th>
            )}
          </tr>
        </thead>
        <tbody className="[&_td]:h-7 [&_td]:border-b [&_td]:border-line-1 [&_td]:pr-3">
          {shown.map((row) => (
            <tr key={row.ms}>
              <td className="text-left whitespace-nowrap">{formats.instant(new Date(row.ms), false)}</td>
              {columns.map(({ key, read }) => {
                const value = read(row)
                return <td key={key}>{value === null || value === undefined ? '?' : format(value)}</td>
              })}
              {events.length > 0 && <td className="text-left">{eventsOf(row).join(', ')}</td>}
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < rows.length && (
        <LinkButton onClick={() => setHasAll(true)}>{t('allRows', { count: formats.number(rows.length) })}</LinkButton>
      )}
    </section>
  )
}
