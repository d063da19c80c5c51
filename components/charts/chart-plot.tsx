'use client'

import { memo, useId } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts'
import type { Band, ChartEvent, Limit } from './chart-parts.ts'
import type { ChartRow, DrawnSeries } from './series.ts'

/** Room of the axes around the lines: what lies over the chart (cursor, dots) is placed by it. */
export const plotRoom = { top: 8, right: 8, bottom: 22, left: 48 } as const

interface ChartPlotProps {
  rows: readonly ChartRow[]
  series: readonly DrawnSeries[]
  fromMs: number
  toMs: number
  timeTicks: readonly number[]
  valueTicks: readonly number[]
  formatTime: (ms: number) => string
  formatValue: (value: number) => string
  isLog: boolean
  gaps: readonly { from: number; to: number }[]
  limits: readonly Limit[]
  bands: readonly Band[]
  events: readonly ChartEvent[]
}

const axis = { fill: 'var(--chart-axis)', fontSize: 11 }
/** A maximum says most about a few lines; over many it is a fog. */
const MOST_BANDS = 3

/** What does not move with the cursor: axes, limits, bands, gaps, events and lines. Drawn again only when data change. */
export const ChartPlot = memo(function ChartPlot({
  rows,
  series,
  fromMs,
  toMs,
  timeTicks,
  valueTicks,
  formatTime,
  formatValue,
  isLog,
  gaps,
  limits,
  bands,
  events,
}: ChartPlotProps) {
  const hatch = `hatch${useId().replaceAll(/[^\w]/g, '')}`
  const words = labelledEvents(events, fromMs, toMs)
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={[...rows]}
        margin={{ top: plotRoom.top, right: plotRoom.right, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <defs>
          <pattern id={hatch} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <path d="M0 0V6" stroke="var(--unknown-line)" strokeWidth="2" />
          </pattern>
        </defs>
        <CartesianGrid vertical={false} stroke="var(--chart-grid)" />
        {gaps.map((gap) => (
          <ReferenceArea
            key={`gap ${gap.from}`}
            x1={Math.max(gap.from, fromMs)}
            x2={Math.min(gap.to, toMs)}
            fill={`url(#${hatch})`}
            fillOpacity={1}
            ifOverflow="hidden"
          />
        ))}
        {bands.map((band) => (
          <ReferenceArea
            key={`${band.from.getTime()} ${band.state}`}
            x1={Math.max(band.from.getTime(), fromMs)}
            x2={Math.min(band.to.getTime(), toMs)}
            fill={`var(--band-${band.state})`}
            fillOpacity={1}
            ifOverflow="hidden"
          />
        ))}
        <XAxis
          dataKey="ms"
          type="number"
          scale="time"
          domain={[fromMs, toMs]}
          allowDataOverflow
          ticks={[...timeTicks]}
          tickFormatter={formatTime}
          tick={axis}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-2)' }}
          height={plotRoom.bottom}
        />
        <YAxis
          ticks={[...valueTicks]}
          domain={[valueTicks[0] ?? 0, valueTicks.at(-1) ?? 1]}
          scale={isLog ? 'symlog' : 'linear'}
          allowDataOverflow
          interval={0}
          tickFormatter={formatValue}
          tick={axis}
          tickLine={false}
          axisLine={false}
          width={plotRoom.left}
        />
        {series.length <= MOST_BANDS &&
          series.map((each) => (
            <Area
              key={`max ${each.id}`}
              dataKey={(row: ChartRow) => row[`m.${each.id}`]}
              fill={`var(${each.colour})`}
              fillOpacity={0.16}
              stroke="none"
              dot={false}
              activeDot={false}
              connectNulls={false}
              isAnimationActive={false}
            />
          ))}
        {limits.map((limit) => (
          <ReferenceLine
            key={limit.label}
            y={limit.value}
            stroke={`var(--${limit.state}-mark)`}
            strokeDasharray="5 3"
            label={{ value: limit.label, position: 'insideBottomLeft', fill: `var(--${limit.state})`, fontSize: 11 }}
          />
        ))}
        {words.map(({ ms, label, isLate }) => (
          <ReferenceLine
            key={`${ms} ${label}`}
            x={ms}
            stroke="var(--text-3)"
            {...(label !== null && {
              label: {
                value: label,
                position: isLate ? ('insideTopRight' as const) : ('insideTopLeft' as const),
                fill: 'var(--text-2)',
                fontSize: 11,
              },
            })}
          />
        ))}
        {series.map((each) => (
          <Line
            key={`before ${each.id}`}
            dataKey={(row: ChartRow) => row[`p.${each.id}`]}
            stroke={`var(${each.colour})`}
            strokeWidth={1}
            strokeDasharray="3 3"
            strokeOpacity={0.75}
            dot={false}
            activeDot={false}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
        {series.map((each) => (
          <Line
            key={each.id}
            dataKey={(row: ChartRow) => row[`v.${each.id}`]}
            stroke={`var(${each.colour})`}
            strokeWidth={1.5}
            strokeLinecap="round"
            strokeLinejoin="round"
            dot={false}
            activeDot={false}
            connectNulls={false}
            isAnimationActive={false}
          />
        ))}
      </ComposedChart>
    </ResponsiveContainer>
  )
})

/** The share of the width that a word needs; an event that stands closer to the next one is a line without a word. */
const WORD_WIDTH = 0.2
/** Events closer than this are one line. */
const SAME_PLACE = 0.006

function labelledEvents(events: readonly ChartEvent[], fromMs: number, toMs: number) {
  const span = toMs - fromMs
  const places = events
    .filter(({ at }) => at.getTime() >= fromMs && at.getTime() <= toMs)
    .map(({ at, label }) => ({ ms: at.getTime(), label, count: 1 }))
    .sort((a, b) => a.ms - b.ms)
  const lines: { ms: number; label: string; count: number }[] = []
  for (const place of places) {
    const last = lines.at(-1)
    if (last && place.ms - last.ms < SAME_PLACE * span) last.count += 1
    else lines.push({ ...place })
  }
  let wordEnd = Number.NEGATIVE_INFINITY
  return lines.map(({ ms, label, count }, index) => {
    const isLate = ms > toMs - WORD_WIDTH * span
    const start = isLate ? ms - WORD_WIDTH * span : ms
    const next = lines[index + 1]?.ms ?? Number.POSITIVE_INFINITY
    const hasRoom = start >= wordEnd && (isLate || next - ms >= WORD_WIDTH * span)
    if (hasRoom) wordEnd = isLate ? ms : ms + WORD_WIDTH * span
    return { ms, label: hasRoom ? (count > 1 ? `${label} +${count - 1}` : label) : null, isLate }
  })
}
