import { fromLabels, parseLabel, toLabels } from '#components/topics/labels.ts'
import type { AlarmCondition, AlarmRule, AlarmRuleInput, Thresholds } from '#lib/alarms/rule-schema.ts'
import type { AlarmLevel, AlarmObject, AlarmSelector, NamePattern, Severity, WeeklyHours } from '#lib/alarms/schema.ts'
import { parseMeasure, typedMeasure } from './measure.ts'
import { isFlag, thresholdUnit, type UnitOf } from './use-alarm-words.ts'

export const severityKeys = ['critical', 'warning', 'info'] as const
type SeverityKey = (typeof severityKeys)[number]

/** One condition as it is typed: limits are text with units. */
export interface RowDraft {
  id: number
  metric: string
  periodSeconds: AlarmCondition['periodSeconds']
  aggregate: AlarmCondition['aggregate']
  operator: AlarmCondition['operator']
  compareWith: NonNullable<AlarmCondition['compareWith']>
  limits: Record<SeverityKey, string>
  clears: Record<SeverityKey, string>
}

type ClusterParts = Exclude<AlarmRuleInput['clusters'], 'all'>

/** What a rule may say beyond the fields of the editor. It is kept until somebody takes it away, or every save would widen the rule. */
export interface KeptParts {
  /** Of a scope with several kinds all of them; that which the editor shows is typed there. */
  clusters: ClusterParts
  /** Patterns beside names, of the other kind than those that are shown, and of topics where the level has no field for them. */
  selector: Partial<Record<PatternField, readonly NamePattern[]>>
}
export const patternFields = ['include', 'exclude', 'topics'] as const
type PatternField = (typeof patternFields)[number]
export const nothingKept: KeptParts = { clusters: {}, selector: {} }

export interface RuleDraft {
  name: string
  remark: string
  owner: string
  labels: readonly string[]
  isEnabled: boolean
  scopeKind: 'all' | 'clusterIds' | 'environments' | 'labels'
  clusterIds: readonly string[]
  environments: readonly string[]
  clusterLabels: readonly string[]
  level: AlarmLevel
  selectorKind: 'all' | 'names' | 'patterns'
  names: readonly string[]
  patternKind: NamePattern['kind']
  include: string
  exclude: string
  topics: string
  kept: KeptParts
  objectLabels: readonly string[]
  namespace: string
  objectOwner: string
  rows: readonly RowDraft[]
  combine: 'any' | 'all' | 'expression'
  expression: string
  forPeriods: number | null
  keepFiringMinutes: number | null
  noData: 'KEEP_LAST' | 'IGNORE' | 'OK' | 'ALARM'
  noDataSeverity: Severity
  onError: 'KEEP_LAST' | 'ALARM'
  onErrorSeverity: Severity
  onErrorMinutes: number | null
  activeHours: readonly WeeklyHours[]
  policyIds: readonly string[]
  repeatMs: number | null
  growRepeat: boolean
  maxSends: number | null
  sendResolved: boolean
  runbookUrl: string
  templateEn: string
  templateZh: string
}

const noLimits = { critical: '', warning: '', info: '' }
export const emptyRow = (id: number, metric = ''): RowDraft => ({
  id,
  metric,
  periodSeconds: 60,
  aggregate: 'last',
  operator: 'gt',
  compareWith: 'day',
  limits: noLimits,
  clears: noLimits,
})

/** What may be asked of a page: a metric of an object, as charts and rows hand it on. */
export interface RuleStart {
  metric: string | null
  scope: string | null
  object: string | null
}

const levels: readonly AlarmLevel[] = [
  'cluster',
  'broker',
  'node',
  'namespace',
  'topic',
  'group',
  'groupTopic',
  'client',
]

/** Names of an object in an address: as JSON, or the plain name of one. */
export function parseObject(text: string | null, level: AlarmLevel): Omit<AlarmObject, 'level'> {
  if (text === null || text === '') return {}
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null) return json
  } catch {
    // a plain name
  }
  const keys = {
    cluster: null,
    broker: 'brokerName',
    node: 'address',
    namespace: 'namespace',
    topic: 'topicName',
    group: 'groupName',
    groupTopic: 'groupName',
    client: 'clientId',
  } as const
  const key = keys[level]
  return key === null ? {} : { [key]: text }
}

