import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readConsumerConnection, readProducers } from '#dev/rocketmq/mqadmin-clients.ts'
import { readConsumeStatuses, readOwnedQueues } from '#dev/rocketmq/mqadmin-output.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { runDiagnosis } from '#lib/diagnoses/run-diagnosis.ts'
import { getGroup } from '#lib/groups/get-group.ts'
import { getGroupSubscriptions } from '#lib/groups/get-group-subscriptions.ts'
import { sampleCluster } from '#lib/monitoring/sample-cluster.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { getTopicSubscriptions } from '#lib/topics/get-topic-subscriptions.ts'
import { workerContext } from '#lib/users/context.ts'
import { getClient } from './get-client.ts'
import { getRunningInfo } from './get-running-info.ts'
import { getStack } from './get-stack.ts'
import { listClients } from './list-clients.ts'
import { listProducers } from './list-producers.ts'
import type { ClientQueue } from './schema.ts'
import { startTestClients, type TestClients } from './testing/start-test-clients.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const ctx = workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

const waitOptions = { timeout: 120_000, interval: 1_000 }
/** A minute of the clock each; asking a client for its stacks takes long on a machine that is busy. */
const lockOptions = { timeout: 150_000, interval: 1_000 }
const queueText = ({ topicName, brokerName, queueId }: Pick<ClientQueue, 'topicName' | 'brokerName' | 'queueId'>) =>
  `${topicName} ${brokerName} ${queueId}`

