'use client'

import { useTranslations } from 'next-intl'
import type { CSSProperties } from 'react'
import { useFormat } from '#components/layout/use-format.ts'
import { cx } from '#components/ui/cx.ts'
import type { MessageTrace, TraceHop } from '#lib/traces/schema.ts'
import { type HopTone, type Lane, lanesOf, spanOf, toneOf } from './lanes.ts'
import { type TimeAxis, timeAxis } from './time-axis.ts'
import { useHopWords } from './use-hop-words.ts'

const bars: Record<HopTone, string> = {
  sent: 'bg-fg-1',
  stored: 'bg-fg-3',
  ok: 'bg-ok-mark',
  failed: 'bg-critical-mark',
  neutral: 'bg-line-3',
  unknown: 'bg-unknown-mark',
}
const legend = ['sent', 'stored', 'ok', 'failed'] as const satisfies readonly HopTone[]
/** Words that have less room than this are left to the table. */
const MIN_WORDS_PERCENT = 7

const hatch: CSSProperties = {
  backgroundImage: 'repeating-linear-gradient(135deg, var(--line-2) 0 1px, transparent 1px 5px)',
}

/** Who did what when, left to right. For readers of the screen the table below says the same. */
export function SwimLane({ trace, isCompact = false }: { trace: MessageTrace; isCompact?: boolean }) {
  const t = useTranslations('traces')
  const format = useFormat()
  const lanes = lanesOf(trace)
  const axis = timeAxis(trace.hops.map(spanOf).filter((span) => span !== null))
  const columns = isCompact ? 'grid-cols-[108px_minmax(0,1fr)]' : 'grid-cols-[180px_minmax(0,1fr)]'
  return (
    <div aria-hidden="true" className="overflow-x-auto">
      <div className={isCompact ? 'min-w-[420px]' : 'min-w-[640px]'}>
        <div className="mb-1 flex flex-wrap justify-end gap-x-4 text-12 text-fg-3">
          {legend.map((tone) => (
            <span key={tone} className="inline-flex items-center gap-1.5">
              <span className={cx('h-[3px] w-3', bars[tone])} />
              {t(`legend.${tone}`)}
            </span>
          ))}
          <span className="inline-flex items-center gap-1.5">
            <span className="w-4 border-t border-dashed border-fg-3" />
            {t('legend.inferred')}
          </span>
          <span className="inline-flex items-center gap-1.5">
            <span className="h-3 w-3" style={hatch} />
            {t('legend.cut')}
          </span>
        </div>
        <div className={cx('grid border-b border-line-2', columns)}>
          <span />
          <div className="relative h-6 text-12 text-fg-3">
            {axis.ticks.map(({ percent, sinceMs, sincePauseMs }) => (
              <span key={percent} className="absolute top-0.5 whitespace-nowrap" style={{ left: `${percent}%` }}>
                {sincePauseMs === undefined ? format.duration(sinceMs) : `+${format.duration(sincePauseMs)}`}
              </span>
            ))}
            {axis.cuts.map(({ from, to, durationMs }) => (
              <strong
                key={from}
                className="absolute top-0.5 bg-surface-0 pr-1 pl-0.5 font-semibold whitespace-nowrap text-fg-1"
                style={{ right: `${100 - to}%` }}
              >
                {format.duration(durationMs)}
              </strong>
            ))}
          </div>
        </div>
        {lanes.map((lane) => (
          <div key={lane.key} className={cx('grid border-b border-line-1 last:border-line-2', columns)}>
            <LaneName lane={lane} />
            <LanePlot lane={lane} axis={axis} />
          </div>
        ))}
      </div>
    </div>
  )
}

function LaneName({ lane: { kind, name, hosts } }: { lane: Lane }) {
  const t = useTranslations('traces')
  const [first] = hosts
  const host = hosts.length > 1 ? t('hosts', { count: hosts.length }) : first
  return (
    <div className="min-w-0 py-1.5 pr-3">
      <div className="truncate font-medium">{kind === 'group' ? (name ?? '?') : t(`lane.${kind}`)}</div>
      <div className="truncate text-12 text-fg-3">
        {[kind === 'group' ? null : name, host].filter(Boolean).join(' ') || '–'}
      </div>
    </div>
  )
}

function LanePlot({ lane, axis }: { lane: Lane; axis: TimeAxis }) {
  const timed = lane.hops.filter(({ startedAt }) => startedAt)
  const timeless = lane.hops.filter(({ startedAt }) => !startedAt)
  return (
    <div className="relative min-h-11">
      {axis.ticks.map(({ percent }) => (
        <span key={percent} className="absolute inset-y-0 w-px bg-line-1" style={{ left: `${percent}%` }} />
      ))}
      {axis.cuts.map(({ from, to }) => (
        <span
          key={from}
          className="absolute inset-y-0"
          style={{ left: `${from}%`, width: `${to - from}%`, ...hatch }}
        />
      ))}
      {timed.map((hop, index) => (
        <Bar key={keyOf(hop, index)} hop={hop} next={timed[index + 1]} axis={axis} />
      ))}
      {timeless.length > 0 && <Timeless hops={timeless} isAlone={timed.length === 0} />}
    </div>
  )
}

function Bar({ hop, next, axis }: { hop: TraceHop; next: TraceHop | undefined; axis: TimeAxis }) {
  const { short } = useHopWords()
  const span = spanOf(hop)
  if (!span) return null
  const left = axis.percent(span.startMs)
  const right = axis.percent(span.endMs)
  const nextSpan = next && spanOf(next)
  const room = (nextSpan ? axis.percent(nextSpan.startMs) : 100) - right
  const words = short(hop)
  const isFailed = toneOf(hop) === 'failed'
  const tone = hop.isInferred ? 'border border-dashed border-fg-3 bg-surface-0' : bars[toneOf(hop)]
  const wordsLook = cx('absolute top-3.5 truncate text-12', isFailed ? 'text-critical' : 'text-fg-2')
  return (
    <>
      <span
        title={words}
        className={cx('absolute top-3.5 h-4 min-w-1', hop.isInferred && 'min-w-2.5', tone)}
        style={{ left: `${Math.min(left, 99)}%`, width: `${right - left}%` }}
      />
      {room >= MIN_WORDS_PERCENT ? (
        <span className={cx(wordsLook, 'pl-2.5')} style={{ left: `${right}%`, maxWidth: `${room}%` }}>
          <span className="bg-surface-0">{words}</span>
        </span>
      ) : (
        !next &&
        left >= 30 && (
          <span className={cx(wordsLook, 'pr-1.5 text-right')} style={{ right: `${100 - left}%`, maxWidth: '28%' }}>
            <span className="bg-surface-0">{words}</span>
          </span>
        )
      )}
    </>
  )
}

/** Known to be so, not since when. */
function Timeless({ hops, isAlone }: { hops: readonly TraceHop[]; isAlone: boolean }) {
  const { short } = useHopWords()
  return (
    <span
      className={cx(
        'absolute right-0 flex items-center gap-2 text-12 text-fg-3',
        isAlone ? 'inset-y-0 left-0' : 'bottom-0',
      )}
    >
      {isAlone && <span className="w-6 border-t border-dashed border-fg-3" />}
      <span className="truncate bg-surface-0 px-1">{hops.map(short).join(', ')}</span>
      {isAlone && <span className="flex-1 border-t border-dashed border-fg-3" />}
    </span>
  )
}

const keyOf = ({ startedAt, stage, retryTimes }: TraceHop, index: number) =>
  `${stage} ${startedAt?.getTime()} ${retryTimes} ${index}`
