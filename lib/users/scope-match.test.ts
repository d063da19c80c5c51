import { describe, expect, it, test } from 'vitest'
import { coversPatterns, globMatcher, nameMatcher, onGroup, onNamespace, onTopic } from './scope-match.ts'

test.each([
  ['pay_*', 'pay_orders', true],
  ['pay_*', 'pay_', true],
  ['pay_*', 'repay_orders', false],
  ['*_eu', 'orders_eu', true],
  ['pay*eu', 'payeu', true],
  ['pa*ay', 'pay', false],
  ['a*b*c', 'a1b2c', true],
  ['a*b*c', 'acb', false],
  ['pay.orders', 'payXorders', false],
  ['*', '', true],
])('U-6: the pattern %s finds %s: %s', (pattern, name, expected) => {
  expect(globMatcher(pattern)(name)).toBe(expected)
})

test('U-6: a pattern of many stars is no work', () => {
  const matches = globMatcher(`${'a*'.repeat(100)}b`)
  expect(matches('a'.repeat(255))).toBe(false)
})

describe('U-6: what a scope reaches', () => {
  it('takes what is absent for everything, and what is empty for nothing', () => {
    const all = nameMatcher({})
    expect([onTopic('x'), onGroup('y'), onNamespace('z')].map(all)).toEqual([true, true, true])
    const noTopics = nameMatcher({ topics: [] })
    expect([onTopic('x'), onGroup('y')].map(noTopics)).toEqual([false, true])
  })

  it('narrows topics by their own names and groups by theirs', () => {
    const matches = nameMatcher({ groups: ['pay*'] })
    expect([onTopic('orders'), onGroup('payer'), onGroup('risk')].map(matches)).toEqual([true, true, false])
  })

  it('has retry and dead-letter topics follow their group', () => {
    const matches = nameMatcher({ topics: [], groups: ['pay*'] })
    const names = ['%RETRY%payer', '%DLQ%payer', '%RETRY%payer+orders', '%RETRY%risk', '%DLQ%risk', '%RETRY%risk+payer']
    expect(names.map((name) => matches(onTopic(name)))).toEqual([true, true, true, false, false, false])
    expect(nameMatcher({ topics: ['*'], groups: [] })(onTopic('%DLQ%payer'))).toBe(false)
  })

  it('narrows by namespace, with what has none apart', () => {
    const matches = nameMatcher({ namespaces: ['pay', 'eu-*', null] })
    const names = [
      'pay%orders',
      'eu-1%orders',
      'orders',
      'risk%orders',
      'payment%orders',
      '%RETRY%pay%g',
      '%DLQ%risk%g',
    ]
    expect(names.map((name) => matches(onTopic(name)))).toEqual([true, true, true, false, false, true, false])
    expect(nameMatcher({ namespaces: ['pay'] })(onTopic('orders'))).toBe(false)
  })

  it('reaches a namespace itself only by its name', () => {
    expect(nameMatcher({ namespaces: ['pay'] })(onNamespace('pay'))).toBe(true)
    expect(nameMatcher({ namespaces: ['pay'] })(onNamespace('risk'))).toBe(false)
    expect(nameMatcher({ topics: ['pay%*'], groups: ['pay%*'] })(onNamespace('pay'))).toBe(false)
  })
})

test.each([
  [undefined, ['pay_*'], true],
  [['pay_*'], undefined, false],
  [['pay_*'], ['pay_eu_*'], true],
  [['pay_*'], ['pay_*'], true],
  [['pay_*'], ['pay*'], false],
  [['pay_*'], ['*'], false],
  [['a*b'], ['a*xb', 'ab'], true],
  [['pay', null], [null], true],
  [['pay'], ['pay', null], false],
])('U-8: %j covers %j: %s', (outer, inner, expected) => {
  expect(coversPatterns(outer, inner)).toBe(expected)
})
