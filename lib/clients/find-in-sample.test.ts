import { expect, test } from 'vitest'
import { findInSample } from './get-client.ts'
import { clientSample, clusterSample, sampledAt } from './testing/sample.ts'

const clientId = '10.0.7.1@11'
const sample = clusterSample([
  clientSample({ clientId, groupName: 'mail' }),
  clientSample({ clientId, groupName: 'shop' }),
  clientSample({ clientId, kind: 'PRODUCER', groupName: 'shop', topics: [], queues: null }),
  clientSample({
    clientId: 'web@1',
    groupName: 'search',
    protocol: 'grpc',
    seenBy: { brokers: 0, brokersAsked: 2, proxies: ['p'] },
  }),
])

test('a process of several groups shows the one that is asked for and names the others', () => {
  expect(findInSample(sample, { clientId, group: 'shop' })).toMatchObject({
    kind: 'CONSUMER',
    groupName: 'shop',
    askable: 'YES',
    source: 'SAMPLE',
    sampledAt,
    memberships: [
      { kind: 'CONSUMER', groupName: 'mail' },
      { kind: 'CONSUMER', groupName: 'shop' },
      { kind: 'PRODUCER', groupName: 'shop' },
    ],
  })
  expect(findInSample(sample, { clientId })).toMatchObject({ groupName: 'mail' })
})

test('producers cannot be asked, nor can who is connected to a cluster-mode proxy alone', () => {
  expect(findInSample(sample, { clientId, group: 'shop', kind: 'PRODUCER' })).toMatchObject({ askable: 'PRODUCER' })
  expect(findInSample(sample, { clientId: 'web@1' })).toMatchObject({ askable: 'ONLY_AT_PROXY' })
})

test('null for whom the sample does not know', () => {
  expect(findInSample(sample, { clientId: 'x' })).toBeNull()
  expect(findInSample(sample, { clientId, group: 'other' })).toBeNull()
})
