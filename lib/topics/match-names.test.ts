import { describe, expect, it } from 'vitest'
import { matchNames } from './match-names.ts'

const names = ['orders', 'orders-eu', 'pay%orders', 'PAY%Refunds', 'x.y']
const found = async (query: string) => {
  const matches = await matchNames(query, names)
  return names.filter((_, index) => matches[index])
}

describe('T-7: name filter', () => {
  it.each<[string, string[]]>([
    ['order', ['orders', 'orders-eu', 'pay%orders']],
    ['ORDERS', ['orders', 'orders-eu', 'pay%orders']],
    ['.', ['x.y']],
    ['%', ['pay%orders', 'PAY%Refunds']],
    ['orders*', ['orders', 'orders-eu']],
    ['*orders', ['orders', 'pay%orders']],
    ['pay%*', ['pay%orders', 'PAY%Refunds']],
    ['o*e*u', ['orders-eu']],
    ['or*rders', []],
    ['*', names],
    ['/^orders$/', ['orders']],
    ['/refunds/', []],
    ['/refunds/i', ['PAY%Refunds']],
    ['/^(pay%)?orders$/', ['orders', 'pay%orders']],
  ])('%s', async (query, expected) => {
    expect(await found(query)).toEqual(expected)
  })

  it.each([
    ['/(/', 'regex'],
    [`/${'a'.repeat(101)}/`, 'tooLong'],
  ])('refuses %s', async (query, rule) => {
    await expect(matchNames(query, names)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { fields: [{ path: 'query.q', rule }] },
    })
  })

  it('ends an expression that backtracks without end, and matches the next one', async () => {
    const slow = matchNames('/^(a+)+$/', [`${'a'.repeat(40)}!`])
    await expect(slow).rejects.toMatchObject({ code: 'INVALID_INPUT', facts: { fields: [{ rule: 'regexTooSlow' }] } })
    expect(await found('/^x/')).toEqual(['x.y'])
  })
})
