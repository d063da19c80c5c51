import { z } from 'zod'
import { ClusterId, Labels, MeasuredReason, Metadata, measured, Owner, Remark, Time } from '#lib/api/endpoint.ts'
import { Scope, TimeZone } from '#lib/users/schema.ts'

export const Severity = z.enum(['INFO', 'WARNING', 'CRITICAL']).meta({ id: 'AlarmSeverity' })
export type Severity = z.output<typeof Severity>
/** Lowest first. */
export const severities = ['INFO', 'WARNING', 'CRITICAL'] as const satisfies readonly Severity[]

export const AlarmState = z
  .enum(['OK', 'PENDING', 'FIRING', 'RECOVERING', 'NO_DATA', 'ERROR', 'CLOSED'])
  .meta({ id: 'AlarmState' })
export type AlarmState = z.output<typeof AlarmState>

/** Why an incident ended without being resolved. */
export const CloseReason = z
  .enum(['DELETED', 'NO_LONGER_MATCHES', 'RULE_CHANGED', 'RULE_DELETED', 'RULE_DISABLED', 'NO_DATA', 'NOT_APPLICABLE'])
  .meta({ id: 'AlarmCloseReason' })
export type CloseReason = z.output<typeof CloseReason>

/** What one instance of a rule is about. */
export const AlarmLevel = z
  .enum(['cluster', 'broker', 'node', 'namespace', 'topic', 'group', 'groupTopic', 'client'])
  .meta({ id: 'AlarmLevel' })
export type AlarmLevel = z.output<typeof AlarmLevel>

const Name = z.string().max(255)
/** Identity of an object: only the names that its level has. A node has its address, and its broker name where it is a broker. */
export const AlarmObject = z
  .object({
    level: AlarmLevel,
    brokerName: Name.optional(),
    address: Name.optional(),
    namespace: Name.optional(),
    topicName: Name.optional(),
    groupName: Name.optional(),
    clientId: z.string().max(1024).optional(),
  })
  .meta({ id: 'AlarmObject' })
export type AlarmObject = z.output<typeof AlarmObject>

export const NamePattern = z
  .strictObject({ kind: z.enum(['glob', 'regex']), pattern: z.string().min(1).max(200) })
  .meta({ id: 'AlarmNamePattern', description: 'A glob knows * and ?; a regular expression must match the whole name' })
export type NamePattern = z.output<typeof NamePattern>

/**
 * Which objects of the level a rule is about. Every part that is there must match; none = all of them. Names and patterns are
 * those of the object: of a topic×group and of a client, those of the group. Without `names` RocketMQ's own topics and groups
 * are left out.
 */
export const AlarmSelector = z
  .strictObject({
    names: z.array(Name.min(1)).min(1).max(500).optional(),
    include: z.array(NamePattern).min(1).max(20).optional().meta({ description: 'One of them must match' }),
    exclude: z.array(NamePattern).min(1).max(20).optional().meta({ description: 'None of them may match' }),
    topics: z.array(NamePattern).min(1).max(20).optional().meta({ description: 'Of level groupTopic: its topic' }),
    labels: Labels.optional(),
    namespace: Name.optional(),
    owner: Owner.optional(),
  })
  .meta({ id: 'AlarmSelector' })
export type AlarmSelector = z.output<typeof AlarmSelector>

export const Aggregate = z.enum(['last', 'avg', 'max', 'min', 'sum', 'count'])
export type Aggregate = z.output<typeof Aggregate>
export const Operator = z.enum(['gt', 'ge', 'lt', 'le', 'eq', 'ne', 'increase', 'decrease', 'wave', 'noData'])
export type Operator = z.output<typeof Operator>
/** Operators that compare with an earlier period; their thresholds are percent. */
export const changeOperators = ['increase', 'decrease', 'wave'] as const satisfies readonly Operator[]

const Thresholds = z
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

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'HH:MM')
/** Hours of some weekdays; `to` before or at `from` ends on the next day. */
export const WeeklyHours = z
  .strictObject({
    weekdays: z.array(z.number().int().min(1).max(7)).min(1).max(7).meta({ description: '1 = Monday' }),
    from: TimeOfDay,
    to: TimeOfDay,
    timeZone: TimeZone,
  })
  .meta({ id: 'WeeklyHours' })
export type WeeklyHours = z.output<typeof WeeklyHours>

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

const FiringCounts = z.object({
  critical: z.number().int(),
  warning: z.number().int(),
  info: z.number().int(),
})

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

const Acknowledgement = z
  .object({
    by: z.string(),
    at: Time,
    note: z.string().nullable(),
    until: Time.nullable().meta({ description: 'Null: until it is resolved' }),
  })
  .meta({ id: 'AlarmAcknowledgement' })
const InhibitedBy = z.object({ instanceId: z.string(), ruleId: z.string(), ruleName: z.string(), object: AlarmObject })
const SilencedBy = z.object({
  silenceId: z.string().nullable().meta({ description: 'Null: the maintenance of its cluster' }),
  reason: z.string(),
  by: z.string(),
  until: Time.nullable(),
})

