import { z } from 'zod'
import { Labels, Metadata, Owner, Remark, Time } from '#lib/api/endpoint.ts'
import { Scope } from '#lib/users/schema.ts'
import { AlarmLevel, AlarmSelector, FiringCounts, Severity, WeeklyHours } from './schema.ts'

export const Aggregate = z.enum(['last', 'avg', 'max', 'min', 'sum', 'count'])
export type Aggregate = z.output<typeof Aggregate>
export const Operator = z.enum(['gt', 'ge', 'lt', 'le', 'eq', 'ne', 'increase', 'decrease', 'wave', 'noData'])
export type Operator = z.output<typeof Operator>
/** Operators that compare with an earlier period; their thresholds are percent. */
export const changeOperators = ['increase', 'decrease', 'wave'] as const satisfies readonly Operator[]

export const Thresholds = z
  .strictObject({
    info: z.number().optional(),
    warning: z.number().optional(),
    critical: z.number().optional(),
  })
  .meta({ id: 'AlarmThresholds', description: 'In the unit of the metric; of a change in percent' })
export type Thresholds = z.output<typeof Thresholds>

export const AlarmCondition = z
  .strictObject({
    metric: z.string().min(1).max(64),
    periodSeconds: z.union([z.literal(60), z.literal(300), z.literal(900), z.literal(3600)]).default(60),
    aggregate: Aggregate.default('last'),
    operator: Operator,
    compareWith: z
      .enum(['day', 'week', 'previous'])
      .optional()
      .meta({ description: 'Of increase, decrease and wave: the same period a day or a week ago, or the one before' }),
    thresholds: Thresholds.meta({ description: 'At least one; the highest severity that holds wins. Of noData: 0' }),
    clear: Thresholds.optional().meta({
      description: 'By severity: an alarm ends only past it. Default: the threshold itself',
    }),
  })
  .meta({ id: 'AlarmCondition' })
export type AlarmCondition = z.output<typeof AlarmCondition>

const Template = z.string().trim().min(1).max(4_000).nullable()
/** Text of notices with variables such as `{{object}}`; null = the console's own. */
export const NoticeTemplates = z.strictObject({ en: Template, zhCN: Template }).meta({ id: 'AlarmTemplates' })

const minute = 60_000
export const repeatChoicesMs = [5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440].map((minutes) => minutes * minute)

export const NoDataPolicy = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('KEEP_LAST') }),
    z.strictObject({ action: z.literal('IGNORE') }),
    z.strictObject({ action: z.literal('OK') }),
    z.strictObject({ action: z.literal('ALARM'), severity: Severity }),
  ])
  .meta({
    id: 'AlarmNoData',
    description:
      'KEEP_LAST freezes the state and its clocks; IGNORE shows NO_DATA and tells nobody; OK closes without "resolved"; ALARM tells',
  })
export const ErrorPolicy = z
  .discriminatedUnion('action', [
    z.strictObject({ action: z.literal('KEEP_LAST') }),
    z.strictObject({
      action: z.literal('ALARM'),
      severity: Severity,
      afterMinutes: z.number().int().min(1).max(1440).default(10),
    }),
  ])
  .meta({ id: 'AlarmOnError', description: 'When the cluster was not sampled: a failed poll is never zero' })

const ruleFields = {
  name: z.string().trim().min(2).max(60),
  isEnabled: z.boolean().default(true),
  clusters: Scope.shape.clusters,
  level: AlarmLevel.default('group'),
  selector: AlarmSelector.default({}),
  conditions: z.array(AlarmCondition).min(1).max(6),
  combine: z.enum(['any', 'all', 'expression']).default('any'),
  expression: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .nullable()
    .default(null)
    .meta({ description: 'Over the rows A to F with and, or, not and brackets: A and (B or C)' }),
  forPeriods: z.number().int().min(0).max(60).default(2),
  keepFiringMs: z
    .number()
    .int()
    .min(0)
    .max(60 * minute)
    .default(2 * minute),
  noData: NoDataPolicy.default({ action: 'KEEP_LAST' }),
  onError: ErrorPolicy.default({ action: 'KEEP_LAST' }),
  activeHours: z
    .array(WeeklyHours)
    .min(1)
    .max(10)
    .nullable()
    .default(null)
    .meta({ description: 'Outside: evaluated, not notified. Null = always' }),
  policyIds: z
    .array(z.string().min(1).max(64))
    .min(1)
    .max(20)
    .nullable()
    .default(null)
    .meta({ description: 'Null = routed by labels' }),
  repeatMs: z
    .number()
    .int()
    .refine((ms) => repeatChoicesMs.includes(ms), { error: '5, 10, 15, 30 min, 1, 2, 3, 4, 6, 12 or 24 h' })
    .nullable()
    .default(240 * minute)
    .meta({ description: 'Null = once' }),
  growRepeat: z.boolean().default(false).meta({ description: 'Each wait is twice the last one, to 24 h' }),
  maxSends: z.number().int().min(1).max(1000).nullable().default(null),
  sendResolved: z.boolean().default(true),
  runbookUrl: z
    .url({ protocol: /^https?$/ })
    .max(1024)
    .nullable()
    .default(null),
  templates: NoticeTemplates.nullable().default(null),
  remark: Remark.nullable().default(null),
  owner: Owner.nullable().default(null),
  labels: Labels.default({}),
}

