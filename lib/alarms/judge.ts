import type { Measured } from '#lib/api/endpoint.ts'
import type { AlarmCondition, Thresholds } from './rule-schema.ts'
import type { Severity } from './schema.ts'
import { severities } from './schema.ts'
import { allOf, anyOf, type Expression, evaluateExpression, type Tri } from './three-valued.ts'

/** What a row of a rule found: the number of its window. */
export type RowValue = Pick<Measured<number>, 'value' | 'reason'> & {
  /** `na`: the metric does not say anything about this object. `error`: its source was not read. */
  state: 'known' | 'unknown' | 'na' | 'error'
}

/** One severity of a rule, over all its rows. */
export interface SeverityVerdict {
  /** It holds. */
  holds: Tri
  /** It does not end yet: the value has not gone past the clear threshold. */
  stays: Tri
  /** Row that decided, for what is shown. */
  row: number
  threshold: number | null
}

/** What one period said of one object. */
export type Judgement =
  | { kind: 'JUDGED'; bySeverity: Partial<Record<Severity, SeverityVerdict>>; values: readonly (number | null)[] }
  | { kind: 'NO_DATA' }
  | { kind: 'ERROR' }
  | { kind: 'NOT_APPLICABLE' }

/** The part of a rule that decides. */
export interface JudgingRule {
  conditions: readonly AlarmCondition[]
  combine: 'any' | 'all' | 'expression'
  /** Of combine `expression`, already read. */
  parsed: Expression | null
}

const keyOf = { INFO: 'info', WARNING: 'warning', CRITICAL: 'critical' } as const satisfies Record<
  Severity,
  keyof Thresholds
>

/** Severities that any row of a rule has a threshold for, lowest first. */
export const severitiesOf = (conditions: readonly AlarmCondition[]): Severity[] =>
  severities.filter((severity) => conditions.some(({ thresholds }) => thresholds[keyOf[severity]] !== undefined))

/**
 * Judges one object by what the rows of a rule found. Three-valued: a row that is not known leaves the answer open only where it
 * could change it.
 */
export function judge(rule: JudgingRule, values: readonly RowValue[]): Judgement {
  if (values.length > 0 && values.every(({ state }) => state === 'na')) return { kind: 'NOT_APPLICABLE' }
  const bySeverity: Partial<Record<Severity, SeverityVerdict>> = {}
  let isOpen = false
  for (const severity of severitiesOf(rule.conditions)) {
    const thresholds = rule.conditions.map((condition) => thresholdAt(rule, condition.thresholds, severity))
    const holds = rule.conditions.map((condition, row) => compareRow(condition, values[row], thresholds[row]))
    const stays = rule.conditions.map((condition, row) =>
      compareRow(
        condition,
        values[row],
        thresholds[row] === undefined ? undefined : (condition.clear?.[keyOf[severity]] ?? thresholds[row]),
      ),
    )
    const verdict = { holds: combine(rule, holds), stays: combine(rule, stays) }
    const row = Math.max(0, holds.indexOf(true))
    bySeverity[severity] = { ...verdict, row, threshold: thresholds[row] ?? null }
    if (verdict.holds === null) isOpen = true
  }
  const holdsSomewhere = Object.values(bySeverity).some(({ holds }) => holds === true)
  if (isOpen && !holdsSomewhere) {
    return { kind: values.some(({ state }) => state === 'error') ? 'ERROR' : 'NO_DATA' }
  }
  return { kind: 'JUDGED', bySeverity, values: values.map(({ value }) => value) }
}

/**
 * A row that must hold together with others and has no threshold of this severity uses the next lower one, else its lowest. Where
 * any row is enough it says nothing of this severity: undefined.
 */
function thresholdAt({ combine: how }: JudgingRule, thresholds: Thresholds, severity: Severity): number | undefined {
  if (how === 'any') return thresholds[keyOf[severity]]
  const place = severities.indexOf(severity)
  const lower = severities.slice(0, place + 1).reverse()
  const higher = severities.slice(place + 1)
  return [...lower, ...higher].map((each) => thresholds[keyOf[each]]).find((value) => value !== undefined)
}

function combine({ combine: how, parsed }: JudgingRule, rows: readonly Tri[]): Tri {
  if (how === 'expression') return parsed ? evaluateExpression(parsed, rows) : null
  return how === 'all' ? allOf(rows) : anyOf(rows)
}

function compareRow({ operator }: AlarmCondition, found: RowValue | undefined, threshold: number | undefined): Tri {
  if (threshold === undefined) return false
  if (found === undefined) return null
  // What does not apply to this object cannot be the reason for an alarm.
  if (found.state === 'na') return false
  if (operator === 'noData') return found.state === 'error' ? null : found.state === 'unknown'
  const { value } = found
  if (value === null) return null
  switch (operator) {
    case 'gt':
    case 'increase':
    case 'decrease':
    case 'wave':
      return value > threshold
    case 'ge':
      return value >= threshold
    case 'lt':
      return value < threshold
    case 'le':
      return value <= threshold
    case 'eq':
      return value === threshold
    case 'ne':
      return value !== threshold
  }
}

/**
 * Change against an earlier period in percent, as the operator counts it. Null where there was nothing to compare with: from 0
 * nothing grows by a share, and nothing falls.
 */
export function changeOf(operator: 'increase' | 'decrease' | 'wave', now: number, before: number): number | null {
  if (before === 0) return operator === 'decrease' || now === 0 ? 0 : null
  const percent = ((now - before) / Math.abs(before)) * 100
  if (operator === 'increase') return percent
  return operator === 'decrease' ? -percent : Math.abs(percent)
}
