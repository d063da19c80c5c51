'use client'

import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'
import { useCallback } from 'react'
import { DEFAULT_RANGE } from './board-range.ts'
import { boardScopes, topScopes } from './boards.ts'

export const monitoringTabs = ['boards', 'top', 'sampler'] as const
export type MonitoringTab = (typeof monitoringTabs)[number]
export const steps = ['60', '300', '3600', '86400'] as const
export const comparisons = { day: 86_400_000, week: 604_800_000 } as const
export type Comparison = keyof typeof comparisons

const parsers = {
  tab: parseAsStringLiteral(monitoringTabs).withDefault('boards'),
  scope: parseAsStringLiteral(boardScopes).withDefault('cluster'),
  object: parseAsString,
  /** One topic of the group. */
  topic: parseAsString,
  /** The group of the client. */
  group: parseAsString,
  range: parseAsString,
  step: parseAsStringLiteral(steps),
  compare: parseAsStringLiteral(['day', 'week'] as const),
  log: parseAsBoolean.withDefault(false),
  /** Lines that are shown alone. */
  only: parseAsArrayOf(parseAsString).withDefault([]),
  top: parseAsStringLiteral(topScopes).withDefault('group'),
  by: parseAsString,
  n: parseAsInteger.withDefault(10),
  window: parseAsStringLiteral(['now', '1h', '24h'] as const).withDefault('now'),
}

/**
 * All of a board stands in its address, so that a link shows the same to whoever opens it. All of it is written each time: on a busy
 * machine the router may still be putting an older address in place, and what stood in a newer one would be lost.
 */
export function useBoardUrl() {
  const [url, write] = useQueryStates(parsers)
  const setUrl = useCallback(
    (
      patch: Exclude<Parameters<typeof write>[0], null | ((...old: never[]) => unknown)>,
      options?: Parameters<typeof write>[1],
    ) => write((latest) => ({ ...latest, ...patch }), options),
    [write],
  )
  return { url: { ...url, range: url.range ?? DEFAULT_RANGE, hasRange: url.range !== null }, setUrl }
}
export type BoardUrl = ReturnType<typeof useBoardUrl>
