import { type RangeProblem, resolveRange } from '#components/ui/date-range/parse-range.ts'
import type { TraceQuery } from '#lib/traces/schema.ts'

export const traceModes = ['id', 'key', 'time'] as const
export type TraceMode = (typeof traceModes)[number]

/** A search as the URL holds it: times as they were typed. */
export interface TraceSearch {
  mode: TraceMode
  id: string | null
  key: string | null
  topic: string | null
  from: string
  to: string
  traceTopic: string | null
}

export type TraceProblem = 'id' | 'key' | 'topic' | `range.${RangeProblem}`

/** What the API is asked for, or the first thing that lacks. */
export function toTraceQuery(
  search: TraceSearch,
  context: { now: Date; timeZone: string },
): { query: TraceQuery } | { problem: TraceProblem } {
  const { mode, topic, traceTopic } = search
  const chosen = { ...(topic && { topic }), ...(traceTopic && { traceTopic }) }
  if (mode === 'id') {
    const id = search.id?.trim()
    return id ? { query: { id, ...chosen } } : { problem: 'id' }
  }
  const key = search.key?.trim()
  if (mode === 'key' && !key) return { problem: 'key' }
  if (mode === 'time' && !topic) return { problem: 'topic' }
  const range = resolveRange(search, context)
  if ('problem' in range) return { problem: `range.${range.problem}` }
  return { query: { ...(mode === 'key' && key && { key }), ...chosen, from: range.from, to: range.to } }
}
