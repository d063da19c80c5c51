import { describe, expect, test } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import { clientRows } from './client-rows.ts'
import { composeClientList, type ListClientsInput } from './list-clients.ts'
import { clientSample, clusterSample, sampledAt } from './testing/sample.ts'

const sample = clusterSample([
  clientSample({ clientId: '10.0.7.1@11', groupName: 'pay%billing', topics: ['orders'], lag: ok(3n, sampledAt) }),
  clientSample({
    clientId: '10.0.7.2@12',
    groupName: 'mail',
    version: '4.9.7',
    address: '10.0.9.9:1',
    topics: ['orders', 'mails'],
    isHung: true,
    lag: ok(9n, sampledAt),
  }),
  clientSample({
    clientId: 'web-3@17@2@x1',
    groupName: 'search',
    language: 'HTTP',
    version: '5.10.0',
    protocol: 'grpc',
    queues: null,
    lag: unknown('NOT_REPORTED'),
    isHung: null,
  }),
  clientSample({ clientId: 'legacy', groupName: 'mail', language: 'CPP', version: '', topics: [] }),
  clientSample({
    clientId: '10.0.7.1@11',
    kind: 'PRODUCER',
    groupName: 'shop',
    topics: [],
    queues: null,
    isHung: null,
  }),
])
const rows = clientRows(sample, [], { withSystem: false, now: sampledAt })
const list = (input: Partial<ListClientsInput> = {}) =>
  composeClientList(sample, rows, { clusterId: 'rmq-aaaaaaaa', page: 1, pageSize: 50, ...input })
const ids = async (input: Partial<ListClientsInput>) =>
  (await list(input)).items.map(({ clientId, kind }) => (kind === 'PRODUCER' ? `${clientId} p` : clientId))

describe('filters', () => {
  test.each<[string, Partial<ListClientsInput>, string[]]>([
    ['part of an id, without regard to case', { q: 'WEB' }, ['web-3@17@2@x1']],
    ['part of an address', { q: '10.0.9' }, ['10.0.7.2@12']],
    ['a glob', { q: '10.0.7.*' }, ['10.0.7.2@12', '10.0.7.1@11', '10.0.7.1@11 p', 'legacy', 'web-3@17@2@x1']],
    [
      'a regular expression over one of the texts',
      { q: '/^10\\.0\\.7\\.\\d+@/' },
      ['10.0.7.2@12', '10.0.7.1@11', '10.0.7.1@11 p'],
    ],
    ['G-26: producers, without a group', { kind: 'PRODUCER' }, ['10.0.7.1@11 p']],
    ['group', { group: 'mail' }, ['10.0.7.2@12', 'legacy']],
    ['topic', { topic: 'mails' }, ['10.0.7.2@12']],
    ['namespace', { namespace: 'pay' }, ['10.0.7.1@11']],
    ['language', { language: ['HTTP', 'CPP'] }, ['legacy', 'web-3@17@2@x1']],
    ['G-26: version', { version: ['4.9.7'] }, ['10.0.7.2@12']],
    [
      'G-26: older than; 5.10 is not older than 5.9, unknown is neither',
      { versionBelow: '5.9.0' },
      ['10.0.7.2@12', '10.0.7.1@11', '10.0.7.1@11 p'],
    ],
    ['G-26: protocol', { protocol: 'grpc' }, ['web-3@17@2@x1']],
    ['address', { address: '10.0.9.' }, ['10.0.7.2@12']],
    ['risk', { risk: true }, ['10.0.7.2@12']],
    ['hung', { hung: true }, ['10.0.7.2@12']],
    ['not hung leaves out whom nobody knows of', { hung: false }, ['10.0.7.1@11', 'legacy']],
  ])('%s', async (_, input, expected) => {
    expect(await ids(input)).toEqual(expected)
  })

  test('offers what there is, versions in their order', async () => {
    expect(await list({ group: 'nobody' })).toMatchObject({
      total: 0,
      languages: ['CPP', 'HTTP', 'JAVA'],
      versions: ['4.9.7', '5.5.0', '5.10.0'],
      sampledAt,
    })
  })
})

test('every column sorts both ways, unknown last in both', async () => {
  expect((await ids({ sort: 'version' })).at(-1)).toBe('legacy')
  expect((await ids({ sort: '-version' }))[0]).toBe('web-3@17@2@x1')
  expect((await ids({ sort: '-version' })).at(-1)).toBe('legacy')
  expect((await ids({ sort: '-lag' }))[0]).toBe('10.0.7.2@12')
  expect((await ids({ sort: 'lag' })).at(-1)).toBe('web-3@17@2@x1')
  expect((await ids({ sort: '-topics' }))[0]).toBe('10.0.7.2@12')
  expect((await ids({ sort: '-isHung' }))[0]).toBe('10.0.7.2@12')
})

test('one process of two groups is two rows, and pages do not overlap', async () => {
  const pages = await Promise.all([1, 2, 3].map((page) => list({ page, pageSize: 2, sort: 'groupName' })))
  const seen = pages.flatMap(({ items }) => items.map(({ clientId, groupName }) => `${groupName} ${clientId}`))
  expect(new Set(seen).size).toBe(5)
})