/** One incident of one object: from the first period in which a condition held to its end. */
export const AlarmInstance = z
  .object({
    instanceId: z.string(),
    ruleId: z.string(),
    ruleName: z.string(),
    level: AlarmLevel,
    clusterId: ClusterId,
    clusterName: z.string(),
    environment: z.string(),
    object: AlarmObject,
    owner: z.string().nullable().meta({ description: 'Of the rule, else of the object, else of the cluster' }),
    labels: z.record(z.string(), z.string()).meta({ description: 'Of cluster, object and rule; the rule wins' }),
    state: AlarmState,
    closeReason: CloseReason.nullable(),
    severity: Severity.nullable(),
    metric: z.string().meta({ description: 'Of the row that decided' }),
    unit: z.string(),
    value: measured(z.number()),
    threshold: z.number().nullable(),
    peakValue: z.number().nullable(),
    peakSeverity: Severity.nullable(),
    trend: z.enum(['UP', 'FLAT', 'DOWN']).nullable(),
    /** When its condition began to hold, when it fired, when it was last seen to hold, when it ended. */
    since: Time,
    firedAt: Time.nullable(),
    lastSeenAt: Time,
    endedAt: Time.nullable(),
    durationMs: z.number(),
    acknowledged: Acknowledgement.optional(),
    silencedBy: SilencedBy.optional(),
    inhibitedBy: InhibitedBy.optional(),
    isFlapping: z.boolean(),
    sends: z.number().int().meta({ description: 'Notices handed to the policies' }),
    lastNoticeAt: Time.nullable(),
    nextRepeatAt: Time.nullable(),
  })
  .meta({ id: 'AlarmInstance' })
export type AlarmInstance = z.output<typeof AlarmInstance>

export const activeSortFields = [
  'severity',
  'state',
  'object',
  'ruleName',
  'clusterName',
  'metric',
  'value',
  'threshold',
  'since',
  'lastSeenAt',
  'owner',
  'acknowledged',
  'silencedBy',
  'nextRepeatAt',
] as const
export const historySortFields = [
  'since',
  'firedAt',
  'endedAt',
  'lastSeenAt',
  'severity',
  'peakSeverity',
  'peakValue',
  'state',
  'ruleName',
  'clusterName',
  'object',
  'sends',
] as const

/** Answer of the list of active alarms: what the bell shows stands beside its rows. */
export const AlarmCounts = z
  .object({
    unacknowledged: FiringCounts.meta({ description: 'Firing, neither acknowledged nor silenced nor inhibited' }),
    firing: FiringCounts,
  })
  .meta({ id: 'AlarmCounts' })
export type AlarmCounts = z.output<typeof AlarmCounts>

export const AlarmEventKind = z.enum([
  'STATE',
  'SEVERITY',
  'NOTICE',
  'FLAPPING',
  'ACKNOWLEDGED',
  'ACKNOWLEDGEMENT_ENDED',
  'NOTE',
])
export const Transition = z.enum(['FIRING', 'RESOLVED', 'REPEAT', 'SEVERITY_UP', 'FLAPPING'])
export type Transition = z.output<typeof Transition>

/** One line of an incident's history. */
export const AlarmEvent = z
  .object({
    eventId: z.string(),
    instanceId: z.string(),
    ruleId: z.string(),
    ruleName: z.string(),
    clusterId: ClusterId,
    object: AlarmObject,
    at: Time.meta({ description: 'Time of the sample that it was judged by' }),
    kind: AlarmEventKind,
    from: AlarmState.nullable(),
    to: AlarmState,
    severity: Severity.nullable(),
    value: z.number().nullable(),
    threshold: z.number().nullable(),
    closeReason: CloseReason.nullable(),
    /** What was told to the policies; null when nothing was. */
    transition: Transition.nullable(),
    /** Why a notice was not sent though the event happened. */
    hiddenBy: z.enum(['SILENCE', 'INHIBITION', 'ACTIVE_HOURS', 'FLAPPING', 'MAX_SENDS']).nullable(),
    by: z.string().nullable().meta({ description: 'Of acknowledgements and notes' }),
    text: z.string().nullable(),
  })
  .meta({ id: 'AlarmEvent' })
export type AlarmEvent = z.output<typeof AlarmEvent>

export const AlarmNote = z
  .object({ noteId: z.string(), text: z.string(), by: z.string(), at: Time })
  .meta({ id: 'AlarmNote' })
export type AlarmNote = z.output<typeof AlarmNote>

/** The incident page. */
export const AlarmIncident = AlarmInstance.extend({
  rule: AlarmRule.nullable().meta({ description: 'Null when it was deleted' }),
  events: z.array(AlarmEvent).meta({ description: 'Newest first, at most 1,000' }),
  notes: z.array(AlarmNote),
  others: z.array(AlarmInstance).meta({ description: 'Other open alarms of the same object' }),
  previous: z.array(AlarmInstance).meta({ description: 'Earlier incidents of the same rule and object, newest first' }),
}).meta({ id: 'AlarmIncident' })
export type AlarmIncident = z.output<typeof AlarmIncident>

