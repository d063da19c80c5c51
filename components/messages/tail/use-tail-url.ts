'use client'

import { parseAsArrayOf, parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs'
import { useMemo } from 'react'
import { tailLimits } from '#lib/messages/schema.ts'
import type { TailSettings } from './use-tail.ts'

const parsers = {
  topics: parseAsArrayOf(parseAsString).withDefault([]),
  queues: parseAsString,
  tag: parseAsString,
  from: parseAsStringLiteral(['now', 'last10'] as const).withDefault('now'),
  /** Offset id of the message in the drawer. */
  message: parseAsString,
}

/** What is followed and what is open of it, in the URL. */
export function useTailUrl() {
  const [{ message, queues, topics, ...rest }, setState] = useQueryStates(parsers)
  const followed = useMemo(() => [...new Set(topics)].slice(0, tailLimits.topics), [topics])
  const settings: TailSettings = { ...rest, topics: followed, queues: queues?.split(',').filter(Boolean) ?? [] }
  return {
    settings,
    openId: message,
    change: ({ queues: next, topics: nextTopics, ...patch }: Partial<TailSettings>) =>
      void setState({
        ...patch,
        ...(nextTopics && { topics: [...nextTopics] }),
        ...(next && { queues: next.join(',') || null }),
        message: null,
      }),
    open: (offsetMsgId: string | null) => void setState({ message: offsetMsgId }, { history: 'replace' }),
  }
}
