'use client'

import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react'
import { plotRoom } from './chart-plot.tsx'
import { type ChartRow, type DrawnSeries, nearestRow } from './series.ts'
import { placeOf } from './ticks.ts'

interface CursorLayerProps {
  /** Accessible name of the chart. */
  label: string
  /** What is read out: the values at the cursor, or the last ones. */
  valueText: string
  rows: readonly ChartRow[]
  series: readonly DrawnSeries[]
  fromMs: number
  toMs: number
  valueTicks: readonly number[]
  isLog: boolean
  cursorMs: number | null
  onCursor: (ms: number | null) => void
  formatTime: (ms: number) => string
  onZoom?: ((range: { from: Date; to: Date } | null) => void) | undefined
}

/** A drag shorter than this share of the width was a click. */
const LEAST_DRAG = 0.02
/** Rows that an arrow moves with Shift, and the page keys. */
const LEAP = 10

/**
 * What moves over the lines: the crosshair with its time, a dot on each line, the stretch that is being chosen. It is one stop of
 * the keyboard, and a slider to a screen reader: arrows move the cursor and the values there are read.
 */
export function CursorLayer({
  label,
  valueText,
  rows,
  series,
  fromMs,
  toMs,
  valueTicks,
  isLog,
  cursorMs,
  onCursor,
  formatTime,
  onZoom,
}: CursorLayerProps) {
  const box = useRef<HTMLDivElement>(null)
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null)
  const span = toMs - fromMs
  const shareOf = (ms: number) => (span > 0 ? (ms - fromMs) / span : 0)
  const row = cursorMs === null ? null : nearestRow(rows, cursorMs)
  const index = row ? rows.indexOf(row) : rows.length - 1

  function shareAt(event: PointerEvent): number {
    const rect = box.current?.getBoundingClientRect()
    return rect && rect.width > 0 ? Math.min(1, Math.max(0, (event.clientX - rect.left) / rect.width)) : 0
  }

  function move(event: PointerEvent): void {
    const share = shareAt(event)
    if (drag) setDrag({ ...drag, to: share })
    onCursor(nearestRow(rows, fromMs + share * span)?.ms ?? fromMs + share * span)
  }

  function endDrag(): void {
    if (!drag) return
    setDrag(null)
    const [from, to] = [Math.min(drag.from, drag.to), Math.max(drag.from, drag.to)]
    if (to - from < LEAST_DRAG) return
    onZoom?.({ from: new Date(fromMs + from * span), to: new Date(fromMs + to * span) })
  }

  function press(event: KeyboardEvent): void {
    const leap = event.shiftKey ? LEAP : 1
    const moves: Record<string, number> = {
      ArrowLeft: index - leap,
      ArrowDown: index - leap,
      ArrowRight: row ? index + leap : index,
      ArrowUp: row ? index + leap : index,
      PageDown: index - LEAP,
      PageUp: index + LEAP,
      Home: 0,
      End: rows.length - 1,
    }
    const next = moves[event.key]
    if (next !== undefined && rows.length > 0) {
      onCursor(rows[Math.min(rows.length - 1, Math.max(0, next))]?.ms ?? null)
    } else if (event.key === 'Escape' && cursorMs !== null) onCursor(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  const at = row?.ms ?? cursorMs
  const isInside = at !== null && at >= fromMs && at <= toMs
  return (
    <div
      ref={box}
      role="slider"
      tabIndex={0}
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, rows.length - 1)}
      aria-valuenow={Math.max(0, index)}
      aria-valuetext={valueText}
      onKeyDown={press}
      onPointerMove={move}
      onPointerLeave={() => !drag && onCursor(null)}
      onPointerDown={(event) => {
        if (!onZoom || event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        const share = shareAt(event)
        setDrag({ from: share, to: share })
      }}
      onPointerUp={endDrag}
      onPointerCancel={() => setDrag(null)}
      onDoubleClick={() => onZoom?.(null)}
      style={plotRoom}
      className="absolute cursor-crosshair touch-pan-y select-none rounded-1"
    >
      {drag && Math.abs(drag.to - drag.from) >= LEAST_DRAG && (
        <span
          className="absolute inset-y-0 border-x border-accent bg-accent-soft opacity-60"
          style={{ left: percent(Math.min(drag.from, drag.to)), width: percent(Math.abs(drag.to - drag.from)) }}
        />
      )}
      {isInside && (
        <>
          <span
            className="absolute inset-y-0 w-0 border-l border-dashed border-[var(--chart-cursor)]"
            style={{ left: percent(shareOf(at)) }}
          />
          {row &&
            series.map(({ id, colour }) => {
              const value = row[`v.${id}`]
              if (value === null || value === undefined) return null
              return (
                <span
                  key={id}
                  className="absolute -mt-[3px] -ml-[3px] size-1.5 rounded-full"
                  style={{
                    left: percent(shareOf(row.ms)),
                    top: percent(1 - placeOf(value, valueTicks, isLog)),
                    background: `var(${colour})`,
                  }}
                />
              )
            })}
          <span
            aria-hidden="true"
            className="absolute top-full mt-px rounded-1 bg-surface-inverse px-1.5 text-11 leading-5 whitespace-nowrap text-fg-inverse"
            style={{ left: percent(shareOf(at)), transform: `translateX(-${percent(shareOf(at))})` }}
          >
            {formatTime(at)}
          </span>
        </>
      )}
    </div>
  )
}

const percent = (share: number): string => `${(share * 100).toFixed(3)}%`