export const AcknowledgeInput = z.strictObject({
  isAcknowledged: z.boolean().default(true).meta({ description: 'false takes it back' }),
  note: z.string().trim().max(1000).nullable().default(null),
  until: Time.nullable().default(null).meta({ description: 'Repeats begin again then; null: until it is resolved' }),
})
export type AcknowledgeInput = z.output<typeof AcknowledgeInput>
export const AcknowledgeMany = z.strictObject({
  instanceIds: z.array(z.string().max(64)).min(1).max(500),
  ...AcknowledgeInput.shape,
})
export const NoteInput = z.strictObject({ text: z.string().trim().min(1).max(4_000) })

/** Of what a rule would look at; with conditions also of what it would do. */
export const RuleDraft = z
  .strictObject({
    rule: NewAlarmRule.partial()
      .extend({ clusters: ruleFields.clusters, level: AlarmLevel, selector: AlarmSelector })
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

/** What a silence is about: every part that is there must match. */
export const SilenceScope = z
  .strictObject({
    clusterId: ClusterId.optional().meta({ description: 'Absent = every cluster' }),
    ruleId: z.string().max(64).optional(),
    instanceId: z.string().max(64).optional().meta({ description: 'This incident alone, until it is resolved' }),
    object: NamePattern.optional().meta({
      description: 'Any name of the object: topic, group, broker, address, client',
    }),
    level: AlarmLevel.optional(),
    labels: Labels.optional(),
    severities: z.array(Severity).min(1).max(3).optional(),
  })
  .meta({ id: 'SilenceScope' })
export type SilenceScope = z.output<typeof SilenceScope>

const silenceFields = {
  scope: SilenceScope,
  startsAt: Time.optional().meta({ description: 'Default: now' }),
  endsAt: Time.nullable().optional().meta({
    description: 'Null: until the incident is resolved, or for ever where it is recurring',
  }),
  recurring: WeeklyHours.nullable().optional().meta({ description: 'Only in these hours, in this zone' }),
  reason: z.string().trim().min(1).max(256),
}
export const NewSilence = z.strictObject(silenceFields).meta({ id: 'NewSilence' })
export type NewSilence = z.output<typeof NewSilence>
export const SilencePatch = z
  .strictObject({
    scope: SilenceScope.optional(),
    startsAt: Time.optional(),
    endsAt: Time.nullable().optional(),
    recurring: WeeklyHours.nullable().optional(),
    reason: silenceFields.reason.optional(),
    revision: z.string().max(32).optional(),
  })
  .meta({ id: 'SilencePatch' })
export type SilencePatch = z.output<typeof SilencePatch>
export const SilenceState = z.enum(['ACTIVE', 'SCHEDULED', 'ENDED'])
export const Silence = z
  .object({
    silenceId: z.string(),
    /** MAINTENANCE: of a cluster in maintenance; ended and extended there, not here. */
    kind: z.enum(['SILENCE', 'MAINTENANCE']),
    clusterName: z.string().nullable(),
    ruleName: z.string().nullable(),
    objectName: z.string().nullable().meta({ description: 'Of one incident: what it is about' }),
    object: AlarmObject.nullable().meta({ description: 'The same by its parts' }),
    scope: SilenceScope,
    startsAt: Time,
    endsAt: Time.nullable(),
    recurring: WeeklyHours.nullable(),
    nextAt: Time.nullable().meta({ description: 'When it begins next, or began where it is active' }),
    nextEndsAt: Time.nullable(),
    state: SilenceState,
    reason: z.string(),
    silencing: z.number().int().meta({ description: 'Open alarms that it hides now' }),
    createdBy: z.string(),
    createdAt: Time,
    updatedAt: Time,
    revision: z.string(),
  })
  .meta({ id: 'Silence' })
export type Silence = z.output<typeof Silence>
export const silenceSortFields = [
  'startsAt',
  'endsAt',
  'state',
  'reason',
  'createdBy',
  'createdAt',
  'silencing',
] as const
export const SilencePreview = z
  .object({
    total: z.number().int(),
    items: z.array(AlarmInstance).meta({ description: 'Open alarms that it would hide; at most 100' }),
    windows: z.array(z.object({ from: Time, to: Time.nullable() })).meta({ description: 'Its next ones, at most 10' }),
  })
  .meta({ id: 'SilencePreview' })
export type SilencePreview = z.output<typeof SilencePreview>

/** A metric that rules may ask about. */
export const AlarmMetric = z
  .object({
    metric: z.string(),
    group: z.enum(['availability', 'resource', 'performance', 'exception', 'hygiene']),
    unit: z.string(),
    levels: z.array(AlarmLevel),
    /** A state is 0 or 1 or a number of this moment: its aggregate is `last`, and it has no backtest. */
    kind: z.enum(['rate', 'gauge', 'counter', 'state']),
    isStored: z.boolean(),
    higherIsWorse: z.boolean().nullable(),
  })
  .meta({ id: 'AlarmMetric' })
export type AlarmMetric = z.output<typeof AlarmMetric>
