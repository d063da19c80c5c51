'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useId, useMemo, useState } from 'react'
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { zoneOffsetMinutes } from '#lib/format.ts'
import { ChartLegend } from './chart-legend.tsx'
import { ChartTable } from './chart-table.tsx'
import { type ChartRow, foldSeries, type Series, toRows } from './series.ts'
import { timeTicks, valueTicks } from './ticks.ts'

export interface Limit {
  value: number
  /** The word on the line. */
  label: string
  state: 'critical' | 'warning'
}

export interface Band {
  from: Date
  to: Date
  state: 'critical' | 'warning'
}

export interface TimeSeriesProps {
  title: string
  unit?: string
  /** Sampled at the same instants; null is a gap. At most 1,500 points each. */
  series: readonly Series[]
  limits?: readonly Limit[]
  /** When a rule fired. */
  bands?: readonly Band[]
  /** Vertical lines with a word: restart, rebalance. */
  events?: readonly { at: Date; label: string }[]
  height?: number
  format?: (value: number) => string
  /** Charts of one page with the same group share the crosshair. */
  group?: string
  headEnd?: ReactNode
}

const axis = { fill: 'var(--chart-axis)', fontSize: 11 }

/** Lines over time: colours from the tokens, gaps as gaps, the legend as the readout, the same numbers as a table. */
export function TimeSeries({
  title,
  unit,
  series,
  limits = [],
  bands = [],
  events = [],
  height = 180,
  format,
  group,
  headEnd,
}: TimeSeriesProps) {
  const t = useTranslations('charts')
  const formats = useFormat()
  const { timeZone } = usePreferences()
  const headingId = useId()
  const [cursorMs, setCursorMs] = useState<number | null>(null)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [isTable, setIsTable] = useState(false)
  const show = format ?? formats.compact

  const drawn = useMemo(() => foldSeries(series, (count) => t('others', { count })), [series, t])
  const rows = useMemo(() => toRows(drawn), [drawn])
  const visible = chosen.length === 0 ? drawn : drawn.filter((each) => chosen.includes(each.id))
  const fromMs = rows[0]?.ms ?? 0
  const toMs = rows.at(-1)?.ms ?? 0
  const values = visible.flatMap((each) => each.points.flatMap(({ value }) => (value === null ? [] : [value])))
  const ticks = valueTicks(Math.max(0, ...values, ...limits.map((limit) => limit.value)))
  const offset = zoneOffsetMinutes(new Date(toMs), timeZone)
  const lastOf = (id: string) =>
    drawn.find((each) => each.id === id)?.points.findLast(({ value }) => value !== null)?.value ?? null
  const sentence = t('sentence', {
    title,
    values: drawn
      .map((each) => {
        const last = lastOf(each.id)
        return `${each.label} ${last === null ? '?' : show(last)}${unit ? ` ${unit}` : ''}`
      })
      .join(', '),
  })

  return (
    <figure aria-labelledby={headingId} className="min-w-0">
      <figcaption className="flex min-h-8 flex-wrap items-center gap-x-3">
        <h3 id={headingId} className="font-semibold">
          {title}
        </h3>
        {unit && <span className="text-12 text-fg-3">{unit}</span>}
        <span className="ml-auto flex items-center gap-1">
          {headEnd}
          <IconButton
            icon={isTable ? 'monitoring' : 'table'}
            size="s"
            label={isTable ? t('asChart') : t('asTable')}
            onClick={() => setIsTable(!isTable)}
          />
        </span>
      </figcaption>
      {isTable ? (
        <ChartTable series={drawn} rows={rows} format={show} label={title} />
      ) : (
        <div role="img" aria-label={sentence} style={{ height }} className={values.length === 0 ? 'hatch' : undefined}>
          <ResponsiveContainer width="100%" height="100%">
            <LineChart
              data={rows}
              margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
              {...(group && { syncId: group, syncMethod: 'value' as const })}
              onMouseMove={({ activeLabel }) => setCursorMs(activeLabel === undefined ? null : Number(activeLabel))}
              onMouseLeave={() => setCursorMs(null)}
            >
              <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
              {bands.map((band) => (
                <ReferenceArea
                  key={band.from.getTime()}
                  x1={band.from.getTime()}
                  x2={band.to.getTime()}
                  fill={`var(--band-${band.state})`}
                  ifOverflow="hidden"
                />
              ))}
              <XAxis
                dataKey="ms"
                type="number"
                scale="time"
                domain={[fromMs, toMs]}
                ticks={timeTicks(fromMs, toMs, offset)}
                tickFormatter={(ms: number) => formats.time(new Date(ms), false).slice(0, 5)}
                tick={axis}
                tickLine={false}
                axisLine={{ stroke: 'var(--line-2)' }}
                height={22}
              />
              <YAxis
                ticks={ticks}
                domain={[0, ticks.at(-1) ?? 1]}
                tickFormatter={show}
                tick={axis}
                tickLine={false}
                axisLine={false}
                width={44}
              />
              <Tooltip
                content={() => null}
                isAnimationActive={false}
                cursor={{ stroke: 'var(--chart-cursor)', strokeDasharray: '2 2' }}
              />
              {limits.map((limit) => (
                <ReferenceLine
                  key={limit.label}
                  y={limit.value}
                  stroke={`var(--${limit.state}-mark)`}
                  strokeDasharray="5 3"
                  label={{
                    value: limit.label,
                    position: 'insideTopRight',
                    fill: `var(--${limit.state})`,
                    fontSize: 11,
                  }}
                />
              ))}
              {events.map((event) => (
                <ReferenceLine
                  key={`${event.at.getTime()} ${event.label}`}
                  x={event.at.getTime()}
                  stroke="var(--text-2)"
                  label={{ value: event.label, position: 'insideTopLeft', fill: 'var(--text-2)', fontSize: 11 }}
                />
              ))}
              {visible.map((each) => (
                <Line
                  key={each.id}
                  dataKey={(row: ChartRow) => row[`v.${each.id}`]}
                  stroke={`var(${each.colour})`}
                  strokeWidth={1.5}
                  dot={false}
                  activeDot={{ r: 2.5, strokeWidth: 0, fill: `var(${each.colour})` }}
                  connectNulls={false}
                  isAnimationActive={false}
                />
              ))}
            </LineChart>
          </ResponsiveContainer>
        </div>
      )}
      <ChartLegend
        series={drawn}
        chosen={chosen}
        onChoose={setChosen}
        readout={(id) =>
          cursorMs === null ? lastOf(id) : (rows.find((row) => row.ms === cursorMs)?.[`v.${id}`] ?? null)
        }
        format={show}
        time={cursorMs === null ? null : formats.time(new Date(cursorMs), false)}
      />
    </figure>
  )
}
