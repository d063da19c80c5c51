'use client'

import { useTranslations } from 'next-intl'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useMemo, useRef, useState } from 'react'
import { ChartTable } from '#components/charts/chart-table.tsx'
import { toRows } from '#components/charts/series.ts'
import { timeTicks } from '#components/charts/ticks.ts'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { cx } from '#components/ui/cx.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { zoneOffsetMinutes } from '#lib/format.ts'
import { formatMeasure, roundMeasure } from './measure.ts'
import { gapsOf, linePath, scaleTicks } from './threshold-scale.ts'

export type Severity = 'info' | 'warning' | 'critical'

export interface ThresholdLine {
  severity: Severity
  value: number
}

interface ThresholdChartProps {
  title: ReactNode
  /** Of what the line is, beside the title. */
  detail?: ReactNode
  /** Of the series, for the table. */
  seriesLabel: string
  points: readonly { at: Date; value: number | null }[]
  from: Date
  to: Date
  unit: string
  bands: readonly { from: Date; to: Date | null; severity: Severity }[]
  lines: readonly ThresholdLine[]
  /** Absent = the lines cannot be moved. */
  onMove?: (severity: Severity, value: number) => void
  headEnd?: ReactNode
  height?: number
}

const lineLooks: Record<Severity, { line: string; text: string; handle: string; band: string }> = {
  critical: {
    line: 'border-critical-mark',
    text: 'text-critical',
    handle: 'bg-critical-mark',
    band: 'var(--band-critical)',
  },
  warning: {
    line: 'border-warning-mark',
    text: 'text-warning',
    handle: 'bg-warning-mark',
    band: 'var(--band-warning)',
  },
  info: { line: 'border-info-mark', text: 'text-info', handle: 'bg-info-mark', band: 'var(--band-info)' },
}

/**
 * One line over time with the limits of a rule, which can be dragged, or moved by arrow keys; shaded where the rule fired or
 * would have, hatched where nothing was measured. The same numbers as a table.
 */
