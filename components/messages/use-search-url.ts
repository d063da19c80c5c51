'use client'

import { parseAsBoolean, parseAsInteger, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { messageModes, queryLimits } from '#lib/messages/schema.ts'
import type { SearchState } from './search-state.ts'

const parsers = {
  topic: parseAsString,
  mode: parseAsStringLiteral(messageModes).withDefault('time'),
  from: parseAsString.withDefault('now-15m'),
  to: parseAsString.withDefault('now'),
  order: parseAsStringLiteral(['newest', 'oldest'] as const).withDefault('newest'),
  n: parseAsInteger.withDefault(queryLimits.newest.default),
  key: parseAsString,
  id: parseAsString,
  broker: parseAsString,
  queueId: parseAsInteger,
  offset: parseAsString,
  tag: parseAsString,
  queues: parseAsString,
  where: parseAsString,
  filter: parseAsString,
  /** Offered topics: those of RocketMQ itself, of retries and of dead letters too. */
  system: parseAsBoolean.withDefault(false),
  /** Offset id of the message in the drawer. */
  message: parseAsString,
}

/** The search and what is open of it, in the URL: whoever gets the link sees the same. A new search adds to the history. */
export function useSearchUrl() {
  const [{ message, ...search }, setState] = useQueryStates(parsers)
  return {
    /** Without what is open: opening a message is no new search. */
    search: search satisfies SearchState,
    openId: message,
    setSearch: (patch: Partial<SearchState>) => void setState({ ...patch, message: null }, { history: 'push' }),
    open: (offsetMsgId: string | null) => void setState({ message: offsetMsgId }, { history: 'replace' }),
  }
}
