import { expect, test } from 'vitest'
import { type AlarmRule, type AlarmRuleInput, NewAlarmRule } from '#lib/alarms/rule-schema.ts'
import {
  draftOfRule,
  emptyRow,
  firstLimitsOf,
  nothingKept,
  parseObject,
  rowOfMetric,
  startDraft,
  toClusters,
  toRule,
  toSelector,
  withSuggestion,
} from './rule-draft.ts'

const units: Record<string, string> = { lag: 'msg', lagTimeMs: 'ms', diskUsedRatio: 'ratio', brokerDown: '' }
const unitOf = (metric: string) => units[metric] ?? 'count'
const clusterId = 'rmq-aaaaaaaa'
const group = { metric: 'lagTimeMs', scope: 'group', object: '{"groupName":"pay"}' }

test('A-20: a rule from a group row is filled with its scope, metric and a limit; only the name of it is its own', () => {
  const draft = startDraft(clusterId, group)
  const [row = emptyRow(1)] = draft.rows
  const filled = {
    ...draft,
    name: 'Lag time of pay',
    rows: [withSuggestion(row, { warning: 600_000, critical: 3_600_000 }, unitOf)],
  }
  const { rule, problems } = toRule(filled, unitOf)
  expect(problems).toEqual({})
  expect(NewAlarmRule.parse(rule)).toMatchObject({
    clusters: { clusterIds: [clusterId] },
    level: 'group',
    selector: { names: ['pay'] },
    conditions: [{ metric: 'lagTimeMs', operator: 'gt', thresholds: { warning: 600_000, critical: 3_600_000 } }],
    forPeriods: 2,
    keepFiringMs: 120_000,
  })
})

test('a rule from a chart of all groups of a topic is about all groups on that topic', () => {
  const start = { metric: 'lag', scope: 'groupTopic', object: '{"topicName":"pay%orders"}' }
  expect(toSelector(startDraft(clusterId, start))).toEqual({ topics: [{ kind: 'glob', pattern: 'pay%orders' }] })
})

test('what is not filled in is named by its field', () => {
  expect(
    toRule({ ...startDraft(clusterId, { metric: null, scope: null, object: null }), clusterIds: [] }, unitOf).problems,
  ).toEqual({
    name: 'required',
    clusters: 'required',
    'conditions.0.metric': 'metric',
    'conditions.0.thresholds': 'noThreshold',
  })
  const draft = startDraft(clusterId, group)
  const [row = emptyRow(1)] = draft.rows
  const typed = { ...row, limits: { ...row.limits, warning: '10 apples', critical: '1h' } }
  expect(toRule({ ...draft, name: 'a rule', rows: [typed] }, unitOf).problems).toEqual({
    'conditions.0.thresholds.warning': 'threshold',
  })
})

test('a rule that is edited and saved unchanged stays the same', () => {
  const rule = NewAlarmRule.parse({
    name: 'Lag',
    clusters: { environments: ['production'] },
    level: 'groupTopic',
    selector: {
      include: [{ kind: 'regex', pattern: 'pay{1,2}' }],
      topics: [{ kind: 'regex', pattern: 'o.*' }],
      labels: { team: 'pay' },
    },
    conditions: [
      { metric: 'lag', operator: 'ge', thresholds: { warning: 1000, critical: 12_345 }, clear: { warning: 500 } },
      {
        metric: 'lagTimeMs',
        periodSeconds: 300,
        aggregate: 'max',
        operator: 'increase',
        compareWith: 'week',
        thresholds: { info: 50 },
      },
    ],
    combine: 'expression',
    expression: 'A and B',
    noData: { action: 'ALARM', severity: 'INFO' },
    onError: { action: 'ALARM', severity: 'WARNING', afterMinutes: 15 },
    activeHours: [{ weekdays: [1, 2], from: '09:00', to: '18:00', timeZone: 'Asia/Shanghai' }],
    policyIds: ['p'],
    repeatMs: 3_600_000,
    growRepeat: true,
    maxSends: 5,
    runbookUrl: 'https://wiki.example.org/lag',
    templates: { en: '{{object}} is behind', zhCN: null },
    owner: 'ann',
    labels: { tier: 'a' },
  })
  const draft = draftOfRule(rule as AlarmRule, unitOf)
  const saved = toRule(draft, unitOf)
  expect(saved.problems).toEqual({})
  expect(NewAlarmRule.parse(saved.rule)).toEqual(rule)
})