export function ThresholdChart({
  title,
  detail,
  seriesLabel,
  points,
  from,
  to,
  unit,
  bands,
  lines,
  onMove,
  headEnd,
  height = 230,
}: ThresholdChartProps) {
  const t = useTranslations('alarms.chart')
  const tCharts = useTranslations('charts')
  const tSeverity = useTranslations('alarms.severities')
  const formats = useFormat()
  const { timeZone } = usePreferences()
  const headingId = useId()
  const plot = useRef<HTMLDivElement>(null)
  const [isTable, setIsTable] = useState(false)
  // While a line is dragged the scale stands still under it.
  const [held, setHeld] = useState<number | null>(null)
  const fromMs = from.getTime()
  const toMs = to.getTime()
  const show = (value: number) => formatMeasure(value, unit, formats)

  const largestValue = useMemo(() => points.reduce((most, { value }) => Math.max(most, value ?? 0), 0), [points])
  const natural = Math.max(largestValue, ...lines.map(({ value }) => value * 1.15))
  const ticks = scaleTicks(held ?? natural, unit)
  const largest = ticks.at(-1) ?? 1
  const path = useMemo(() => linePath(points, fromMs, toMs, largest), [points, fromMs, toMs, largest])
  const gaps = useMemo(() => gapsOf(points, fromMs, toMs), [points, fromMs, toMs])
  const rows = useMemo(() => toRows([{ id: 'value', label: seriesLabel, points }]), [points, seriesLabel])
  const xOf = (ms: number) => `${Math.min(100, Math.max(0, ((ms - fromMs) / Math.max(1, toMs - fromMs)) * 100))}%`
  const yOf = (value: number) => `${Math.min(100, Math.max(0, (1 - value / largest) * 100))}%`
  const last = points.findLast(({ value }) => value !== null)?.value ?? null
  const sentence = t('sentence', {
    series: seriesLabel,
    last: last === null ? '?' : show(last),
    limits: lines.map(({ severity, value }) => `${tSeverity(severity)} ${show(value)}`).join(', '),
    bands: bands.length,
  })

  function drag(event: PointerEvent<HTMLElement>, severity: Severity): void {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const box = plot.current?.getBoundingClientRect()
    if (!box || box.height === 0) return
    const share = 1 - (event.clientY - box.top) / box.height
    onMove?.(severity, roundMeasure(Math.min(1, Math.max(0, share)) * largest, unit))
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>, { severity, value }: ThresholdLine): void {
    const steps: Record<string, number> = {
      ArrowUp: 0.01,
      ArrowRight: 0.01,
      ArrowDown: -0.01,
      ArrowLeft: -0.01,
      PageUp: 0.1,
      PageDown: -0.1,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    const next = roundMeasure(Math.max(0, value + step * largest), unit)
    // Rounding must not hold a line in its place.
    onMove?.(severity, next === value ? Math.max(0, value + step * largest) : next)
  }

  return (
    <figure aria-labelledby={headingId} className="min-w-0">
      <figcaption className="flex min-h-8 flex-wrap items-center gap-x-3">
        <h2 id={headingId} className="font-semibold">
          {title}
        </h2>
        {detail && <span className="min-w-0 text-12 text-fg-3 [overflow-wrap:anywhere]">{detail}</span>}
        <span className="ml-auto flex items-center gap-1">
          {headEnd}
          <IconButton
            icon={isTable ? 'monitoring' : 'table'}
            size="s"
            label={isTable ? tCharts('asChart') : tCharts('asTable')}
            onClick={() => setIsTable(!isTable)}
          />
        </span>
      </figcaption>
      <div className="flex min-h-6 flex-wrap items-center gap-x-4 text-12 text-fg-2">
        <span className="inline-flex items-center gap-1.5">
          <span aria-hidden="true" className="w-3 border-t-2" style={{ borderColor: 'var(--series-1)' }} />
          {seriesLabel}
          <strong className="font-medium text-fg-1">{last === null ? '?' : show(last)}</strong>
        </span>
        {[...new Set(bands.map(({ severity }) => severity))].map((severity) => (
          <span key={severity} className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="size-3" style={{ background: lineLooks[severity].band }} />
            {tSeverity(severity)}
          </span>
        ))}
        {gaps.length > 0 && (
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden="true" className="hatch size-3" />
            {t('noData')}
          </span>
        )}
        {onMove && <span className="ml-auto text-fg-3">{t('drag')}</span>}
      </div>
      {isTable ? (
        <ChartTable
          label={seriesLabel}
          series={[{ id: 'value', label: seriesLabel, points, colour: '--series-1' }]}
          rows={rows}
          events={[]}
          format={show}
        />
      ) : (
        <div className="grid grid-cols-[56px_minmax(0,1fr)] gap-x-2 pt-2 pr-2" style={{ height: height + 30 }}>
          <div className="relative text-right text-11 text-fg-3" style={{ height }}>
            {ticks.map((tick) => (
              <span key={tick} className="absolute right-0 -translate-y-1/2" style={{ top: yOf(tick) }}>
                {show(tick)}
              </span>
            ))}
          </div>
          <div ref={plot} className="relative" style={{ height }}>
            <div role="img" aria-label={sentence} className="absolute inset-0">
              {ticks.map((tick) => (
                <span
                  key={tick}
                  className="absolute inset-x-0 border-t"
                  style={{ top: yOf(tick), borderColor: tick === 0 ? 'var(--line-2)' : 'var(--chart-grid)' }}
                />
              ))}
              {bands.map((band) => (
                <span
                  key={`${band.severity} ${band.from.getTime()}`}
                  className="absolute inset-y-0 min-w-[2px]"
                  style={{
                    left: xOf(band.from.getTime()),
                    right: `calc(100% - ${xOf(band.to?.getTime() ?? toMs)})`,
                    background: lineLooks[band.severity].band,
                  }}
                />
              ))}
              {gaps.map((gap) => (
                <span
                  key={gap.from}
                  className="hatch absolute inset-y-0"
                  style={{ left: xOf(gap.from), right: `calc(100% - ${xOf(gap.to)})` }}
                />
              ))}
              <svg
                aria-hidden="true"
                viewBox="0 0 1000 1000"
                preserveAspectRatio="none"
                className="absolute inset-0 size-full overflow-visible"
              >
                <path
                  d={path}
                  fill="none"
                  stroke="var(--series-1)"
                  strokeWidth="1.5"
                  strokeLinejoin="round"
                  vectorEffect="non-scaling-stroke"
                />
              </svg>
              {timeTicks(fromMs, toMs, zoneOffsetMinutes(to, timeZone)).map((ms) => (
                <span
                  key={ms}
                  className="absolute top-full -translate-x-1/2 pt-1 text-11 text-fg-3"
                  style={{ left: xOf(ms) }}
                >
                  {formats.time(new Date(ms), false).slice(0, 5)}
                </span>
              ))}
            </div>
            {lines.map((line) => {
              const look = lineLooks[line.severity]
              const label = `${tSeverity(line.severity)} ${show(line.value)}`
              return (
                <div
                  key={line.severity}
                  className="pointer-events-none absolute inset-x-0 h-0"
                  style={{ top: yOf(line.value) }}
                >
                  <span className={cx('absolute inset-x-0 border-t border-dashed', look.line)} />
                  <span
                    aria-hidden="true"
                    className={cx('absolute bottom-px left-1 rounded-1 bg-surface-0/80 px-1 text-11', look.text)}
                  >
                    {label}
                  </span>
                  {onMove && (
                    <span
                      role="slider"
                      tabIndex={0}
                      aria-label={t('limit', { severity: tSeverity(line.severity) })}
                      aria-orientation="vertical"
                      aria-valuenow={line.value}
                      aria-valuemin={0}
                      aria-valuemax={Math.max(largest, line.value)}
                      aria-valuetext={show(line.value)}
                      onPointerDown={(event) => {
                        event.currentTarget.setPointerCapture(event.pointerId)
                        setHeld(largest)
                      }}
                      onPointerMove={(event) => drag(event, line.severity)}
                      onPointerUp={() => setHeld(null)}
                      onPointerCancel={() => setHeld(null)}
                      onKeyDown={(event) => onKeyDown(event, line)}
                      className="pointer-events-auto absolute -top-3 -right-3 grid size-6 cursor-ns-resize touch-none place-items-center rounded-1"
                    >
                      <span className={cx('block h-3.5 w-2 rounded-[1px]', look.handle)} />
                    </span>
                  )}
                </div>
              )
            })}
          </div>
        </div>
      )}
    </figure>
  )
}
