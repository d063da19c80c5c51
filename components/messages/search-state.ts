import { type RangeProblem, resolveRange } from '#components/ui/date-range/parse-range.ts'
import {
  type MessageMode,
  type MessageOrder,
  type MessageQuery,
  messageIdForm,
  queryLimits,
} from '#lib/messages/schema.ts'
import { readConditions, toExpression } from './filter-conditions.ts'
import { KEY_RANGE } from './key-range.ts'

/** A search as the URL holds it: times as they were typed. */
export interface SearchState {
  topic: string | null
  mode: MessageMode
  from: string
  to: string
  order: MessageOrder
  n: number
  key: string | null
  id: string | null
  broker: string | null
  queueId: number | null
  /** Decimal digits: it may be longer than a JavaScript number. */
  offset: string | null
  tag: string | null
  queues: string | null
  /** Conditions, as `writeConditions` writes them. */
  where: string | null
  /** CEL. */
  filter: string | null
  system: boolean
}

export type SearchProblem = 'topic' | 'key' | 'id' | 'broker' | 'queueId' | 'offset' | `range.${RangeProblem}`

/** What the API is asked for a state, or the first thing that lacks. `now` and the zone resolve what was typed. */
export function toMessageQuery(
  state: SearchState,
  context: { now: Date; timeZone: string },
): { query: MessageQuery } | { problem: SearchProblem } {
  const { mode, topic, order, tag, queues } = state
  const id = state.id?.trim()
  if (!topic && !(mode === 'id' && id && isHex(id))) return { problem: mode === 'id' && !id ? 'id' : 'topic' }
  const filter = toExpression(readConditions(state.where), state.filter)
  const filters = {
    ...(topic && { topic }),
    ...(order === 'oldest' && { order }),
    ...(tag && { tag }),
    ...(filter !== undefined && { filter }),
  }
  const queueFilter = queues ? { queues: queues.split(',') } : {}
  switch (mode) {
    case 'newest':
      return { query: { mode, n: state.n, ...filters, ...queueFilter } }
    case 'id':
      return id ? { query: { mode, id, ...filters } } : { problem: 'id' }
    case 'position':
    case 'around': {
      const { broker, queueId, offset } = state
      if (!broker) return { problem: 'broker' }
      if (queueId === null) return { problem: 'queueId' }
      if (!offset || !/^\d{1,19}$/.test(offset)) return { problem: 'offset' }
      return {
        query: {
          mode,
          broker,
          queueId,
          offset: BigInt(offset),
          n: Math.min(state.n, queryLimits[mode].max),
          ...filters,
        },
      }
    }
    default: {
      const range = resolveRange(state, context)
      if ('problem' in range) return { problem: `range.${range.problem}` }
      if (mode === 'time') return { query: { mode, ...range, ...filters, ...queueFilter } }
      return state.key ? { query: { mode, key: state.key, ...range, ...filters, ...queueFilter } } : { problem: 'key' }
    }
  }
}

/**
 * The same text searched for as the other of the two things that it can be. A producer may use anything as a unique id, and a key
 * may look like one, so that either is only likely: `isLikely` when the text has the form of the other.
 */
export function otherReading({ mode, id, key }: Pick<SearchState, 'mode' | 'id' | 'key'>): {
  mode: 'id' | 'key'
  patch: Partial<SearchState>
  isLikely: boolean
} | null {
  const text = (mode === 'id' ? id : mode === 'key' ? key : null)?.trim()
  if (!text) return null
  const isId = messageIdForm.test(text)
  if (mode === 'key') return { mode: 'id', patch: { mode: 'id', id: text }, isLikely: isId }
  // A search for an id has no range to take along.
  return { mode: 'key', patch: { mode: 'key', key: text, ...KEY_RANGE }, isLikely: !isId }
}

/** Could be an offset id, which names its own place. */
const isHex = (id: string) => /^([\dA-F]{32}|[\dA-F]{56})$/i.test(id)
