import { describe, expect, test } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import type { ClientSample } from '#lib/monitoring/sample.ts'
import { clientRows } from './client-rows.ts'
import { clientSample, clusterSample, sampledAt } from './testing/sample.ts'

const soon = new Date(sampledAt.getTime() + 5_000)
const proxy = { grpc: '10.0.0.9:8081', remoting: '10.0.0.9:8080' }
const rowsOf = (
  clients: ClientSample[],
  {
    proxies = [proxy],
    now = soon,
    withSystem = false,
    partial = [] as { address: string }[],
    notAsked = [] as string[],
  } = {},
) =>
  clientRows(
    clusterSample(clients, {
      partial: partial.map((entry) => ({ ...entry, code: 'CLUSTER_TIMEOUT', detail: '' })),
      notAsked,
    }),
    proxies,
    { withSystem, now },
  )

const grpc = clientSample({
  clientId: 'web-3@17@2@x1',
  groupName: 'search',
  address: '10.0.8.1:5000',
  language: 'HTTP',
  protocol: 'grpc',
  seenBy: { brokers: 0, brokersAsked: 3, proxies: ['proxy-1'] },
})

describe('who is listed', () => {
  test('G-9: consumers of remoting and gRPC and producers stand in one list, each with version, language, address, protocol', () => {
    const { rows, counts } = rowsOf([
      ...['a', 'b', 'c'].map((host) => clientSample({ clientId: `${host}@1` })),
      grpc,
      clientSample({ clientId: 'shop@9', kind: 'PRODUCER', groupName: 'shop', topics: [], queues: null }),
    ])
    expect(rows.filter(({ groupName }) => groupName === 'g')).toHaveLength(3)
    expect(rows.find(({ groupName }) => groupName === 'search')).toMatchObject({
      clientId: 'web-3@17@2@x1',
      kind: 'CONSUMER',
      host: 'web-3',
      address: '10.0.8.1:5000',
      language: 'HTTP',
      version: '5.5.0',
      protocol: 'grpc',
      seenBy: { brokers: 0, brokersAsked: 3, proxies: ['proxy-1'] },
    })
    expect(counts).toEqual(ok({ consumers: 4, producers: 1, hung: 0, withRisk: 0 }, sampledAt))
  })

  test('the hung ones first, then by lag, unknown lag last', () => {
    const { rows } = rowsOf([
      clientSample({ clientId: 'idle@1' }),
      clientSample({ clientId: 'unknown@1', lag: unknown('NO_ANSWER') }),
      clientSample({ clientId: 'behind@1', lag: ok(900n, sampledAt) }),
      clientSample({ clientId: 'hung@1', isHung: true, lag: ok(5n, sampledAt) }),
    ])
    expect(rows.map(({ clientId }) => clientId)).toEqual(['hung@1', 'behind@1', 'idle@1', 'unknown@1'])
  })

  test('clients that RocketMQ has for itself only when they are asked for', () => {
    const own = clientSample({ clientId: 'proxy@DEFAULT', groupName: 'CID_DefaultHeartBeatSyncerTopic' })
    expect(rowsOf([own]).rows).toEqual([])
    expect(rowsOf([own], { withSystem: true }).rows).toHaveLength(1)
  })

  test('S-7: an old version carries its risk and advice, a current one none', () => {
    const { rows, counts } = rowsOf([
      clientSample({ clientId: 'old@1', version: '4.9.7', versionOrdinal: 407 }),
      clientSample({ clientId: 'new@1' }),
    ])
    expect(rows.map(({ clientId, risk }) => [clientId, risk?.risk])).toEqual([
      ['new@1', undefined],
      ['old@1', 'SELECTED_FIXES'],
    ])
    expect(counts.value?.withRisk).toBe(1)
  })
})

describe('clients of gRPC', () => {
  test.each([
    ['counted at a proxy', [grpc], [proxy], [], ok(1, sampledAt)],
    ['none at a proxy that answers', [], [proxy], [], ok(0, sampledAt)],
    ['C-19: no proxy is registered: not 0 but not known', [], [], [], unknown('NO_PROXY')],
    [
      'no proxy is registered, a broker in local mode knows one: at least',
      [grpc],
      [],
      [],
      { value: 1, state: 'estimate', at: sampledAt, reason: 'PARTIAL' },
    ],
    ['the proxy is silent and none was seen', [], [proxy], [{ address: proxy.remoting }], unknown('NO_ANSWER')],
    [
      'the proxy is silent and one was seen: at least',
      [grpc],
      [proxy],
      [{ address: proxy.remoting }],
      { value: 1, state: 'estimate', at: sampledAt, reason: 'PARTIAL' },
    ],
  ])('%s', (_, clients, proxies, partial, expected) => {
    expect(rowsOf(clients, { proxies, partial }).grpcClients).toEqual(expected)
  })
})

test('X-2: what an old sample holds is stale, with its age', () => {
  const later = new Date(sampledAt.getTime() + 5 * 60_000)
  const { counts, grpcClients } = rowsOf([grpc], { now: later })
  expect(counts).toMatchObject({ state: 'stale', at: sampledAt, reason: 'OLD' })
  expect(grpcClients).toMatchObject({ value: 1, state: 'stale' })
})

test('X-1: a silent broker makes the counts "at least"', () => {
  const { counts } = rowsOf([grpc], { partial: [{ address: '10.0.0.1:10911' }] })
  expect(counts).toMatchObject({ state: 'estimate', reason: 'PARTIAL' })
})

test('X-1: while the clients of some group were not asked for yet, counts are "at least" and none over gRPC is not 0', () => {
  const first = rowsOf([clientSample({ clientId: 'a@1' })], { notAsked: ['later'] })
  expect(first.counts).toMatchObject({ state: 'estimate', reason: 'PARTIAL', value: { consumers: 1 } })
  expect(first.grpcClients).toEqual(unknown('NOT_SAMPLED'))
  expect(rowsOf([grpc], { notAsked: ['later'] }).grpcClients).toMatchObject({ state: 'estimate', value: 1 })
})
