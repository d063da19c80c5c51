import { expect, it } from 'vitest'
import { toRolesFilter } from './roles-filter.ts'

it('takes words of the address over in the types of the API', () => {
  const inUrl = {
    page: 2,
    pageSize: 50,
    q: 'shop',
    kind: 'Super,Normal',
    type: 'CUSTOM',
    differs: 'true',
    label: 'team=pay',
  }
  expect(toRolesFilter({ ...inUrl, produceTopic: 'orders', keyOlderThanDays: '90' })).toEqual({
    ...{ page: 2, pageSize: 50, q: 'shop', kind: ['Super', 'Normal'], type: ['CUSTOM'], differs: true },
    ...{ label: ['team=pay'], produceTopic: 'orders', keyOlderThanDays: 90 },
  })
})

it('leaves out what the address does not say', () => {
  expect(toRolesFilter({ page: 1, pageSize: 50, differs: 'perhaps' })).toEqual({ page: 1, pageSize: 50 })
})
