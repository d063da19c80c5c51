import { describe, expect, test } from 'vitest'
import { globMatches, matchRules, setsOfGroup } from './match-rules.ts'
import type { ProviderRule } from './schema.ts'

const rule = (value: string, permissionSet: string, more: Partial<ProviderRule> = {}) =>
  ({ claim: null, match: 'EXACT', value, permissionSet, scope: { clusters: 'all' }, ...more }) as ProviderRule

test.each([
  ['mq-*', 'mq-admins', true],
  ['mq-*', 'mq-', true],
  ['mq-*', 'xmq-admins', false],
  ['*', '', true],
  ['a?c', 'abc', true],
  ['a?c', 'ac', false],
  ['*-dev-*', 'mq-dev-berlin', true],
  ['a.c', 'abc', false],
  ['(a+)+', 'aaa', false],
  ['', 'a', false],
])('the pattern %j on %j is %j', (pattern, text, expected) => {
  expect(globMatches(pattern, text)).toBe(expected)
})

test('no pattern can make it slow', () => {
  const startedAt = performance.now()
  expect(globMatches(`${'*a'.repeat(100)}b`, 'a'.repeat(256))).toBe(false)
  expect(performance.now() - startedAt).toBeLessThan(200)
})

describe('rules', () => {
  const identity = { groups: ['mq-admins', 'canteen'], claims: new Map([['department', ['sales', 'it']]]) }

  test('add up, name what they matched, and may read other claims', () => {
    const rules = [
      rule('mq-admins', 'admin'),
      rule('mq-*', 'viewer', { match: 'GLOB' }),
      rule('it', 'operator', { claim: 'department' }),
      rule('MQ-ADMINS', 'operator'),
    ]
    const matches = matchRules({ rules, defaultGrant: rule('', 'viewer') }, identity)
    expect(matches.map(({ rule: place, matched, permissionSet }) => [place, matched, permissionSet])).toEqual([
      [null, '', 'viewer'],
      [0, 'mq-admins', 'admin'],
      [1, 'mq-admins', 'viewer'],
      [2, 'it', 'operator'],
    ])
    expect(setsOfGroup(rules, 'mq-admins')).toEqual(['admin', 'viewer'])
    expect(setsOfGroup(rules, 'it')).toEqual([])
  })

  test('give nothing where nothing matches', () => {
    expect(matchRules({ rules: [rule('mq-readers', 'viewer')], defaultGrant: null }, identity)).toEqual([])
  })
})