const saveUnchanged = (parts: Partial<AlarmRuleInput>) => {
  const rule = NewAlarmRule.parse({
    name: 'Lag',
    clusters: 'all',
    conditions: [{ metric: 'lag', operator: 'gt', thresholds: { warning: 1 } }],
    ...parts,
  })
  const draft = draftOfRule(rule as AlarmRule, unitOf)
  return { rule, draft, saved: NewAlarmRule.parse(toRule(draft, unitOf).rule) }
}

test('what the editor has no field for is kept: patterns beside names, both kinds of patterns, several kinds of clusters', () => {
  const glob = (pattern: string) => ({ kind: 'glob' as const, pattern })
  const regex = (pattern: string) => ({ kind: 'regex' as const, pattern })
  const rules: Partial<AlarmRuleInput>[] = [
    { selector: { names: ['pay-a', 'pay-b'], exclude: [glob('*-b')] } },
    { selector: { include: [glob('pay*'), regex('shop-[ab]')], exclude: [regex('.*-test')] } },
    { level: 'topic', selector: { topics: [glob('pay*')] } },
    { level: 'groupTopic', selector: { names: ['pay'], topics: [regex('o.*'), glob('p*')] } },
    { clusters: { clusterIds: [clusterId], environments: ['production'], labels: { team: 'pay' } } },
  ]
  for (const parts of rules) {
    const { rule, saved } = saveUnchanged(parts)
    expect(saved).toEqual(rule)
  }
})

test('what is kept stays while the shown part is changed, until it is taken away', () => {
  const { draft } = saveUnchanged({ clusters: { clusterIds: [clusterId], environments: ['production'] } })
  const others = { ...draft, scopeKind: 'environments' as const, environments: ['test'] }
  expect(toClusters(others)).toEqual({ clusterIds: [clusterId], environments: ['test'] })
  expect(toClusters({ ...others, kept: nothingKept })).toEqual({ environments: ['test'] })
})

test('what is or is not has a severity and no limit to type', () => {
  const row = rowOfMetric(emptyRow(1), 'brokerDown', true, '')
  const { rule } = toRule(
    { ...startDraft(clusterId, { metric: null, scope: 'node', object: null }), rows: [row] },
    unitOf,
  )
  expect(rule.conditions[0]).toMatchObject({ operator: 'ge', thresholds: { critical: 1 } })
})

test('of what is better when there is more of it, less is asked about', () => {
  expect(rowOfMetric(emptyRow(1), 'haInSync', false, 'slaves').operator).toBe('lt')
  expect(rowOfMetric(emptyRow(1), 'lag', true, 'msg').operator).toBe('gt')
  expect(firstLimitsOf('diskUsedRatio')).toEqual({ warning: 0.75, critical: 0.85 })
})

test('an object comes as JSON or as a plain name', () => {
  expect(parseObject('{"topicName":"a","groupName":"b"}', 'groupTopic')).toEqual({ topicName: 'a', groupName: 'b' })
  expect(parseObject('pay%orders', 'topic')).toEqual({ topicName: 'pay%orders' })
  expect(parseObject(null, 'topic')).toEqual({})
})

test('what was typed is not replaced by what is proposed', () => {
  const row = { ...emptyRow(1, 'lag'), limits: { critical: '5k', warning: '', info: '' } }
  expect(withSuggestion(row, { warning: 1 }, unitOf)).toBe(row)
})
