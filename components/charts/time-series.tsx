'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, useCallback, useId, useMemo, useRef, useState } from 'react'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { useFormat } from '#components/layout/use-format.ts'
import { copyText } from '#components/ui/copy-text.ts'
import { saveFile } from '#components/ui/save-file.ts'
import { zoneOffsetMinutes } from '#lib/format.ts'
import { chartCsv } from './chart-csv.ts'
import { useChartCursor } from './chart-cursor.ts'
import { ChartFoot } from './chart-foot.tsx'
import { ChartLegend } from './chart-legend.tsx'
import { type Band, type ChartEvent, chartStates, type Limit } from './chart-parts.ts'
import { ChartPlot } from './chart-plot.tsx'
import { chartPng } from './chart-png.ts'
import { ChartTable } from './chart-table.tsx'
import { CursorLayer } from './cursor-layer.tsx'
import { type Fold, findGaps, foldSeries, nearestRow, type Series, toRows } from './series.ts'
import { logTicks, type Roundness, timeTicks, valueTicks } from './ticks.ts'

export interface TimeSeriesProps {
  title: string
  unit?: string
  /** Sampled at the same instants; null is a gap. At most 1,500 points each. */
  series: readonly Series[]
  /** The times of the axis; those of the points when absent. */
  range?: { from: Date; to: Date } | undefined
  limits?: readonly Limit[]
  /** When a rule fired. */
  bands?: readonly Band[]
  /** Vertical lines with a word: restart, rebalance. */
  events?: readonly ChartEvent[]
  height?: number
  format?: (value: number) => string
  /** Of the axis, where that of the values is too long. */
  formatAxis?: (value: number) => string
  roundness?: Roundness
  isLog?: boolean
  /** How lines beyond the twentieth are joined. */
  fold?: Fold
  /** Charts of one page with the same group share the crosshair. */
  group?: string
  /** Said in the place of the lines when nothing was measured: why, and what to do. */
  reason?: ReactNode
  source?: ReactNode
  sampledAt?: Date | null | undefined
  alarm?: { href: string; disabledReason?: string | undefined } | undefined
  /** What "Copy link" copies; the address of the page when absent. */
  linkOf?: () => string
  /** Words for a picture that leaves the page: which cluster. */
  place?: string | undefined
  /** Words of what `before` of the series is: "a day before". */
  beforeWord?: string | undefined
  /** Lines that are shown alone; kept by the chart itself when absent. */
  chosen?: readonly string[]
  onChosenChange?: (chosen: string[]) => void
  /** A stretch was drawn with the pointer; null to go back. */
  onZoom?: (range: { from: Date; to: Date } | null) => void
  id?: string
}

const noLimits: readonly Limit[] = []
const noBands: readonly Band[] = []
const noEvents: readonly ChartEvent[] = []

/** A limit further up than this would press the lines flat on the ground: it is said, not drawn. */
const FURTHEST_LIMIT = 5
const DAY_MS = 86_400_000

