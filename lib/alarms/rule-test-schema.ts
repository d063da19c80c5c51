import { z } from 'zod'
import { ClusterId, MeasuredReason, Time } from '#lib/api/endpoint.ts'
import { AlarmInstance } from './incident-schema.ts'
import { NewAlarmRule, Thresholds } from './rule-schema.ts'
import { AlarmLevel, AlarmObject, AlarmSelector, AlarmState, CloseReason, Severity } from './schema.ts'

/** Of what a rule would look at; with conditions also of what it would do. */
export const RuleDraft = z
  .strictObject({
    rule: NewAlarmRule.partial()
      .extend({ clusters: NewAlarmRule.shape.clusters, level: AlarmLevel, selector: AlarmSelector })
      .meta({ id: 'AlarmRuleDraft' }),
    ruleId: z.string().max(64).optional().meta({ description: 'The rule that is edited' }),
  })
  .meta({ id: 'AlarmMatchInput' })
export type RuleDraft = z.output<typeof RuleDraft>

const ObjectIn = z.object({
  clusterId: ClusterId,
  clusterName: z.string(),
  object: AlarmObject,
  owner: z.string().nullable(),
})
export const RuleMatch = z
  .object({
    total: z.number().int(),
    clusters: z.array(z.object({ clusterId: ClusterId, clusterName: z.string(), matched: z.number().int() })),
    items: z.array(ObjectIn).meta({ description: 'At most 500, by name' }),
    /** Null without conditions. */
    firesNow: z
      .object({
        total: z.number().int(),
        items: z.array(
          ObjectIn.extend({ severity: Severity, value: z.number().nullable(), threshold: z.number().nullable() }),
        ),
      })
      .nullable(),
    /** Incidents of the edited rule that would close. */
    closes: z.object({ total: z.number().int(), items: z.array(AlarmInstance), reason: CloseReason }).nullable(),
    suggested: z
      .array(Thresholds.nullable())
      .nullable()
      .meta({ description: 'By row, out of the last 24 h of what matches; null where nothing can be proposed' }),
  })
  .meta({ id: 'AlarmRuleMatch' })
export type RuleMatch = z.output<typeof RuleMatch>

const RowResult = z.object({
  metric: z.string(),
  unit: z.string(),
  value: z.number().nullable(),
  reason: MeasuredReason.optional(),
  result: z.enum(['TRUE', 'FALSE', 'UNKNOWN', 'NOT_APPLICABLE']),
  severity: Severity.nullable(),
})
export const RuleTest = z
  .object({
    at: Time,
    tookMs: z.number(),
    total: z.number().int(),
    holding: z.number().int(),
    unknown: z.number().int(),
    items: z
      .array(
        ObjectIn.extend({
          result: z.enum(['TRUE', 'FALSE', 'NO_DATA', 'ERROR', 'NOT_APPLICABLE']),
          severity: Severity.nullable(),
          value: z.number().nullable(),
          threshold: z.number().nullable(),
          rows: z.array(RowResult),
          state: AlarmState.meta({ description: 'Its state as it stands' }),
        }),
      )
      .meta({ description: 'At most 500; those that hold first' }),
  })
  .meta({ id: 'AlarmRuleTest' })
export type RuleTest = z.output<typeof RuleTest>

export const BacktestInput = z
  .strictObject({
    rule: NewAlarmRule,
    clusterId: ClusterId,
    hours: z.union([z.literal(24), z.literal(168)]).default(24),
    object: AlarmObject.optional().meta({ description: 'Whose chart is drawn; else the worst' }),
  })
  .meta({ id: 'AlarmBacktestInput' })
export type BacktestInput = z.output<typeof BacktestInput>
export const Backtest = z
  .object({
    from: Time,
    to: Time,
    objects: z.number().int(),
    firedObjects: z.number().int(),
    firings: z.number().int(),
    longestMs: z.number(),
    notices: z.number().int(),
    spans: z
      .array(
        z.object({
          object: AlarmObject,
          from: Time,
          to: Time.nullable().meta({ description: 'Null: would fire still' }),
          severity: Severity,
          peakValue: z.number().nullable(),
        }),
      )
      .meta({ description: 'Would have fired, oldest first; at most 1,000' }),
    chart: z
      .object({
        object: AlarmObject,
        metric: z.string(),
        unit: z.string(),
        points: z.array(z.tuple([Time, z.number().nullable()])),
        thresholds: Thresholds,
      })
      .nullable()
      .meta({ description: 'The first row, judged period by period' }),
    notStored: z.array(z.string()).meta({ description: 'Metrics without a history: their rows are unknown here' }),
    suggested: z.array(Thresholds.nullable()),
  })
  .meta({ id: 'AlarmBacktest' })
export type Backtest = z.output<typeof Backtest>
