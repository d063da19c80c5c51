import { expect, test } from 'vitest'
import type { Cluster } from '#lib/clusters/schema.ts'
import { draftOf, emptyDraft, overrideFault, toInput, toLabels, toPatch } from './cluster-draft.ts'

const saved: Cluster = {
  clusterId: 'rmq-abcdefgh',
  name: 'orders',
  environment: 'production',
  nameServers: ['10.0.0.1:9876'],
  clusterNames: null,
  proxies: [],
  controllers: [],
  metricsSource: {
    kind: 'exporter',
    urlTemplate: 'http://{host}:5557/metrics',
    overrides: { '10.0.0.2:10911': 'http://10.0.0.2:6000/metrics' },
  },
  credentials: { accessKey: 'console', secretKeyLastFour: '9Qx2' },
  tls: { isEnabled: true, verify: true, hasCa: true, hasClientCertificate: false },
  addressMap: [],
  traceTopics: ['RMQ_SYS_TRACE_TOPIC'],
  useVipChannel: false,
  connectTimeoutMs: 3000,
  requestTimeoutMs: 5000,
  requestsPerSecondPerBroker: 1000,
  readOnly: false,
  remark: null,
  labels: { team: 'pay' },
  owner: null,
  deletionProtection: true,
  isDeclared: true,
  revision: '3',
}

test('an edit that changes nothing sends the revision only', () => {
  expect(toPatch(draftOf(saved), saved)).toEqual({ revision: '3' })
})

test('an edit sends what it changed and keeps stored secrets and the overrides of nodes', () => {
  const patch = toPatch({ ...draftOf(saved), remark: 'busy', metricsUrl: 'http://{host}:5558/metrics' }, saved)
  expect(patch).toEqual({
    remark: 'busy',
    metricsSource: {
      kind: 'exporter',
      urlTemplate: 'http://{host}:5558/metrics',
      overrides: { '10.0.0.2:10911': 'http://10.0.0.2:6000/metrics' },
    },
    revision: '3',
  })
})

test('switching credentials off removes them, a typed secret replaces the stored one', () => {
  expect(toPatch({ ...draftOf(saved), hasCredentials: false }, saved)).toMatchObject({ credentials: null })
  expect(toPatch({ ...draftOf(saved), secretKey: 'new-secret' }, saved)).toMatchObject({
    credentials: { accessKey: 'console', secretKey: 'new-secret' },
  })
})

test('a new registration leaves empty texts out as null', () => {
  const input = toInput({ ...emptyDraft, name: ' orders ', nameServers: ['10.0.0.1:9876'] })
  expect(input).toMatchObject({ name: 'orders', clusterNames: null, credentials: null, remark: null, owner: null })
})

test('endpoints of single nodes, of proxies and the labels of a Prometheus are written and taken away', () => {
  const overrides = [
    { address: ' 10.0.0.2:10911 ', url: 'http://10.0.0.2:6001/metrics' },
    { address: '10.0.0.2:10921', url: 'http://10.0.0.2:6002/metrics' },
    { address: '', url: '' },
  ]
  expect(toPatch({ ...draftOf(saved), metricsOverrides: overrides }, saved)).toMatchObject({
    metricsSource: {
      overrides: {
        '10.0.0.2:10911': 'http://10.0.0.2:6001/metrics',
        '10.0.0.2:10921': 'http://10.0.0.2:6002/metrics',
      },
    },
  })
  expect(toPatch({ ...draftOf(saved), metricsOverrides: [] }, saved)).toMatchObject({
    metricsSource: { overrides: {} },
  })

  const prometheus = { metricsKind: 'prometheus' as const, metricsUrl: 'http://prom:9090' }
  const metricsSource = {
    kind: 'prometheus' as const,
    url: 'http://prom:9090',
    labels: { job: 'rocketmq', env: 'a=b' },
  }
  expect(toInput({ ...emptyDraft, ...prometheus, metricsLabels: ['job=rocketmq', 'env=a=b'] })).toMatchObject({
    metricsSource,
  })
  expect(draftOf({ ...saved, metricsSource }).metricsLabels).toEqual(['job=rocketmq', 'env=a=b'])

  const proxy = { name: 'p', grpc: '10.0.0.3:8081', remoting: '10.0.0.3:8080' }
  const withMetrics = { ...proxy, metricsUrl: 'http://10.0.0.3:5557/metrics' }
  expect(toInput({ ...emptyDraft, proxies: [withMetrics, { ...proxy, metricsUrl: ' ' }] }).proxies).toEqual([
    withMetrics,
    proxy,
  ])
})

test('an endpoint needs a node, and a node has one', () => {
  const url = 'http://10.0.0.2:6001/metrics'
  const overrides = [
    { address: '10.0.0.2:10911', url },
    { address: '', url },
    { address: '10.0.0.2:10911 ', url },
    { address: '', url: '' },
  ]
  expect(overrides.map((_, index) => overrideFault(overrides, index))).toEqual([null, 'noAddress', 'twice', null])
})

test('labels are pairs split at the first =', () => {
  expect(toLabels(['team=pay', 'note=a=b', 'bare'])).toEqual({ team: 'pay', note: 'a=b', bare: '' })
})
