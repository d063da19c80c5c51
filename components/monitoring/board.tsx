'use client'

import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { useCallback, useMemo, useRef } from 'react'
import { LagByQueue } from '#components/groups/lag-by-queue.tsx'
import { usePreferences } from '#components/layout/preferences-provider.tsx'
import { topicQuery } from '#components/topics/queries.ts'
import { absoluteRange, rangeEnds } from './board-range.ts'
import { type BoardObject, chartsOf } from './boards.ts'
import { MetricChart } from './metric-chart.tsx'
import { useBoardEvents } from './use-board-events.ts'
import { type BoardUrl, comparisons } from './use-board-url.ts'

interface BoardProps extends BoardUrl {
  clusterId: string
  board: BoardObject
  onRange: (range: string) => void
}

/** The charts of one object, with one cursor over all of them. */
export function Board({ clusterId, board, url, setUrl, onRange }: BoardProps) {
  const t = useTranslations('monitoring')
  const { timeZone } = usePreferences()
  const { scope, name, topicName, groupName } = board
  const topic = useQuery({ ...topicQuery(clusterId, name ?? ''), enabled: scope === 'topic' && name !== null })
  const messageType = topic.data?.type ?? null
  const charts = useMemo(
    () => chartsOf({ scope, name, topicName, groupName, messageType }),
    [scope, name, topicName, groupName, messageType],
  )
  const range = { text: url.range, stepSeconds: url.step === null ? null : Number(url.step), timeZone }
  const events = useBoardEvents(clusterId, board, range)
  const { compare } = url

  // The ranges that were zoomed into, so that a double click goes back out.
  const outer = useRef<string[]>([])
  const zoom = useCallback(
    (ends: { from: Date; to: Date } | null) => {
      const last = ends ? null : outer.current.pop()
      if (ends) {
        outer.current.push(url.range)
        onRange(absoluteRange(ends.from, ends.to))
      } else if (last != null) onRange(last)
    },
    [onRange, url.range],
  )
  /** The same times for whoever opens it later, with the chart in sight. */
  function linkOf(id: string): string {
    const { from, to } = rangeEnds(url.range, new Date(), timeZone)
    const link = new URL(location.href)
    link.searchParams.set('range', absoluteRange(from, to))
    link.hash = `chart-${id}`
    return link.href
  }

  return (
    <>
      <div className="grid gap-x-8 gap-y-3 md:grid-cols-2 xl:grid-cols-3">
        {charts.map(({ id, lines }) => (
          <MetricChart
            key={`${scope} ${name} ${topicName} ${id}`}
            id={`chart-${id}`}
            clusterId={clusterId}
            title={t(`charts.${id}`)}
            lines={lines}
            range={url.range}
            stepSeconds={range.stepSeconds}
            compareMs={compare === null ? null : comparisons[compare]}
            beforeWord={compare === null ? undefined : t(`before.${compare}`)}
            group={`board ${clusterId}`}
            events={events}
            isLog={url.log}
            chosen={url.only}
            onChosenChange={(only) => void setUrl({ only: only.length === 0 ? null : only })}
            onZoom={zoom}
            linkOf={() => linkOf(id)}
          />
        ))}
      </div>
      {scope === 'group' && name !== null && (
        <LagByQueue clusterId={clusterId} groupName={name} topicName={topicName} />
      )}
    </>
  )
}
