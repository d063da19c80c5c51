import { expect, test } from 'vitest'
import { toGroupsFilter } from './groups-filter.ts'

const paging = { page: 1, pageSize: 50 }

test('X-6: what the address says is what the API is asked', () => {
  expect(
    toGroupsFilter({
      ...paging,
      sort: '-lag',
      q: 'pay*',
      type: 'PUSH,POP',
      online: 'true',
      hasLag: 'false',
      lagOver: '600000',
      protected: 'true',
      label: 'team=a,tier=1',
      topic: 'orders',
      ns: 'pay',
    }),
  ).toEqual({
    ...paging,
    sort: '-lag',
    q: 'pay*',
    type: ['PUSH', 'POP'],
    online: true,
    hasLag: false,
    lagTimeMs: 600_000,
    deletionProtection: true,
    label: ['team=a', 'tier=1'],
    topic: 'orders',
    namespace: 'pay',
  })
})

test('what is not said is not asked, and nonsense is no answer', () => {
  expect(toGroupsFilter(paging)).toEqual(paging)
  expect(toGroupsFilter({ ...paging, online: 'maybe' })).toEqual(paging)
  expect(toGroupsFilter({ ...paging, ns: '' }).namespace).toBe('')
})
