'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import type { ChartEvent } from '#components/charts/chart-parts.ts'
import { TimeSeries, type TimeSeriesProps } from '#components/charts/time-series.tsx'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { ProblemStrip } from '#components/layout/states/problem-strip.tsx'
import { useAccess } from '#components/layout/use-access.ts'
import { useCluster } from '#components/layout/use-cluster.ts'
import { Skeleton } from '#components/ui/skeleton.tsx'
import { catalogueEntry } from '#lib/monitoring/catalogue.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import { newRuleHref } from './board-href.ts'
import { MissingReason } from './missing-reason.tsx'
import { useChartAlarms } from './use-chart-alarms.ts'
import { type MetricLine, useMetricSeries } from './use-metric-series.ts'
import { useMetricWords } from './use-metric-words.ts'

type Own =
  | 'series'
  | 'limits'
  | 'bands'
  | 'format'
  | 'formatAxis'
  | 'roundness'
  | 'fold'
  | 'reason'
  | 'source'
  | 'sampledAt'
  | 'alarm'
  | 'place'

interface MetricChartProps extends Omit<TimeSeriesProps, Own | 'range'> {
  clusterId: string
  /** The same array while nothing of it changes. */
  lines: readonly MetricLine[]
  /** As in an address: `3h`, or two ends. */
  range: string
  stepSeconds?: number | null
  compareMs?: number | null
}

const DEFAULT_HEIGHT = 180
/** Charts this near to the screen ask already. */
const NEAR = '300px'

const noEvents: readonly ChartEvent[] = []

/**
 * Stored samples of some objects as lines over one time axis. What was not sampled is a gap, what no source tells says why. It asks
 * when it comes into sight.
 */
export function MetricChart({
  clusterId,
  lines,
  range,
  stepSeconds = null,
  compareMs = null,
  events = noEvents,
  ...chart
}: MetricChartProps) {
  const t = useTranslations('monitoring')
  const { timeZone } = usePreferences()
  const access = useAccess()
  const cluster = useCluster()
  const words = useMetricWords()
  const [box, isSeen] = useSeen()
  const found = useMetricSeries(clusterId, lines, {
    range: { text: range, stepSeconds, timeZone },
    compareMs,
    isEnabled: isSeen,
  })
  const [first] = lines
  const alarms = useChartAlarms(clusterId, lines, { text: range, stepSeconds, timeZone })
  const entry = first && catalogueEntry(first.metric)
  const { series, missing, sourceEvents, sources } = found
  const all = useJoined(events, sourceEvents)
  if (!first || !entry) return null
  if (found.error) {
    return (
      <div className="row-span-3">
        <h3 className="flex min-h-8 items-center font-semibold">{chart.title}</h3>
        <ProblemStrip error={found.error} />
      </div>
    )
  }
  if (!isSeen || found.isLoading) {
    // Hatching says "no data", which is not known yet.
    return (
      <div ref={box} className="row-span-3">
        <h3 id={chart.id} className="flex min-h-8 scroll-mt-16 items-center font-semibold">
          {chart.title}
        </h3>
        <Skeleton width="100%" height={chart.height ?? DEFAULT_HEIGHT} className="opacity-40" />
        <div className="h-9" />
      </div>
    )
  }
  const unit = words.unitFormat(first.metric)
  const { groupName, topicName } = first.object ?? {}
  const object = groupName ? onGroup(groupName) : topicName ? onTopic(topicName) : undefined
  // What is split into parts has no one number that a rule could judge.
  const judged = lines.find(({ metric }) => catalogueEntry(metric).splitBy === null)
  return (
    <TimeSeries
      {...unit}
      {...(unit.unit !== undefined && { unit: unit.unit })}
      {...chart}
      series={series}
      range={found.range}
      events={all}
      limits={alarms.limits}
      bands={alarms.bands}
      fold={entry.join === 'sum' ? 'sum' : 'max'}
      source={
        <>
          {sourceText()}
          {found.partial && (
            <span className="text-warning" title={found.partial.details.join(' ')}>
              {' · '}
              {t('partial', { names: found.partial.names.join(', ') })}
            </span>
          )}
        </>
      }
      sampledAt={found.sampledAt}
      reason={missing ? <MissingReason missing={missing} /> : t('nothingStored')}
      {...(judged && {
        alarm: {
          href: newRuleHref(clusterId, judged),
          disabledReason: access.reason('alarm:write', clusterId, object ?? 'any'),
        },
      })}
      place={cluster?.name}
    />
  )

  /** `admin 43 + 202`: the codes of the requests, each once. */
  function sourceText(): string {
    const codes = sources.flatMap(({ metric, source }) =>
      source === 'admin' ? catalogueEntry(metric).admin.flatMap((request) => /^\d+/.exec(request)?.[0] ?? []) : [],
    )
    const texts = sources.map(({ source }) =>
      source === 'admin' && codes.length > 0
        ? t('adminRequests', { requests: [...new Set(codes)].join(' + ') })
        : t(`sources.${source}`),
    )
    return [...new Set(texts)].join(', ')
  }
}

/** Both, as the same array while they stay the same: a chart is drawn again for a new one. */
function useJoined(a: readonly ChartEvent[], b: readonly ChartEvent[]): readonly ChartEvent[] {
  const [joined, setJoined] = useState({ a, b, all: [...a, ...b] })
  if (joined.a === a && joined.b === b) return joined.all
  const next = { a, b, all: [...a, ...b] }
  setJoined(next)
  return next.all
}

/** True from the moment on when the element came near to the screen. */
function useSeen(): [ref: React.RefObject<HTMLDivElement | null>, isSeen: boolean] {
  const box = useRef<HTMLDivElement>(null)
  const [isSeen, setIsSeen] = useState(false)
  useEffect(() => {
    if (isSeen || !box.current) return
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setIsSeen(true)
      },
      { rootMargin: NEAR },
    )
    observer.observe(box.current)
    return () => observer.disconnect()
  }, [isSeen])
  return [box, isSeen]
}
