'use client'

import type { UseQueryResult } from '@tanstack/react-query'
import { type Dispatch, type SetStateAction, useEffect, useRef } from 'react'
import type { AlarmRule } from '#lib/alarms/rule-schema.ts'
import type { RuleMatch } from '#lib/alarms/rule-test-schema.ts'
import { firstLimitsOf, type RuleDraft, withSuggestion } from './rule-draft.ts'
import type { UnitOf } from './use-alarm-words.ts'

interface FirstLimitsInput {
  settled: RuleDraft
  /** Null: a new one. */
  rule: AlarmRule | null
  match: UseQueryResult<RuleMatch>
  unitOf: UnitOf
  setDraft: Dispatch<SetStateAction<RuleDraft>>
}

/**
 * Limits that nobody has typed are filled with what the last 24 h propose, else with what is sensible for the metric; once, so
 * that whoever clears them to type others is left alone.
 */
export function useFirstLimits({ settled, rule, match, unitOf, setDraft }: FirstLimitsInput): void {
  const suggested = match.data?.suggested ?? null
  const hasAnswer = (match.data !== undefined && !match.isPlaceholderData) || match.error !== null
  const filled = useRef(new Set<string>())
  useEffect(() => {
    if (rule !== null || !hasAnswer) return
    const places = settled.rows.map(({ id, metric }) => `${id} ${metric}`)
    const fresh = settled.rows.map(({ metric }, index) => metric !== '' && !filled.current.has(places[index] ?? ''))
    if (!fresh.includes(true)) return
    for (const place of places) filled.current.add(place)
    setDraft((before) => ({
      ...before,
      rows: before.rows.map((row) => {
        const index = settled.rows.findIndex(({ id, metric }) => id === row.id && metric === row.metric)
        if (!fresh[index]) return row
        return withSuggestion(row, suggested?.[index] ?? firstLimitsOf(row.metric), unitOf)
      }),
    }))
  }, [rule, hasAnswer, suggested, settled, unitOf, setDraft])
}
