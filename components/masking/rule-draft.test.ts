import { describe, expect, it } from 'vitest'
import type { MaskingRule } from '#lib/masking/schema.ts'
import { emptyRule, toDraft, toRule } from './rule-draft.ts'

const rule = (clusters: MaskingRule['clusters']): MaskingRule => ({
  ruleId: 'r',
  name: 'cards',
  isEnabled: true,
  clusters,
  topicPattern: 'pay_*',
  appliesTo: ['JSON'],
  mode: 'DENY',
  jsonPaths: ['$.card'],
  propertyNames: [],
  pattern: null,
  action: 'REPLACE',
  position: 1,
  updatedAt: new Date(0),
  updatedBy: 'kim',
  revision: '1',
})

describe('a rule that is edited', () => {
  it.each<[string, MaskingRule['clusters']]>([
    ['for all clusters', 'all'],
    ['by clusters', { clusterIds: ['rmq-a'] }],
    ['by environment', { environments: ['production'] }],
    ['by label', { labels: { team: 'pay' } }],
    ['by several parts', { clusterIds: ['rmq-a', 'rmq-b'], environments: ['production'], labels: { team: 'pay' } }],
  ])('%s keeps its clusters when another field is changed', (_, clusters) => {
    const draft = toDraft(rule(clusters))
    expect(toRule({ ...draft, name: 'card numbers' })).toMatchObject({ name: 'card numbers', clusters })
  })

  it('by several parts gets others only when they are chosen', () => {
    const draft = toDraft(rule({ clusterIds: ['rmq-a'], environments: ['production'] }))
    expect(draft.scopeKind).toBe('kept')
    expect(toRule({ ...draft, scopeKind: 'environments' }).clusters).toEqual({ environments: ['production'] })
    expect(toRule({ ...draft, scopeKind: 'all' }).clusters).toBe('all')
  })
})

it('a new rule is for all clusters', () => {
  expect(toRule(emptyRule).clusters).toBe('all')
})
