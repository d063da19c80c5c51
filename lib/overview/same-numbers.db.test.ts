import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters, takeSamplerShare } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getGroup } from '#lib/groups/get-group.ts'
import { listGroups } from '#lib/groups/list-groups.ts'
import { queryMetrics } from '#lib/monitoring/query-metrics.ts'
import { sampleCluster } from '#lib/monitoring/sample-cluster.ts'
import type { MetricName, MetricObject, MetricScope } from '#lib/monitoring/schema.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { listBrokers } from '#lib/nodes/list-brokers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { getTopic } from '#lib/topics/get-topic.ts'
import { listTopics } from '#lib/topics/list-topics.ts'
import { workerContext } from '#lib/users/context.ts'
import { getOverview } from './get-overview.ts'

useDatabase()
takeSamplerShare()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const page = { page: 1, pageSize: 50 }

it('N-17: overview, list, page of the object and chart tell the same number of the same object and time', async () => {
  const fake = await startFakeCluster({
    brokers: 2,
    topics: [{ topicName: 'orders', readQueueNums: 1, writeQueueNums: 1 }],
    runtime: { putTps: '10.0 1 1', getTransferredTps: '4.0 1 1', commitLogDiskRatio: '0.42' },
  })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  for (const { store } of fake.brokers) {
    store.putEnds('orders', 0, { maxOffset: 100n, minOffset: 7n })
    store.putGroup({
      groupName: 'late',
      offsets: { orders: { 0: 40n } },
      delaysMs: { orders: { 0: 900_000 } },
      clients: ['b'],
      subscriptions: ['orders'],
    })
  }
  const now = new Date()
  await checkNodes(ctx, { clusterId, now })
  await sampleCluster(ctx, { clusterId, now })

  /** The newest point, as a board draws it. */
  async function drawn(metric: MetricName, scope: MetricScope, object: MetricObject = {}): Promise<number | null> {
    const { series } = await queryMetrics(ctx, {
      clusterId,
      metric,
      scope,
      ...(scope !== 'cluster' && { objects: [object] }),
      from: new Date(now.getTime() - 600_000),
      to: new Date(now.getTime() + 60_000),
      stepSeconds: 60,
    })
    const value = series[0]?.points.findLast(([, known]) => known !== null)?.[1] ?? null
    return value === null ? null : Number(value)
  }
  const number = (measured: { value: number | bigint | null }) =>
    measured.value === null ? null : Number(measured.value)

  const overview = await getOverview(ctx, { clusterId })
  expect(number(overview.inTps)).toBe(20)
  expect(await drawn('inTps', 'cluster')).toBe(20)
  expect(await drawn('outTps', 'cluster')).toBe(number(overview.outTps))
  expect(await drawn('lag', 'cluster')).toBe(number(overview.lag))
  expect(await drawn('consumerClients', 'cluster')).toBe(number(overview.consumerClients))

  const [listed] = (await listTopics(ctx, { clusterId, ...page, q: 'orders' })).items
  const topic = await getTopic(ctx, { clusterId, topicName: 'orders' })
  expect(number(topic.retained)).toBe(186)
  expect(listed && number(listed.retained)).toBe(186)
  expect(await drawn('retained', 'topic', { topicName: 'orders' })).toBe(186)
  expect(await drawn('inTps', 'topic', { topicName: 'orders' })).toBe(number(topic.inTps))

  const [row] = (await listGroups(ctx, { clusterId, ...page, q: 'late' })).items
  const group = await getGroup(ctx, { clusterId, groupName: 'late' })
  const object = { groupName: 'late' }
  expect(number(group.lag)).toBe(120)
  expect(row && number(row.lag)).toBe(120)
  expect(overview.behind.find(({ groupName }) => groupName === 'late')?.lag.value).toBe(120n)
  expect(await drawn('lag', 'group', object)).toBe(120)
  expect(await drawn('lag', 'groupTopic', { ...object, topicName: 'orders' })).toBe(120)
  expect(await drawn('lagTimeMs', 'group', object)).toBe(row && number(row.lagTimeMs))
  expect(await drawn('consumerClients', 'group', object)).toBe(row?.clients.value?.total)

  const [broker] = (await listBrokers(ctx, { clusterId, ...page, q: 'broker-a' })).items
  const name = { brokerName: 'broker-a' }
  expect(broker && number(broker.inTps)).toBe(10)
  expect(await drawn('inTps', 'broker', name)).toBe(10)
  expect(await drawn('diskUsedRatio', 'broker', name)).toBe(broker && number(broker.diskUsedRatio))
})