describe.each(['5.5.0', '4.9.7'] as const)('clients of RocketMQ %s', (version) => {
  const cluster = lab[version]
  const masters = cluster.brokers.filter(({ brokerId }) => brokerId === 0)
  const group = `g_clients_${version.replaceAll('.', '')}_${run}`
  const topicName = `${group}_topic`
  let clusterId = ''
  let clients: TestClients | undefined
  let clientIds: string[] = []
  beforeAll(async () => {
    clusterId = (await registerLab(cluster)).clusterId
    await createTopic(ctx, { clusterId, topicName, type: 'NORMAL', queuesPerBroker: 4 })
    await mqadmin(cluster, `updateSubGroup -c ${cluster.clusterName} -g ${group}`)
    clients = await startTestClients(cluster, { group, topicName, consumers: 2 })
    // Rebalancing is over once each owns half of the queues.
    await vi.waitFor(async () => {
      const connected = readConsumerConnection(await mqadmin(cluster, `consumerConnection -g ${group}`))
      clientIds = [...new Set(connected.map(({ clientId }) => clientId))].sort()
      expect(clientIds).toHaveLength(2)
      for (const clientId of clientIds) expect(await owned(clientId)).toHaveLength((masters.length * 4) / 2)
    }, waitOptions)
  })
  afterAll(() => clients?.stop())

  const infoOf = (clientId: string) => getRunningInfo(ctx, { clusterId, clientId, group })
  const owned = async (clientId: string) => (await infoOf(clientId)).queues.filter(({ isRetry }) => !isRetry)

  it('G-9: is what consumerConnection says: id, language, version; known to every broker', async () => {
    const connected = readConsumerConnection(await mqadmin(cluster, `consumerConnection -g ${group}`))
    for (const clientId of clientIds) {
      const judge = connected.find((client) => client.clientId === clientId)
      expect(await getClient(ctx, { clusterId, clientId, group })).toMatchObject({
        clientId,
        groupName: group,
        language: judge?.language,
        version: judge?.version,
        protocol: 'remoting',
        topics: [topicName],
        seenBy: { brokers: masters.length, brokersAsked: masters.length, proxies: [] },
      })
    }
  })

  it('G-12: owns the queues that consumerStatus says, all of them are owned once, and nothing lags', async () => {
    const all: string[] = []
    for (const clientId of clientIds) {
      const status = await mqadmin(cluster, `consumerStatus -g ${group} -i ${clientId}`)
      const judge = readOwnedQueues(status).map(queueText).sort()
      const { queues } = await infoOf(clientId)
      expect(queues.map(queueText).sort()).toEqual(judge)
      all.push(...queues.filter(({ isRetry }) => !isRetry).map(queueText))
    }
    expect([...new Set(all)].sort()).toEqual(
      masters
        .flatMap(({ brokerName }) => [0, 1, 2, 3].map((queueId) => `${topicName} ${brokerName} ${queueId}`))
        .sort(),
    )
    await vi.waitFor(async () => {
      for (const clientId of clientIds) {
        for (const queue of await owned(clientId))
          expect(queue).toMatchObject({ lag: 0n, isDropped: false, isLocked: null })
      }
    }, waitOptions)
  })

  it('tells when it started, which name server it uses, its threads and what it consumed', async () => {
    const [clientId = ''] = clientIds
    const info = await infoOf(clientId)
    expect(info).toMatchObject({
      nameServers: cluster.nameServers,
      version,
      consumeType: 'CONSUME_PASSIVELY',
      isOrderly: false,
      threads: { core: 1, min: 1, max: 1 },
      isHung: false,
    })
    expect(Date.now() - (info.startedAt?.getTime() ?? 0)).toBeLessThan(10 * 60_000)
    expect(info.topics[0]).toMatchObject({ topicName, expression: '*', consumeFailedLastHour: 0n })
  })

  it('G-13: its stack comes within 12 s, with the threads that consume', async () => {
    const [clientId = ''] = clientIds
    const startedAt = performance.now()
    const stack = await getStack(ctx, { clusterId, clientId, group })
    expect(performance.now() - startedAt).toBeLessThan(12_000)
    expect(stack.threads.some(({ name }) => name.startsWith('ConsumeMessageThread_'))).toBe(true)
    expect(stack.equalStacks.reduce((sum, { count }) => sum + count, 0)).toBe(stack.threads.length)
    expect(stack).toMatchObject({ otherText: null, isCut: false })
  })

  it('G-26: the list has them and the producers of mqadmin producer without a group; who stops leaves it', async () => {
    let now = Date.now()
    /** Time is an argument: rounds follow each other as if a minute had passed. */
    const sampled = async () => {
      now += 60_000
      await sampleCluster(ctx, { clusterId, now: new Date(now) })
      return listClients(ctx, { clusterId, page: 1, pageSize: 500, group })
    }
    await vi.waitFor(async () => {
      expect((await sampled()).items.map(({ clientId }) => clientId).sort()).toEqual(clientIds)
    }, waitOptions)
    const mine = (members: Iterable<string>) =>
      [...new Set(members)].filter((member) => member.startsWith(`${group}_producer `))
    // A producer tells a broker of itself with its heartbeat, up to 30 s after it learned the route.
    const judged = await vi.waitFor(async () => {
      const outputs = await Promise.all(masters.map(({ address }) => mqadmin(cluster, `producer -b ${address}`)))
      const members = mine(outputs.flatMap(readProducers))
      expect(members).toHaveLength(1)
      return members
    }, waitOptions)
    await sampled()
    const { items } = await listProducers(ctx, { clusterId, page: 1, pageSize: 500 })
    expect(mine(items.map(({ producerGroup, clientId }) => `${producerGroup} ${clientId}`))).toEqual(judged)

    await clients?.stopOne()
    await vi.waitFor(async () => expect((await sampled()).items).toHaveLength(1), waitOptions)
  })

  it('T-13, G-14: two clients of one group with different tags are told apart, and are one again when one stops', async () => {
    const groupName = `${group}_tags`
    await mqadmin(cluster, `updateSubGroup -c ${cluster.clusterName} -g ${groupName}`)
    const differing = await startTestClients(cluster, {
      group: groupName,
      topicName,
      consumers: 2,
      tags: ['paid', 'created'],
    })
    try {
      let now = Date.now() + 3_600_000 // after the rounds of the other tests
      const sampled = async () => {
        now += 60_000
        await sampleCluster(ctx, { clusterId, now: new Date(now) })
        return getGroup(ctx, { clusterId, groupName })
      }
      await vi.waitFor(async () => {
        expect(await sampled()).toMatchObject({ consistency: 'INCONSISTENT', inconsistentClients: 1 })
      }, waitOptions)
      const { sets } = await getGroupSubscriptions(ctx, { clusterId, groupName })
      const expressions = sets.map(({ subscriptions, clientIds: ids }) => [
        subscriptions.find((subscription) => subscription.topicName === topicName)?.expression,
        ids.map((id) => id.split('@')[1]),
      ])
      expect(expressions).toHaveLength(2)
      expect(expressions).toEqual(
        expect.arrayContaining([
          ['paid', [`${groupName}-1`]],
          ['created', [`${groupName}-2`]],
        ]),
      )
      const { items } = await getTopicSubscriptions(ctx, { clusterId, topicName, page: 1, pageSize: 50 })
      expect(items.find((item) => item.groupName === groupName)).toMatchObject({ consistency: 'INCONSISTENT' })

      await differing.stopOne()
      await vi.waitFor(async () => {
        expect(await sampled()).toMatchObject({ consistency: 'CONSISTENT', inconsistentClients: 0 })
      }, waitOptions)
    } finally {
      await differing.stop()
    }
  })

  it('G-28: RT and TPS of each topic, failures too, are what consumerStatus prints', async () => {
    const groupName = `${group}_fails`
    await mqadmin(cluster, `updateSubGroup -c ${cluster.clusterName} -g ${groupName}`)
    const failing = await startTestClients(cluster, {
      group: groupName,
      topicName,
      consumers: 1,
      // Two minutes of work: where nothing was consumed in the last one there is nothing to compare.
      consumeMs: 60,
      messages: 2_000,
      failEvery: 3,
    })
    try {
      // Rates are of the last minute, taken each 10 s: equal only where none was taken between the two questions.
      await vi.waitFor(
        async () => {
          const connected = readConsumerConnection(await mqadmin(cluster, `consumerConnection -g ${groupName}`))
          const clientId = connected[0]?.clientId ?? ''
          const judged = readConsumeStatuses(await mqadmin(cluster, `consumerStatus -g ${groupName} -i ${clientId}`))
          const { topics } = await getRunningInfo(ctx, { clusterId, clientId, group: groupName })
          const judge = judged.find((status) => status.topicName === topicName)
          expect(judge?.consumeFailedTps).toBeGreaterThan(0)
          expect(judge?.consumeRtMs).toBeGreaterThan(0)
          const ours = topics.map((topic) => ({
            topicName: topic.topicName,
            pullRtMs: twoDecimals(topic.pullRtMs),
            pullTps: twoDecimals(topic.pullTps),
            consumeRtMs: twoDecimals(topic.consumeRtMs),
            consumeOkTps: twoDecimals(topic.consumeOkTps),
            consumeFailedTps: twoDecimals(topic.consumeFailedTps),
            consumeFailedLastHour: topic.consumeFailedLastHour,
          }))
          const byTopic = (a: { topicName: string }, b: { topicName: string }) => (a.topicName < b.topicName ? -1 : 1)
          expect(ours.sort(byTopic)).toEqual(judged.sort(byTopic))
        },
        { timeout: 180_000, interval: 1_000 },
      )
    } finally {
      await failing.stop()
    }
  })

  it('G-28, G-25: a consumer that is blocked in a lock is marked hung within 6 minutes, with the place, and so is its diagnosis', async () => {
    const groupName = `${group}_lock`
    await mqadmin(cluster, `updateSubGroup -c ${cluster.clusterName} -g ${groupName}`)
    const blocked = await startTestClients(cluster, { group: groupName, topicName, consumers: 1, isBlocking: true })
    // The clock alone, so that minutes pass without waiting; after the rounds of the other tests.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 7_200_000 })
    try {
      const minute = async () => {
        vi.setSystemTime(Date.now() + 60_000)
        await sampleCluster(ctx, { clusterId, now: new Date() })
        const { items } = await listClients(ctx, { clusterId, page: 1, pageSize: 10, group: groupName })
        return items[0]
      }
      await vi.waitFor(async () => expect(await minute()).toMatchObject({ queues: masters.length * 4 }), lockOptions)
      await vi.waitFor(
        async () =>
          expect(await minute()).toMatchObject({
            isHung: true,
            standingAt: expect.stringContaining('TestClients.waitForLock'),
          }),
        lockOptions,
      )
      // A client that is late with its answer is told as silent, not as stuck.
      await vi.waitFor(async () => {
        const { firstCause, lines } = await runDiagnosis(ctx, { clusterId, groupName })
        expect(firstCause).toMatchObject({
          cause: 'CLIENT_STUCK',
          params: { count: 1, clients: 1, place: expect.stringContaining('TestClients.waitForLock') },
        })
        expect(lines[0]?.evidence.some(({ frames }) => frames?.some((frame) => frame.includes('waitForLock')))).toBe(
          true,
        )
      }, lockOptions)
    } finally {
      vi.useRealTimers()
      await blocked.stop()
    }
  })
})

const twoDecimals = (value: number | null) => (value === null ? null : Number(value.toFixed(2)))
