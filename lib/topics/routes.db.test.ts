import { afterAll, beforeAll, expect, it } from 'vitest'
import type { z } from 'zod'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { callRoute, type RouteInput } from '#lib/api/testing/call-route.ts'
import * as clusters from '#lib/clusters/api.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { clusterInput, registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import * as nodes from '#lib/nodes/api.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import * as topics from './api.ts'

useDatabase()
let fake: FakeCluster
let token = ''
let clusterId = ''
beforeAll(async () => {
  const names = ['orders', 'a%b', '%DLQ%g', 'with / slash', '<script>alert(1)</script>', 'x'.repeat(255)]
  fake = await startFakeCluster({ brokers: 2, topics: names })
  token = (await (await makePerson('admin')).makeToken()).token
  clusterId = (await registerCluster({ nameServers: fake.nameServers })).clusterId
  await checkNodes(workerContext(new AbortController().signal), { clusterId, now: new Date() })
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

/** Asks as `call` does: the answer must be of the declared shape. */
async function ask<R extends z.ZodType>(
  endpoint: Endpoint<z.ZodType, z.ZodType, z.ZodType, R>,
  input: RouteInput = {},
): Promise<{ status: number; value: z.output<R>; text: string }> {
  const response = await callRoute(endpoint, { token, ...input, params: { clusterId, ...input.params } })
  const text = await response.text()
  if (!response.ok) throw new Error(`${endpoint.method} ${endpoint.path}: ${response.status} ${text}`)
  return { status: response.status, value: endpoint.response.parse(JSON.parse(text)), text }
}
const statusOf = async (endpoint: Endpoint, input: RouteInput) =>
  (await callRoute(endpoint, { token, ...input })).status

it('every read answers its declared shape', async () => {
  const topic = { params: { topicName: 'orders' } }
  const { value: fleet } = await ask(clusters.listClustersEndpoint, { search: 'sort=-health&health=HEALTHY,WARNING' })
  expect(fleet.items).toHaveLength(1)
  expect((await ask(clusters.getClusterEndpoint)).value).toMatchObject({ clusterId })
  expect((await ask(nodes.listNodesEndpoint, { search: 'kind=broker' })).value.total).toBe(2)
  expect((await ask(nodes.getHealthEndpoint)).value.health).toBe('HEALTHY')
  const { value: list } = await ask(topics.listTopicsEndpoint, {
    search: 'sort=-topicName&include=dlq&type=NORMAL&pageSize=2',
  })
  expect([list.total, list.items.length]).toEqual([6, 2])
  expect((await ask(topics.getTopicEndpoint, topic)).value.retained).toMatchObject({ value: 0n })
  expect((await ask(topics.getTopicQueuesEndpoint, { ...topic, search: 'earliest=true' })).value.total).toBe(16)
  expect((await ask(topics.getTopicConfigsEndpoint, topic)).value.items).toHaveLength(2)
  expect((await ask(topics.getTopicRouteEndpoint, topic)).value.agrees).toBe(true)
})

it.each(['%DLQ%g', 'a%b', 'with / slash', '<script>alert(1)</script>', 'x'.repeat(255)])(
  'X-21: opens %s',
  async (topicName) => {
    expect((await ask(topics.getTopicEndpoint, { params: { topicName } })).value.topicName).toBe(topicName)
  },
)

it('the life of a registration', async () => {
  const input = clusterInput({
    nameServers: fake.nameServers,
    credentials: { accessKey: 'a', secretKey: 'secret-secret' },
  })
  const created = await ask(clusters.createClusterEndpoint, { body: input })
  expect([created.status, created.text.includes('secret-secret')]).toEqual([201, false])
  const { name } = input
  const params = { clusterId: created.value.clusterId }
  expect((await ask(clusters.testClusterEndpoint, { params })).value.ok).toBe(true)
  expect((await ask(clusters.testClusterEndpoint, { params, body: { credentials: null } })).value.ok).toBe(true)
  expect(
    (await ask(clusters.testNewClusterEndpoint, { body: clusterInput({ nameServers: fake.nameServers }) })).value.ok,
  ).toBe(true)
  const patch = { revision: created.value.revision, remark: 'r', deletionProtection: true }
  expect((await ask(clusters.updateClusterEndpoint, { params, body: patch })).value.remark).toBe('r')
  expect(await statusOf(clusters.updateClusterEndpoint, { params, body: patch })).toBe(409)
  expect(await statusOf(clusters.updateClusterEndpoint, { params, body: { clusterId: 'x' } })).toBe(400)
  const exception = { until: new Date(Date.now() + 60_000).toISOString(), reason: 'repair' }
  expect(
    (await ask(clusters.setReadOnlyEndpoint, { params, body: { readOnly: true, exception } })).value.readOnly,
  ).toBe(true)
  expect((await ask(clusters.setMaintenanceEndpoint, { params, body: { until: exception.until } })).status).toBe(200)
  expect(await statusOf(clusters.deleteClusterEndpoint, { params, search: `confirm=${name}` })).toBe(409)
  expect((await ask(clusters.deleteClusterEndpoint, { params, search: 'dryRun=true' })).value).toMatchObject({
    dryRun: true,
  })
  await ask(clusters.updateClusterEndpoint, { params, body: { deletionProtection: false } })
  expect((await ask(clusters.deleteClusterEndpoint, { params, search: `confirm=${name}` })).value).toHaveProperty(
    'removedAt',
  )
  expect(
    (await ask(clusters.listClustersEndpoint, { search: 'removed=true' })).value.items.map((item) => item.name),
  ).toContain(name)
  expect((await ask(clusters.restoreClusterEndpoint, { params })).value).not.toHaveProperty('removedAt')
})

it('T-4: metadata is changed and adopted; what cannot be changed is refused by name', async () => {
  const params = { clusterId, topicName: 'a%b' }
  expect((await ask(topics.adoptTopicEndpoint, { params, body: { remark: 'mine' } })).value.remark).toBe('mine')
  const changed = await ask(topics.updateTopicEndpoint, { params, body: { labels: { team: 'a' } } })
  expect([changed.status, changed.value]).toMatchObject([
    200,
    { done: [], resource: { remark: 'mine', labels: { team: 'a' } } },
  ])
  const refused = await callRoute(topics.updateTopicEndpoint, { token, params, body: { type: 'FIFO' } })
  expect([refused.status, await refused.json()]).toMatchObject([400, { fields: [{ path: 'body.type' }] }])
  expect(await statusOf(topics.updateTopicEndpoint, { params, body: { labels: { 'Bad Key': 'x' } } })).toBe(400)
  expect(await statusOf(topics.listTopicsEndpoint, { params: { clusterId }, search: 'q=/(/' })).toBe(400)
  expect(await statusOf(topics.listTopicsEndpoint, { params: { clusterId }, search: 'colour=red' })).toBe(400)
  expect(await statusOf(topics.getTopicEndpoint, { params: { clusterId, topicName: 'nope' } })).toBe(404)
})
