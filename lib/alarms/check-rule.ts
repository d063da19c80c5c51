import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { templateVariables, unknownVariables } from '#lib/notifications/render-template.ts'
import { alarmMetrics } from './alarm-metrics.ts'
import { severitiesOf } from './judge.ts'
import { type AlarmCondition, changeOperators, type NewAlarmRule } from './rule-schema.ts'
import type { NamePattern, Severity } from './schema.ts'
import { parseExpression } from './three-valued.ts'

export interface FieldError {
  path: string
  rule: string
  detail: string
}

const letters = 'ABCDEF'
const keys = { INFO: 'info', WARNING: 'warning', CRITICAL: 'critical' } as const satisfies Record<Severity, string>

/** What is wrong with a rule beyond its shape: one message per field. */
export function ruleErrors(rule: Pick<NewAlarmRule, 'level' | 'selector'> & Partial<NewAlarmRule>): FieldError[] {
  const { conditions = [], combine = 'any', expression = null, level, selector } = rule
  const errors = [
    ...conditions.flatMap((condition, row) => conditionError(condition, row, level) ?? []),
    ...(['include', 'exclude', 'topics'] as const).flatMap((part) =>
      (selector[part] ?? []).flatMap(
        (pattern, index) => patternError(pattern, `selector.${part}.${index}.pattern`) ?? [],
      ),
    ),
  ]
  for (const language of ['en', 'zhCN'] as const) {
    const [unknown] = unknownVariables(rule.templates?.[language] ?? '', templateVariables)
    if (unknown !== undefined)
      errors.push(
        field(`templates.${language}`, 'variable', `There is no variable ${unknown}: ${templateVariables.join(', ')}.`),
      )
  }
  if (selector.topics && level !== 'groupTopic')
    errors.push(field('selector.topics', 'level', 'Topics are chosen only where the level is topic×group.'))
  if (combine === 'expression') {
    const parsed =
      expression === null
        ? 'Write how the rows are combined: A and (B or C).'
        : parseExpression(expression, conditions.length)
    if (typeof parsed === 'string') errors.push(field('expression', 'expression', parsed))
  } else if (expression !== null) {
    errors.push(field('expression', 'combine', 'An expression is used only where the rows are combined by one.'))
  }
  return errors
}

const field = (path: string, rule: string, detail: string): FieldError => ({ path, rule, detail })

function conditionError(condition: AlarmCondition, row: number, level: NewAlarmRule['level']): FieldError | null {
  const { metric, aggregate, operator, compareWith, thresholds, clear } = condition
  const at = (part: string, rule: string, detail: string) =>
    field(`conditions.${row}.${part}`, rule, `Row ${letters[row]}: ${detail}`)
  const entry = alarmMetrics.get(metric)
  if (!entry) return at('metric', 'metric', `there is no metric ${metric}.`)
  if (!entry.levels.includes(level))
    return at('metric', 'level', `${metric} is a number of ${entry.levels.join(', ')}, not of ${level}.`)
  const isChange = (changeOperators as readonly string[]).includes(operator)
  if (!entry.isStored && aggregate !== 'last')
    return at('aggregate', 'state', `${metric} is a state of this moment: its aggregate is last.`)
  if (entry.derivedFrom && aggregate !== 'last')
    return at('aggregate', 'derived', `${metric} is one number of its period: its aggregate is last.`)
  if (!entry.isStored && (isChange || operator === 'noData'))
    return at('operator', 'state', `${metric} has no history to compare with.`)
  if (isChange && compareWith === undefined)
    return at('compareWith', 'required', 'say what it is compared with: day, week or previous.')
  if (!isChange && compareWith !== undefined)
    return at('compareWith', 'operator', 'only increase, decrease and wave compare with another period.')
  const given = severitiesOf([condition])
  if (given.length === 0) return at('thresholds', 'required', 'give a threshold of at least one severity.')
  const isLower = operator === 'lt' || operator === 'le'
  const isOrdered = isLower || operator === 'gt' || operator === 'ge' || isChange
  for (const [index, severity] of given.entries()) {
    const value = thresholds[keys[severity]] ?? 0
    const higher = given[index + 1]
    const next = higher === undefined ? undefined : thresholds[keys[higher]]
    if (isOrdered && next !== undefined && (isLower ? next >= value : next <= value))
      return at(
        `thresholds.${keys[higher ?? severity]}`,
        'order',
        `${keys[higher ?? severity]} must be ${isLower ? 'lower' : 'higher'} than ${keys[severity]}.`,
      )
  }
  for (const [key, value] of Object.entries(clear ?? {})) {
    const threshold = thresholds[key as keyof typeof thresholds] // the same keys
    if (value === undefined) continue
    if (threshold === undefined) return at(`clear.${key}`, 'severity', `there is no ${key} threshold to clear.`)
    if (!isOrdered) return at(`clear.${key}`, 'operator', 'a clear threshold needs an operator that compares by size.')
    if (isLower ? value < threshold : value > threshold)
      return at(`clear.${key}`, 'order', `the clear threshold lies on the good side of ${threshold}.`)
  }
  return null
}

/** A repeated group that repeats inside can take for ever on a name that does not match. */
const nestedRepeat = /\([^()]*[*+}][^()]*\)\s*[*+{]/

export function patternError({ kind, pattern }: NamePattern, path: string): FieldError | null {
  if (kind === 'glob') return null
  try {
    new RegExp(pattern)
  } catch (error) {
    return field(path, 'regex', error instanceof Error ? error.message : String(error))
  }
  if (nestedRepeat.test(pattern))
    return field(path, 'regex', 'A repeated group must not repeat inside: (a+)+ may take for ever.')
  return null
}

/** @throws AppError INVALID_INPUT with each field that is wrong */
export async function requireValidRule(rule: NewAlarmRule, prefix = 'body.'): Promise<void> {
  const errors = ruleErrors(rule)
  if (rule.policyIds) {
    const known = await db().noticePolicy.findMany({
      where: { policyId: { in: rule.policyIds } },
      select: { policyId: true },
    })
    const missing = rule.policyIds.filter((id) => !known.some(({ policyId }) => policyId === id))
    if (missing.length > 0) errors.push(field('policyIds', 'unknown', `There is no policy ${missing.join(', ')}.`))
  }
  const [first] = errors
  if (!first) return
  throw new AppError('INVALID_INPUT', first.detail, {
    fields: errors.map((error) => ({ ...error, path: prefix + error.path })),
  })
}
