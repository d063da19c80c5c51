'use client'

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AlarmRule, NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import { matchQuery } from './queries.ts'
import { type RuleDraft, toClusters, toCondition, toSelector } from './rule-draft.ts'
import type { UnitOf } from './use-alarm-words.ts'

/** What a settled draft would look at and do. A probe has no limits of its own: it is asked for what it matches and for proposals. */
export function useRuleMatch(settled: RuleDraft, rule: AlarmRule | null, unitOf: UnitOf) {
  const matchBody = useMemo(() => {
    const scope = toClusters(settled)
    const rows = settled.rows.map((row) => toCondition(row, unitOf))
    const hasRows = rows.every(({ problems }) => Object.keys(problems).length === 0)
    // Limits are proposed for rows that have a metric and none yet.
    const wantsLimits = rows.every(
      ({ condition, problems }) =>
        condition.metric !== '' && Object.keys(problems).every((name) => name === 'thresholds'),
    )
    return {
      rule: {
        clusters: scope as NewAlarmRule['clusters'],
        level: settled.level,
        selector: toSelector(settled),
        ...((hasRows || wantsLimits) && {
          conditions: rows.map(({ condition }) => (hasRows ? condition : { ...condition, thresholds: { warning: 0 } })),
          combine: settled.rows.length === 1 || settled.combine === 'expression' ? ('any' as const) : settled.combine,
        }),
      },
      ...(rule && { ruleId: rule.ruleId }),
      isProbe: !hasRows,
    }
  }, [settled, unitOf, rule])
  const { isProbe, ...body } = matchBody
  const hasScope =
    settled.scopeKind === 'all' ||
    body.rule.clusters === 'all' ||
    Object.values(body.rule.clusters).some((part) => Object.keys(part).length > 0)
  const match = useQuery({
    ...matchQuery(body),
    enabled: hasScope && (settled.selectorKind !== 'names' || settled.names.length > 0),
    placeholderData: keepPreviousData,
  })
  return { match, isProbe }
}
