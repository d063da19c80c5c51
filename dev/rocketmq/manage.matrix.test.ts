import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { closeAllClusters, getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createGroup } from '#lib/groups/create-group.ts'
import { deleteGroup } from '#lib/groups/delete-group.ts'
import { getGroup } from '#lib/groups/get-group.ts'
import { updateGroup } from '#lib/groups/update-group.ts'
import { checkNodes } from '#lib/nodes/check-nodes.ts'
import { updateBrokerConfig } from '#lib/nodes/update-broker-config.ts'
import { previewOffsetReset } from '#lib/offsets/preview-offset-reset.ts'
import { resetOffsets } from '#lib/offsets/reset-offsets.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { deleteTopic } from '#lib/topics/delete-topic.ts'
import { updateTopic } from '#lib/topics/update-topic.ts'
import { workerContext } from '#lib/users/context.ts'
import type { LabCredentials } from './lab-cluster.ts'
import { type MqadminCluster, mqadmin, stopMqadmin } from './mqadmin.ts'
import { readConsumerProgress, readTopicList, readTopicRoute, readTopicStatus } from './mqadmin-output.ts'
import { startCluster } from './start-cluster.ts'
import { startReplicatedCluster } from './start-replicated-cluster.ts'
import type { RocketmqVersion } from './versions.ts'

interface Shape {
  title: string
  version: RocketmqVersion
  acl: boolean
  tls: boolean
  hasControllers?: true
}

const shapes: Shape[] = [
  { title: '5.5.0 with ACL', version: '5.5.0', acl: true, tls: false },
  { title: '5.5.0 with ACL and TLS', version: '5.5.0', acl: true, tls: true },
  { title: '5.5.0 open', version: '5.5.0', acl: false, tls: false },
  { title: '5.5.0 in controller mode', version: '5.5.0', acl: false, tls: false, hasControllers: true },
  { title: '5.3.3 with ACL', version: '5.3.3', acl: true, tls: false },
  { title: '5.3.3 with TLS', version: '5.3.3', acl: false, tls: true },
  { title: '5.1.4 open', version: '5.1.4', acl: false, tls: false },
  { title: '5.1.4 with TLS', version: '5.1.4', acl: false, tls: true },
  { title: '4.9.7 open', version: '4.9.7', acl: false, tls: false },
  { title: '4.9.7 with TLS', version: '4.9.7', acl: false, tls: true },
]

/** A name server learns of a change within a registration; a machine that also starts servers takes its time. */
const PATIENCE = { timeout: 60_000, interval: 500 }
const MESSAGES = 6

useDatabase()
const ctx = () => workerContext(new AbortController().signal)
afterAll(() => closeAllClusters())