export function startDraft(clusterId: string, { metric, scope, object }: RuleStart): RuleDraft {
  const level = levels.find((known) => known === scope) ?? 'group'
  const names = parseObject(object, level)
  // Of a topic×group and of a client, a selector names the group.
  const name =
    level === 'cluster' || (level === 'groupTopic' && names.groupName === undefined)
      ? undefined
      : (names.groupName ?? names.topicName ?? names.brokerName ?? names.address ?? names.namespace ?? names.clientId)
  return {
    name: '',
    remark: '',
    owner: '',
    labels: [],
    isEnabled: true,
    scopeKind: 'clusterIds',
    clusterIds: [clusterId],
    environments: [],
    clusterLabels: [],
    level,
    selectorKind: name === undefined ? 'all' : 'names',
    names: name === undefined ? [] : [name],
    patternKind: 'glob',
    include: '',
    exclude: '',
    topics: level === 'groupTopic' && names.topicName ? names.topicName : '',
    kept: nothingKept,
    objectLabels: [],
    namespace: '',
    objectOwner: '',
    rows: [emptyRow(1, metric ?? '')],
    combine: 'any',
    expression: '',
    forPeriods: 2,
    keepFiringMinutes: 2,
    noData: 'KEEP_LAST',
    noDataSeverity: 'WARNING',
    onError: 'KEEP_LAST',
    onErrorSeverity: 'WARNING',
    onErrorMinutes: 10,
    activeHours: [],
    policyIds: [],
    repeatMs: 14_400_000,
    growRepeat: false,
    maxSends: null,
    sendResolved: true,
    runbookUrl: '',
    templateEn: '',
    templateZh: '',
  }
}

/** Patterns that the editor shows, a line each, and those that it has no place for. */
function patternParts({ level, selector }: AlarmRule): Pick<RuleDraft, 'patternKind' | PatternField> & {
  kept: KeptParts['selector']
} {
  const fields = patternFields.filter((field) =>
    field === 'topics' ? level === 'groupTopic' : selector.names === undefined,
  )
  const patternKind = fields.flatMap((field) => selector[field] ?? [])[0]?.kind ?? 'glob'
  const isShown = (field: PatternField, { kind }: NamePattern) => fields.includes(field) && kind === patternKind
  const lines = (field: PatternField) =>
    (selector[field] ?? [])
      .filter((each) => isShown(field, each))
      .map(({ pattern }) => pattern)
      .join('\n')
  const kept = patternFields.flatMap((field) => {
    const others = (selector[field] ?? []).filter((each) => !isShown(field, each))
    return others.length === 0 ? [] : [[field, others] as const]
  })
  const [include, exclude, topics] = [lines('include'), lines('exclude'), lines('topics')]
  return { patternKind, include, exclude, topics, kept: Object.fromEntries(kept) }
}

const typedLimits = (thresholds: Thresholds | undefined, unit: string): Record<SeverityKey, string> => {
  const typed = (key: SeverityKey) => {
    const limit = thresholds?.[key]
    return limit === undefined ? '' : typedMeasure(limit, unit)
  }
  return { critical: typed('critical'), warning: typed('warning'), info: typed('info') }
}

/** A saved rule as it is edited. */
export function draftOfRule(rule: AlarmRule, unitOf: UnitOf): RuleDraft {
  const { clusters, selector, templates, noData, onError } = rule
  const scope = clusters === 'all' ? {} : clusters
  const { kept, ...patterns } = patternParts(rule)
  return {
    name: rule.name,
    remark: rule.remark ?? '',
    owner: rule.owner ?? '',
    labels: fromLabels(rule.labels),
    isEnabled: rule.isEnabled,
    scopeKind:
      clusters === 'all' ? 'all' : scope.clusterIds ? 'clusterIds' : scope.environments ? 'environments' : 'labels',
    clusterIds: scope.clusterIds ?? [],
    environments: scope.environments ?? [],
    clusterLabels: fromLabels(scope.labels ?? {}),
    level: rule.level,
    selectorKind: selector.names ? 'names' : selector.include || selector.exclude ? 'patterns' : 'all',
    names: selector.names ?? [],
    ...patterns,
    kept: { clusters: Object.keys(scope).length > 1 ? scope : {}, selector: kept },
    objectLabels: fromLabels(selector.labels ?? {}),
    namespace: selector.namespace ?? '',
    objectOwner: selector.owner ?? '',
    rows: rule.conditions.map((row, index) => {
      const unit = thresholdUnit(row, unitOf(row.metric))
      return {
        id: index + 1,
        metric: row.metric,
        periodSeconds: row.periodSeconds,
        aggregate: row.aggregate,
        operator: row.operator,
        compareWith: row.compareWith ?? 'day',
        limits: typedLimits(row.thresholds, unit),
        clears: typedLimits(row.clear, unit),
      }
    }),
    combine: rule.combine,
    expression: rule.expression ?? '',
    forPeriods: rule.forPeriods,
    keepFiringMinutes: rule.keepFiringMs / 60_000,
    noData: noData.action,
    noDataSeverity: noData.action === 'ALARM' ? noData.severity : 'WARNING',
    onError: onError.action,
    onErrorSeverity: onError.action === 'ALARM' ? onError.severity : 'WARNING',
    onErrorMinutes: onError.action === 'ALARM' ? onError.afterMinutes : 10,
    activeHours: rule.activeHours ?? [],
    policyIds: rule.policyIds ?? [],
    repeatMs: rule.repeatMs,
    growRepeat: rule.growRepeat,
    maxSends: rule.maxSends,
    sendResolved: rule.sendResolved,
    runbookUrl: rule.runbookUrl ?? '',
    templateEn: templates?.en ?? '',
    templateZh: templates?.zhCN ?? '',
  }
}