/** Lines over time: colours from the tokens, gaps as gaps, the legend as the readout, the same numbers as a table and as files. */
export function TimeSeries({
  title,
  unit,
  series,
  range,
  limits = noLimits,
  bands = noBands,
  events = noEvents,
  height = 180,
  format,
  formatAxis,
  roundness = 'decimal',
  isLog = false,
  fold = 'sum',
  group,
  reason,
  source,
  sampledAt,
  alarm,
  linkOf,
  place,
  beforeWord,
  chosen: chosenOutside,
  onChosenChange,
  onZoom,
  id,
}: TimeSeriesProps) {
  const t = useTranslations('charts')
  const formats = useFormat()
  const { timeZone } = usePreferences()
  const headingId = useId()
  const ownGroup = useId()
  const figure = useRef<HTMLElement>(null)
  const [cursorMs, setCursorMs] = useChartCursor(group ?? ownGroup)
  const [ownChosen, setOwnChosen] = useState<readonly string[]>([])
  const [isTable, setIsTable] = useState(false)
  const [notice, setNotice] = useState('')
  const chosen = chosenOutside ?? ownChosen
  const show = format ?? formats.compact

  const drawn = useMemo(() => foldSeries(series, (count) => t('others', { count }), fold), [series, t, fold])
  const rows = useMemo(() => toRows(drawn), [drawn])
  const choose = onChosenChange ?? setOwnChosen
  // Of a page with several charts some may be lines of the others.
  const own = useMemo(() => chosen.filter((one) => drawn.some((each) => each.id === one)), [chosen, drawn])
  const visible = useMemo(
    () => (own.length === 0 ? drawn : drawn.filter((each) => own.includes(each.id))),
    [own, drawn],
  )
  const gaps = useMemo(() => findGaps(drawn, rows), [drawn, rows])
  const fromMs = range?.from.getTime() ?? rows[0]?.ms ?? 0
  const toMs = range?.to.getTime() ?? rows.at(-1)?.ms ?? 0
  const { largest, smallest, isEmpty } = useMemo(() => extent(visible), [visible])
  const reached = useMemo(
    () => limits.filter(({ value }) => value <= FURTHEST_LIMIT * Math.max(largest, Number.MIN_VALUE)),
    [limits, largest],
  )
  const top = Math.max(largest, ...reached.map(({ value }) => value))
  const yTicks = useMemo(
    () => (isLog ? logTicks(top, roundness) : valueTicks(top, roundness, smallest)),
    [isLog, top, roundness, smallest],
  )
  const xTicks = useMemo(
    () => timeTicks(fromMs, toMs, zoneOffsetMinutes(new Date(toMs), timeZone)),
    [fromMs, toMs, timeZone],
  )
  const isLong = toMs - fromMs > 2 * DAY_MS
  const formatTick = useCallback(
    (ms: number) => (isLong ? formats.date(new Date(ms)).slice(5) : formats.time(new Date(ms), false).slice(0, 5)),
    [isLong, formats],
  )
  const formatCursor = (ms: number) =>
    isLong ? formats.instant(new Date(ms), false).slice(5, 16) : formats.time(new Date(ms), false)

  const cursorRow = cursorMs === null ? null : nearestRow(rows, cursorMs)
  const lastOf = (line: string) =>
    drawn.find((each) => each.id === line)?.points.findLast(({ value }) => value !== null)?.value ?? null
  function readout(line: string): { value: number | null; before: number | null | undefined } {
    if (cursorMs !== null) {
      return { value: cursorRow?.[`v.${line}`] ?? null, before: cursorRow?.[`p.${line}`] }
    }
    const row = rows.findLast((each) => each[`p.${line}`] !== undefined && each[`v.${line}`] !== null)
    return { value: lastOf(line), before: row?.[`p.${line}`] }
  }
  const stepMs = rows.length < 2 ? 0 : (rows[1]?.ms ?? 0) - (rows[0]?.ms ?? 0)
  const pointed =
    cursorMs === null
      ? []
      : events.filter(({ at }) => at.getTime() >= cursorMs - stepMs && at.getTime() < cursorMs + stepMs)
  const values = visible
    .map((each) => {
      const { value } = readout(each.id)
      return `${each.label} ${value === null ? t('notMeasured') : show(value)}${value !== null && unit ? ` ${unit}` : ''}`
    })
    .join(', ')
  const sentence =
    cursorMs === null
      ? `${t('sentence', { title, values })}${limits.map(({ label }) => ` ${label}.`).join('')}`
      : [
          t('atCursor', { time: formats.instant(new Date(cursorMs), false), values }),
          ...pointed.map(({ label }) => label),
        ].join(' ')

  const fileName = `${place ? `${place} ` : ''}${title} ${formats.instant(new Date(toMs), false)}`
  function saveCsv(): void {
    const words = { time: 'time', max: 'max', before: beforeWord ?? 'before', unit }
    saveFile(`${fileName}.csv`, chartCsv(drawn, rows, words), 'text/csv;charset=utf-8')
  }
  async function savePng(): Promise<void> {
    const svg = figure.current?.querySelector<SVGSVGElement>('svg.recharts-surface')
    if (!svg) return
    const facts = [
      place,
      `${formats.instant(new Date(fromMs), false)} – ${formats.instant(new Date(toMs), false)} ${formats.zone(new Date(toMs))}`,
    ]
    const legend = visible.map((each) => {
      const value = lastOf(each.id)
      return { label: `${each.label} ${value === null ? '?' : show(value)}`, colour: each.colour }
    })
    const head = unit ? `${title}, ${unit}` : title
    saveFile(`${fileName}.png`, await chartPng({ svg, title: head, facts: facts.filter(Boolean).join(' · '), legend }))
  }
  async function copyLink(): Promise<void> {
    setNotice((await copyText(linkOf?.() ?? location.href)) ? t('linkCopied') : t('linkRefused'))
  }

  return (
    <figure
      ref={figure}
      id={id}
      aria-labelledby={headingId}
      className="row-span-3 grid min-w-0 scroll-mt-16 grid-cols-1 grid-rows-subgrid gap-y-0"
    >
      <figcaption className="flex min-h-8 flex-wrap content-start items-center gap-x-2">
        <h3 id={headingId} className="font-semibold">
          {title}
        </h3>
        {unit && <span className="text-12 text-fg-3">{unit}</span>}
        <ChartLegend
          label={t('lines', { title })}
          series={drawn}
          chosen={own}
          onChoose={(next) => choose([...chosen.filter((one) => !own.includes(one)), ...next])}
          readout={readout}
          format={show}
          beforeWord={beforeWord}
          end={
            bands.length > 0 && (
              <span className="inline-flex items-center text-fg-2">
                <span
                  aria-hidden="true"
                  className="mr-1.5 size-2.5"
                  style={{
                    background: `var(--band-${chartStates.find((each) => bands.some(({ state }) => state === each))})`,
                  }}
                />
                {t('firing')}
              </span>
            )
          }
        />
      </figcaption>
      {isTable ? (
        <ChartTable series={drawn} rows={rows} events={events} format={show} label={title} beforeWord={beforeWord} />
      ) : isEmpty ? (
        <div style={{ height }} className="hatch-soft flex flex-col justify-center border-y border-line-1 px-6 text-12">
          <strong className="text-13 font-semibold">{t('nothing')}</strong>
          <div className="max-w-prose text-fg-2">{reason ?? t('nothingText')}</div>
        </div>
      ) : (
        <div style={{ height }} className="relative">
          <div aria-hidden="true" className="h-full">
            <ChartPlot
              rows={rows}
              series={visible}
              fromMs={fromMs}
              toMs={toMs}
              timeTicks={xTicks}
              valueTicks={yTicks}
              formatTime={formatTick}
              formatValue={formatAxis ?? show}
              isLog={isLog}
              gaps={gaps}
              limits={reached}
              bands={bands}
              events={events}
            />
          </div>
          <CursorLayer
            label={title}
            valueText={sentence}
            rows={rows}
            series={visible}
            fromMs={fromMs}
            toMs={toMs}
            valueTicks={yTicks}
            isLog={isLog}
            cursorMs={cursorMs}
            onCursor={setCursorMs}
            formatTime={formatCursor}
            onZoom={onZoom}
          />
        </div>
      )}
      <ChartFoot
        title={title}
        source={pointed.length > 0 ? pointed.map(({ label }) => label).join(' · ') : source}
        sampledAt={pointed.length > 0 ? null : sampledAt}
        alarm={alarm}
        isTable={isTable}
        onTable={setIsTable}
        onCsv={saveCsv}
        onPng={isTable || isEmpty ? undefined : () => void savePng()}
        onLink={() => void copyLink()}
      />
      <span role="status" className="sr-only">
        {notice}
      </span>
    </figure>
  )
}

function extent(series: readonly Series[]): { largest: number; smallest: number; isEmpty: boolean } {
  let [largest, smallest, isEmpty] = [0, 0, true]
  const see = (value: number | null | undefined) => {
    if (value === null || value === undefined) return
    isEmpty = false
    if (value > largest) largest = value
    if (value < smallest) smallest = value
  }
  for (const { points, before = [] } of series) {
    for (const { value, max } of points) {
      see(value)
      if (value !== null) see(max)
    }
    for (const { value } of before) see(value)
  }
  return { largest, smallest, isEmpty }
}