/** What an operator does with a cluster from the first topic to its deletion, each step judged by mqadmin. */
describe.each(shapes)('X-20: $title', ({ version, acl, tls, hasControllers }) => {
  const run = randomBytes(4).toString('hex')
  const topicName = `matrix_${run}`
  const groupName = `matrix_reader_${run}`
  let dir: string
  let cluster: MqadminCluster & { controllers?: string[]; stop(): Promise<void> }
  let clusterId = ''
  let live: LiveCluster
  let masters: Server[] = []

  beforeAll(async () => {
    dir = mkdtempSync(path.join(os.tmpdir(), 'apogee-matrix-'))
    const started = hasControllers
      ? await startReplicatedCluster({ dir })
      : await startCluster({
          ...{ version, dir, acl, masters: 2, slaves: 0, proxy: false, exporter: false, heapMb: 256 },
          tls: tls ? 'enforcing' : 'disabled',
        })
    cluster = { ...started, tls, stop: () => started.stop() }
    clusterId = (await register(cluster.admin)).clusterId
    live = await getCluster(ctx(), clusterId)
    masters = masterServers(await live.admin.cluster.get())
  })
  afterAll(async () => {
    await stopMqadmin()
    await cluster?.stop()
    rmSync(dir, { recursive: true, force: true })
  })

  const register = (credentials: LabCredentials | null) =>
    registerCluster({
      nameServers: cluster.nameServers,
      ...(credentials && { credentials }),
      ...(cluster.controllers && { controllers: cluster.controllers }),
      tls: { isEnabled: tls, verify: false },
      requestTimeoutMs: 20_000,
    })
  const brokerNames = () => masters.map(({ brokerName }) => brokerName).sort()
  const judged = async () => readConsumerProgress(await mqadmin(cluster, `consumerProgress -g ${groupName}`))

  it('finds its masters', () => {
    expect(brokerNames()).toEqual(hasControllers ? ['broker-a'] : ['broker-a', 'broker-b'])
  })

  it.runIf(acl)('is not changed by an account that it does not know, and says what the broker said', async () => {
    const { clusterId: refused } = await register({ accessKey: 'nobody_knows', secretKey: 'this-account' })
    await expect(
      createTopic(ctx(), { clusterId: refused, topicName: `${topicName}_refused`, type: 'NORMAL', queuesPerBroker: 1 }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/nobody_knows|[Aa]uthentic/) })
    expect(readTopicList(await mqadmin(cluster, 'topicList'))).not.toContain(`${topicName}_refused`)
  })

  it('takes a topic, and more queues for it', async () => {
    await createTopic(ctx(), { clusterId, topicName, type: 'NORMAL', queuesPerBroker: 1 })
    await updateTopic(ctx(), { clusterId, topicName, queuesPerBroker: 2 })
    await vi.waitFor(async () => {
      const { queues } = readTopicRoute(await mqadmin(cluster, `topicRoute -t ${topicName}`))
      expect(queues).toMatchObject(
        brokerNames().map((brokerName) => ({ brokerName, readQueueNums: 2, writeQueueNums: 2, perm: 6 })),
      )
    }, PATIENCE)
  })

  it('takes a group, and a change of it', async () => {
    await createGroup(ctx(), { clusterId, groupName, maxRetries: 5 })
    const { revision } = await getGroup(ctx(), { clusterId, groupName })
    await updateGroup(ctx(), { clusterId, groupName, maxRetries: 7, revision })
    const told = await mqadmin(cluster, `getConsumerConfig -g ${groupName}`)
    expect(told.match(/^retryMaxTimes += +7$/gm)).toHaveLength(masters.length)
  })

  it('stores messages, and a reset of offsets goes where its preview said', async () => {
    for (const server of masters) {
      for (let sent = 0; sent < MESSAGES; sent++) {
        const message = {
          topicName,
          queueId: sent % 2,
          body: Buffer.from(`${sent}`),
          properties: new Map<string, string>(),
        }
        const outcome = await live.admin.messages.send(server, { ...message, bornTimestamp: new Date() })
        expect(outcome).toMatchObject({ state: 'done', value: { status: 'SEND_OK' } })
      }
    }
    const stored = async () => readTopicStatus(await mqadmin(cluster, `topicStatus -t ${topicName}`)).queues
    await vi.waitFor(async () => {
      expect((await stored()).map(({ maxOffset }) => maxOffset)).toEqual(masters.flatMap(() => [3n, 3n]))
    }, PATIENCE)
    for (const server of masters) {
      for (const queueId of [0, 1]) {
        const { state } = await live.admin.offsets.commit(server, { groupName, topicName, queueId, queueOffset: 1n })
        expect(state).toBe('done')
      }
    }
    // mqadmin finds the brokers of a group by its retry topic, which its first client makes.
    const retry = { topicName: `%RETRY%${groupName}`, readQueueNums: 1, writeQueueNums: 1, perm: 6, order: false }
    await live.admin.topics.create(masters, { ...retry, attributes: {} })
    await vi.waitFor(async () => expect((await judged()).diffTotal).toBe(BigInt(4 * masters.length)), PATIENCE)

    const scope = { topicNames: [topicName] }
    const shown = await previewOffsetReset(ctx(), { clusterId, groupName, scope, target: { kind: 'LATEST' } })
    expect(shown.queues.map(({ targetOffset }) => targetOffset)).toEqual(masters.flatMap(() => [3n, 3n]))
    await resetOffsets(ctx(), { clusterId, groupName, previewId: shown.previewId })
    await vi.waitFor(async () => expect((await judged()).diffTotal).toBe(0n), PATIENCE)
  })

  it('takes a setting of its brokers', async () => {
    const [master] = masters
    if (!master) throw new Error('there is no master')
    // The worker does it every few seconds: brokers are changed by their rows.
    await checkNodes(ctx(), { clusterId, now: new Date() })
    const { brokerName, brokerId } = master
    const broker = { clusterId, brokerName, brokerId, targets: 'MASTERS' as const, confirm: brokerName }
    await updateBrokerConfig(ctx(), { ...broker, changes: { fileReservedTime: '47' } })
    for (const { address } of masters) {
      expect(await mqadmin(cluster, `getBrokerConfig -b ${address}`)).toMatch(/^fileReservedTime\s*=\s*47$/m)
    }
  })

  it('loses the group and the topic, and mqadmin finds neither', async () => {
    await deleteGroup(ctx(), { clusterId, groupName, confirm: groupName })
    for (const { address } of masters) {
      expect(await mqadmin(cluster, `getConsumerConfig -g ${groupName}`), address).not.toContain('retryMaxTimes')
    }
    await deleteTopic(ctx(), { clusterId, topicName, confirm: topicName, force: true })
    await vi.waitFor(async () => {
      expect(readTopicList(await mqadmin(cluster, 'topicList'))).not.toContain(topicName)
    }, PATIENCE)
  })
})
