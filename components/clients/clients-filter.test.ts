import { expect, test } from 'vitest'
import { listClientsEndpoint } from '#lib/clients/api.ts'
import { toClientsFilter } from './clients-filter.ts'

test('what the address says is what the API is asked', () => {
  const filter = toClientsFilter({
    page: 2,
    pageSize: 50,
    sort: '-lag',
    q: 'web',
    kind: 'CONSUMER',
    protocol: 'grpc',
    language: 'JAVA,HTTP',
    version: '4.9.7',
    versionBelow: '5.0.0',
    ns: '',
    risk: 'true',
    hung: 'false',
    include: 'system',
    address: '10.0.',
    group: 'g',
    topic: 't',
  })
  expect(filter).toEqual({
    page: 2,
    pageSize: 50,
    sort: '-lag',
    q: 'web',
    kind: 'CONSUMER',
    protocol: 'grpc',
    language: ['JAVA', 'HTTP'],
    version: ['4.9.7'],
    versionBelow: '5.0.0',
    namespace: '',
    risk: true,
    hung: false,
    include: ['system'],
    address: '10.0.',
    group: 'g',
    topic: 't',
  })
  expect(listClientsEndpoint.query?.safeEncode({ page: 1, pageSize: 50, ...filter }).success).toBe(true)
})

test('what is no yes and no no is left out', () => {
  expect(toClientsFilter({ page: 1, pageSize: 50, risk: 'maybe' })).toEqual({ page: 1, pageSize: 50 })
})
