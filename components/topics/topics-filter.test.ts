import { expect, test } from 'vitest'
import { topicsOfGroupHref } from './topic-href.ts'
import { toggleKind, topicFilterKeys, toTopicsFilter } from './topics-filter.ts'

const paging = { page: 2, pageSize: 50, sort: '-type' }

test('an address without filters asks for a page only', () => {
  expect(toTopicsFilter(paging)).toEqual(paging)
})

test('lists come apart at commas, the rest goes as it is', () => {
  const filter = toTopicsFilter({
    ...paging,
    q: 'a,b*',
    type: 'FIFO,DELAY',
    label: 'team=pay,tier=1',
    flags: 'DIFFERS',
    include: 'retry,dlq',
    broker: 'broker-a',
  })
  expect(filter).toEqual({
    ...paging,
    q: 'a,b*',
    type: ['FIFO', 'DELAY'],
    label: ['team=pay', 'tier=1'],
    flags: ['DIFFERS'],
    include: ['retry', 'dlq'],
    broker: 'broker-a',
  })
})

test('no namespace is not the same as any namespace', () => {
  expect(toTopicsFilter({ ...paging, ns: '' }).namespace).toBe('')
  expect(toTopicsFilter({ ...paging, ns: 'order' }).namespace).toBe('order')
  expect(toTopicsFilter(paging)).not.toHaveProperty('namespace')
})

test('protection is yes, no or not asked', () => {
  expect(toTopicsFilter({ ...paging, protected: 'true' }).deletionProtection).toBe(true)
  expect(toTopicsFilter({ ...paging, protected: 'false' }).deletionProtection).toBe(false)
  expect(toTopicsFilter({ ...paging, protected: 'maybe' })).not.toHaveProperty('deletionProtection')
})

test('every filter of the address reaches the API', () => {
  const all = Object.fromEntries(topicFilterKeys.map((key) => [key, 'true']))
  expect(Object.keys(toTopicsFilter({ ...paging, ...all }))).toHaveLength(3 + topicFilterKeys.length)
})

test('a kind is switched on and off, and none leaves the address', () => {
  expect(toggleKind(null, 'retry')).toBe('retry')
  expect(toggleKind('retry', 'dlq')).toBe('retry,dlq')
  expect(toggleKind('retry,dlq', 'retry')).toBe('dlq')
  expect(toggleKind('dlq', 'dlq')).toBeNull()
})

test('the link to the topics of a group asks for these, whatever its name holds', () => {
  const { searchParams } = new URL(topicsOfGroupHref('rmq-aaaaaaaa', 'pay%a&b'), 'http://console')
  expect(toTopicsFilter({ ...paging, ...Object.fromEntries(searchParams) })).toEqual({ ...paging, group: 'pay%a&b' })
})