export const NewAlarmRule = z.strictObject(ruleFields).meta({ id: 'NewAlarmRule' })
export type NewAlarmRule = z.output<typeof NewAlarmRule>
export type AlarmRuleInput = z.input<typeof NewAlarmRule>

type Patched<T extends z.ZodRawShape> = {
  [K in keyof T]: z.ZodOptional<T[K] extends z.ZodDefault<infer Inner> ? Inner : T[K]>
}
/** Every field of a rule without its default: what is not sent stays as it is. */
function withoutDefaults<T extends z.ZodRawShape>(shape: T): Patched<T> {
  const fields = Object.entries(shape).map(([key, field]) => [
    key,
    z.optional(field instanceof z.ZodDefault ? field.unwrap() : field),
  ])
  return Object.fromEntries(fields) as Patched<T> // the same keys
}
export const AlarmRulePatch = z
  .strictObject({ ...withoutDefaults(ruleFields), revision: z.string().max(32).optional() })
  .meta({ id: 'AlarmRulePatch' })
export type AlarmRulePatch = z.output<typeof AlarmRulePatch>

/** A rule with how it does in the clusters that one may see. */
export const AlarmRule = z
  .object({
    ruleId: z.string(),
    ...NewAlarmRule.shape,
    ...Metadata.shape,
    revision: z.string(),
    updatedAt: Time,
    updatedBy: z.string(),
    /** Made by the console for each cluster: which of its rules; null for those of people. */
    shippedAs: z.string().nullable(),
    /** Its thresholds are the console's proposal and nobody has changed them yet. */
    isSuggested: z.boolean(),
    isBoundToMe: z.boolean().meta({ description: 'It is about what you see of its clusters, and yours to change' }),
    matched: z.number().int().nullable().meta({ description: 'Objects now; null until it was evaluated' }),
    firing: FiringCounts,
    pending: z.number().int(),
    lastEvaluatedAt: Time.nullable(),
    tookMs: z.number().nullable(),
    error: z.string().nullable(),
  })
  .meta({ id: 'AlarmRule' })
export type AlarmRule = z.output<typeof AlarmRule>
export const ruleSortFields = [
  'name',
  'level',
  'severity',
  'isEnabled',
  'matched',
  'firing',
  'lastEvaluatedAt',
  'tookMs',
  'owner',
  'updatedAt',
] as const

/** A saved rule and what the saving did. */
export const SavedAlarmRule = z
  .object({
    rule: AlarmRule,
    firesNow: z.number().int().nullable().meta({ description: 'Objects on which it holds now; null: not known' }),
    closed: z.number().int().meta({ description: 'Incidents that no longer match and were closed' }),
  })
  .meta({ id: 'SavedAlarmRule' })
export type SavedAlarmRule = z.output<typeof SavedAlarmRule>

const ExportedRule = z.strictObject(ruleFields)
export const RuleFile = z
  .strictObject({
    kind: z.literal('apogee-alarm-rules'),
    version: z.literal(1),
    rules: z.array(ExportedRule).max(1000),
  })
  .meta({ id: 'AlarmRuleFile' })
export type RuleFile = z.output<typeof RuleFile>
export const ImportRules = z
  .strictObject({
    file: RuleFile,
    clusters: ruleFields.clusters.optional().meta({ description: 'Instead of those that the file names' }),
    onConflict: z.enum(['skip', 'overwrite', 'rename']).default('skip'),
  })
  .meta({ id: 'ImportAlarmRules' })
export type ImportRules = z.output<typeof ImportRules>
export const ImportedRules = z
  .object({
    created: z.array(z.string()),
    updated: z.array(z.string()),
    skipped: z.array(z.object({ name: z.string(), detail: z.string() })),
    failed: z.array(z.object({ name: z.string(), detail: z.string() })),
  })
  .meta({ id: 'ImportedAlarmRules' })
export type ImportedRules = z.output<typeof ImportedRules>