/** Field of the API, and the word of `alarms.editor.problems`. What is not here the server judges. */
export type RuleProblems = Readonly<
  Record<string, 'required' | 'metric' | 'threshold' | 'noThreshold' | 'expression' | 'label'>
>

const patterns = (text: string, kind: NamePattern['kind']): NamePattern[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((pattern) => ({ kind, pattern }))

export function toSelector(draft: RuleDraft): AlarmSelector {
  const hasField = (field: PatternField) =>
    field === 'topics' ? draft.level === 'groupTopic' : draft.selectorKind === 'patterns'
  const all = patternFields.flatMap((field) => {
    const typed = hasField(field) ? patterns(draft[field], draft.patternKind) : []
    const both = [...typed, ...(draft.kept.selector[field] ?? [])]
    return both.length === 0 ? [] : [[field, both] as const]
  })
  return {
    ...(draft.selectorKind === 'names' && draft.names.length > 0 && { names: [...draft.names] }),
    ...Object.fromEntries(all),
    ...(draft.objectLabels.length > 0 && { labels: toLabels(draft.objectLabels) }),
    ...(draft.namespace.trim() && { namespace: draft.namespace.trim() }),
    ...(draft.objectOwner.trim() && { owner: draft.objectOwner.trim() }),
  }
}

export function toClusters(draft: RuleDraft): AlarmRuleInput['clusters'] {
  switch (draft.scopeKind) {
    case 'all':
      return 'all'
    case 'clusterIds':
      return { ...draft.kept.clusters, clusterIds: [...draft.clusterIds] }
    case 'environments':
      return { ...draft.kept.clusters, environments: [...draft.environments] }
    case 'labels':
      return { ...draft.kept.clusters, labels: toLabels(draft.clusterLabels) }
  }
}

/** One row; limits that cannot be read are left out and named. */
export function toCondition(
  row: RowDraft,
  unitOf: UnitOf,
): { condition: AlarmCondition; problems: Record<string, RuleProblems[string]> } {
  const problems: Record<string, RuleProblems[string]> = {}
  const isChange = row.operator === 'increase' || row.operator === 'decrease' || row.operator === 'wave'
  const unit = thresholdUnit(row, unitOf(row.metric))
  const read = (typed: Record<SeverityKey, string>, field: string): Thresholds =>
    Object.fromEntries(
      severityKeys.flatMap((key) => {
        const text = typed[key].trim()
        if (text === '') return []
        // Of what is or is not, and of "no data", a severity is chosen and nothing typed.
        const value = row.operator === 'noData' ? 0 : isFlag(unit) ? 1 : parseMeasure(text, unit)
        if (value === null) problems[`${field}.${key}`] = 'threshold'
        return value === null ? [] : [[key, value]]
      }),
    )
  const thresholds = read(row.limits, 'thresholds')
  const clear = row.operator === 'noData' || isFlag(unit) ? {} : read(row.clears, 'clear')
  if (row.metric === '') problems.metric = 'metric'
  if (Object.keys(thresholds).length === 0 && Object.keys(problems).every((field) => !field.startsWith('thresholds')))
    problems.thresholds = 'noThreshold'
  return {
    condition: {
      metric: row.metric,
      periodSeconds: row.periodSeconds,
      aggregate: row.aggregate,
      operator: isFlag(unit) && row.operator !== 'noData' ? 'ge' : row.operator,
      ...(isChange && { compareWith: row.compareWith }),
      thresholds,
      ...(Object.keys(clear).length > 0 && { clear }),
    },
    problems,
  }
}

/** The rule as the API takes it, and what is not filled in yet, by field. */
export function toRule(draft: RuleDraft, unitOf: UnitOf): { rule: AlarmRuleInput; problems: RuleProblems } {
  const problems: Record<string, RuleProblems[string]> = {}
  const rows = draft.rows.map((row) => toCondition(row, unitOf))
  rows.forEach(({ problems: found }, index) => {
    for (const [field, problem] of Object.entries(found)) problems[`conditions.${index}.${field}`] = problem
  })
  if (draft.name.trim() === '') problems.name = 'required'
  if (draft.scopeKind !== 'all' && draft[scopeFields[draft.scopeKind]].length === 0) problems.clusters = 'required'
  if (draft.selectorKind === 'names' && draft.names.length === 0) problems['selector.names'] = 'required'
  if (draft.combine === 'expression' && draft.rows.length > 1 && draft.expression.trim() === '')
    problems.expression = 'expression'
  if (draft.labels.some((label) => parseLabel(label) === null)) problems.labels = 'label'
  const isExpression = draft.combine === 'expression' && draft.rows.length > 1
  return {
    rule: {
      name: draft.name.trim(),
      isEnabled: draft.isEnabled,
      clusters: toClusters(draft),
      level: draft.level,
      selector: toSelector(draft),
      conditions: rows.map(({ condition }) => condition),
      combine: draft.rows.length === 1 ? 'any' : draft.combine,
      expression: isExpression ? draft.expression.trim() : null,
      forPeriods: draft.forPeriods ?? 0,
      keepFiringMs: (draft.keepFiringMinutes ?? 0) * 60_000,
      noData: draft.noData === 'ALARM' ? { action: 'ALARM', severity: draft.noDataSeverity } : { action: draft.noData },
      onError:
        draft.onError === 'ALARM'
          ? { action: 'ALARM', severity: draft.onErrorSeverity, afterMinutes: draft.onErrorMinutes ?? 10 }
          : { action: draft.onError },
      activeHours: draft.activeHours.length === 0 ? null : [...draft.activeHours],
      policyIds: draft.policyIds.length === 0 ? null : [...draft.policyIds],
      repeatMs: draft.repeatMs,
      growRepeat: draft.repeatMs !== null && draft.growRepeat,
      maxSends: draft.repeatMs === null ? null : draft.maxSends,
      sendResolved: draft.sendResolved,
      runbookUrl: draft.runbookUrl.trim() || null,
      templates:
        draft.templateEn.trim() || draft.templateZh.trim()
          ? { en: draft.templateEn.trim() || null, zhCN: draft.templateZh.trim() || null }
          : null,
      remark: draft.remark.trim() || null,
      owner: draft.owner.trim() || null,
      labels: toLabels(draft.labels),
    },
    problems,
  }
}

const scopeFields = { clusterIds: 'clusterIds', environments: 'environments', labels: 'clusterLabels' } as const

/** What is proposed for a row, typed; what stands there already is left alone. */
export function withSuggestion(row: RowDraft, suggested: Thresholds | null | undefined, unitOf: UnitOf): RowDraft {
  if (!suggested || Object.values(row.limits).some((text) => text !== '')) return row
  const limits = typedLimits(suggested, thresholdUnit(row, unitOf(row.metric)))
  return Object.values(limits).every((text) => text === '') ? row : { ...row, limits }
}

/** Limits that are sensible before anything was measured. */
const firstLimits: Readonly<Record<string, Thresholds>> = {
  lag: { warning: 10_000 },
  lagTimeMs: { warning: 600_000, critical: 3_600_000 },
  retryLag: { warning: 1_000 },
  deadLetters: { warning: 100 },
  newDeadLetters: { warning: 1, critical: 100 },
  newDeadLettersPerSecond: { warning: 0.1 },
  retryRatio: { warning: 0.1 },
  retentionRiskRatio: { critical: 0.8 },
  diskUsedRatio: { warning: 0.75, critical: 0.85 },
  diskFullInDays: { warning: 3 },
  sendQueueWaitMs: { warning: 1_000 },
  rejectedPerSecond: { warning: 1 },
  silentMs: { warning: 900_000 },
  drainSeconds: { warning: 3_600 },
  certificateDaysLeft: { warning: 30, critical: 7 },
  capacityUsedRatio: { warning: 0.7 },
  limitUsedRatio: { warning: 0.9 },
}

/** How a metric is asked about until somebody says otherwise: below, where less of it is worse. */
export function rowOfMetric(row: RowDraft, metric: string, higherIsWorse: boolean | null, unit: string): RowDraft {
  return {
    ...row,
    metric,
    operator: isFlag(unit) ? 'ge' : higherIsWorse === false ? 'lt' : 'gt',
    limits: isFlag(unit) ? { ...noLimits, critical: '1' } : noLimits,
    clears: noLimits,
  }
}

export const firstLimitsOf = (metric: string): Thresholds | null => firstLimits[metric] ?? null
