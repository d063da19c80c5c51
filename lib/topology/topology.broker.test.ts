import { randomBytes } from 'node:crypto'
import { afterAll, afterEach, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { startTestClients, type TestClients } from '#lib/clients/testing/start-test-clients.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { listGroups } from '#lib/groups/list-groups.ts'
import { sampleCluster } from '#lib/monitoring/sample-cluster.ts'
import { listTopics } from '#lib/topics/list-topics.ts'
import { workerContext } from '#lib/users/context.ts'
import { getTopology } from './get-topology.ts'

useDatabase()
const lab = inject('lab')
const ctx = workerContext(new AbortController().signal)
const waitOptions = { timeout: 120_000, interval: 1_000 }
const running: TestClients[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((clients) => clients.stop()))
})
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const topicName = `topology_${version.replaceAll('.', '')}_${randomBytes(4).toString('hex')}`
  const groups = [`${topicName}_a`, `${topicName}_b`]

  it('C-28: the topology of a topic shows the producer and both groups that really run, with the rates of the lists', async () => {
    const { clusterId } = await registerLab(cluster)
    await mqadmin(cluster, `updateTopic -c ${cluster.clusterName} -t ${topicName} -r 2 -w 2`)
    for (const group of groups) await mqadmin(cluster, `updateSubGroup -c ${cluster.clusterName} -g ${group}`)
    for (const group of groups) running.push(await startTestClients(cluster, { group, topicName, consumers: 1 }))
    let now = Date.now()
    const page = { clusterId, page: 1, pageSize: 500 }
    await vi.waitFor(async () => {
      // Time is an argument: rounds follow each other as if a minute had passed.
      now += 60_000
      await sampleCluster(ctx, { clusterId, now: new Date(now) })
      const topology = await getTopology(ctx, { clusterId, topic: topicName })
      const named = (kind: string) => topology.nodes.filter((node) => node.kind === kind)
      expect(
        named('GROUP')
          .map(({ name }) => name)
          .sort(),
      ).toEqual(groups)
      expect(named('CLIENT')).toHaveLength(2)
      // Each of the two programs sent 40 messages, from a client of its own.
      expect(named('PRODUCER').length).toBeGreaterThanOrEqual(1)
      expect(named('PRODUCER').map(({ groupName }) => groupName)).toEqual(
        expect.arrayContaining([`${groups[0]}_producer`]),
      )
      for (const edge of topology.edges.filter(({ kind }) => kind === 'CONSUMES')) {
        expect(edge).toMatchObject({ isOnline: true, lag: { value: 0n } })
      }
      const [topic] = (await listTopics(ctx, { ...page, q: topicName })).items
      expect(topic?.inTps.state).toBe('ok')
      expect(named('TOPIC')).toMatchObject([{ inTps: topic?.inTps, outTps: topic?.outTps }])
      const listed = (await listGroups(ctx, { ...page, q: topicName })).items
      for (const node of named('GROUP')) {
        const row = listed.find(({ groupName }) => groupName === node.name)
        expect(node).toMatchObject({ ackTps: row?.ackTps, state: row?.state })
      }
    }, waitOptions)
  })
})
