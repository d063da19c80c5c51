'use client'

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { DeadLetterState } from '#lib/dead-letters/schema.ts'
import type { DeskState } from './desk-state.ts'

const parsers = {
  topic: parseAsString,
  from: parseAsString.withDefault('now-30d'),
  to: parseAsString.withDefault('now'),
  order: parseAsStringLiteral(['newest', 'oldest'] as const).withDefault('newest'),
  by: parseAsStringLiteral(['id', 'key'] as const).withDefault('id'),
  find: parseAsString,
  tag: parseAsString,
  originTopic: parseAsString,
  filter: parseAsString,
  state: parseAsArrayOf(parseAsStringLiteral(DeadLetterState.options)).withDefault([]),
  /** Offset id of the message in the drawer. */
  message: parseAsString,
}

/** Filters of the desk and what is open of it, in the URL: whoever gets the link sees the same. */
export function useDeskUrl() {
  const [{ message, ...desk }, setState] = useQueryStates(parsers)
  return {
    desk: desk satisfies DeskState,
    openId: message,
    setDesk: (patch: Partial<DeskState>) => void setState({ ...patch, message: null }, { history: 'push' }),
    open: (offsetMsgId: string | null) => void setState({ message: offsetMsgId }, { history: 'replace' }),
  }
}
