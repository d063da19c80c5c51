import { type RangeProblem, resolveRange } from '#components/ui/date-range/parse-range.ts'
import type { DeadLetterState } from '#lib/dead-letters/schema.ts'
import type { MessageOrder } from '#lib/messages/schema.ts'

/** What the desk shows, as the URL holds it: times as they were typed. */
export interface DeskState {
  /** A retry topic of the group, instead of its dead letters. */
  topic: string | null
  from: string
  to: string
  order: MessageOrder
  /** What `find` is. */
  by: 'id' | 'key'
  find: string | null
  tag: string | null
  originTopic: string | null
  /** A CEL expression. */
  filter: string | null
  state: DeadLetterState[]
}

/** What the API is asked for a state, or what is wrong with its range. */
export function toDeskQuery(
  state: DeskState,
  context: { now: Date; timeZone: string },
): { query: ReturnType<typeof filterOf> & { from: Date; to: Date } } | { problem: `range.${RangeProblem}` } {
  const range = resolveRange(state, context)
  if ('problem' in range) return { problem: `range.${range.problem}` }
  return { query: { ...filterOf(state), ...range } }
}

function filterOf({ topic, order, by, find, tag, originTopic, filter, state }: DeskState) {
  const text = find?.trim()
  return {
    ...(topic && { topic }),
    ...(order === 'oldest' && { order }),
    ...(text && (by === 'id' ? { id: text } : { key: text })),
    ...(tag && { tag }),
    ...(originTopic && { originTopic }),
    ...(filter && { filter }),
    ...(state.length > 0 && { state }),
  }
}
