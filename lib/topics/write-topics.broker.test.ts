import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readTopicList, readTopicRoute } from '#dev/rocketmq/mqadmin-output.ts'
import { pauseProcess } from '#dev/rocketmq/processes.ts'
import { closeAllClusters, getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { labInput } from '#lib/clusters/testing/register-lab.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createGroup } from '#lib/groups/create-group.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { toExtFields } from '#lib/rocketmq/requests/define-request.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import { workerContext } from '#lib/users/context.ts'
import { type CreateTopicInput, createTopic } from './create-topic.ts'
import { declareTopicType } from './declare-topic-type.ts'
import { deleteTopic, type TopicDeletion } from './delete-topic.ts'
import { getDeletedTopic } from './get-deleted-topic.ts'
import { getTopic } from './get-topic.ts'
import { getTopicConfigs } from './get-topic-configs.ts'
import { getTopicImpact } from './get-topic-impact.ts'
import { levelTopic } from './level-topic.ts'
import { getTopicShrink, shrinkTopic } from './shrink-topic.ts'
import { updateTopic } from './update-topic.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const ctx = workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})
/** What brokers send to name servers, and this project never but here. */
const REGISTER_BROKER = 103
/** A name server learns of a change within a registration, 30 s at most; a busy machine takes its time. */
const PATIENCE = { timeout: 120_000, interval: 500 }

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const isNew = version === '5.5.0'
  const masters = cluster.brokers
    .filter(({ brokerId }) => brokerId === 0)
    .map(({ brokerName }) => brokerName)
    .sort()
  const prefix = `w_${version.replaceAll('.', '')}_${run}`
  const pool = new Pool(cluster.admin ? { credentials: cluster.admin } : {})
  let clusterId = ''
  let live: LiveCluster
  beforeAll(async () => {
    // Of one RocketMQ cluster only, so that there can be a neighbour behind the same name server.
    clusterId = (await registerCluster({ ...labInput(cluster), clusterNames: [cluster.clusterName] })).clusterId
    live = await getCluster(ctx, clusterId)
  })
  afterAll(() => pool.close())

  const create = (topicName: string, parts: Partial<CreateTopicInput> = {}) =>
    createTopic(ctx, { clusterId, topicName, type: 'NORMAL', queuesPerBroker: 4, ...parts })
  const route = async (topicName: string) => readTopicRoute(await mqadmin(cluster, `topicRoute -t ${topicName}`))
  const configs = async (topicName: string) => (await getTopicConfigs(ctx, { clusterId, topicName })).items
  const masterOf = async (brokerName: string) => {
    const { info } = await live.getInventory()
    const master = masterServers(info, [cluster.clusterName]).find((server) => server.brokerName === brokerName)
    if (!master) throw new Error(`${brokerName} has no master`)
    return master
  }
  async function write(address: string, code: number, fields: Record<string, string | number | boolean>, body = '') {
    const request = { code, extFields: toExtFields(fields), body: Buffer.from(body) }
    const { command } = await pool.send(address, 'admin', request, { timeoutMs: 20_000, isWrite: true })
    expect([command.code, command.code === 0 ? '' : command.remark]).toEqual([0, ''])
  }
  async function remove(topicName: string, force = false): Promise<TopicDeletion> {
    const result = await deleteTopic(ctx, { clusterId, topicName, confirm: topicName, force })
    if ('dryRun' in result) throw new Error('that was a dry run')
    return result
  }

  it('T-3: 4 to 8 queues is in topicRoute on each broker; 8 to 4 is refused with a pointer to Shrink', async () => {
    const topicName = `${prefix}_queues`
    await create(topicName)
    expect(await updateTopic(ctx, { clusterId, topicName, queuesPerBroker: 8 })).toMatchObject({
      done: masters.map(() => ({})),
      resource: { queuesPerBroker: 8 },
    })
    const widened = async () =>
      expect((await route(topicName)).queues).toMatchObject(
        masters.map((brokerName) => ({ brokerName, writeQueueNums: 8, readQueueNums: 8, perm: 6 })),
      )
    await vi.waitFor(widened, PATIENCE)
    await expect(updateTopic(ctx, { clusterId, topicName, queuesPerBroker: 4 })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringContaining('shrink'),
    })
  })

  it('T-3: shrink 8 to 4 loses no message: queues that go are read until every group is through, and can come back', async () => {
    const topicName = `${prefix}_shrink`
    const groupName = `${prefix}_reader`
    await create(topicName, { queuesPerBroker: 8 })
    // 5.5 takes commits of groups only that have a config.
    await createGroup(ctx, { clusterId, groupName })
    const servers = await Promise.all(masters.map(masterOf))
    const queueIds = Array.from({ length: 8 }, (_, queueId) => queueId)
    for (const { address } of servers) {
      for (const queueId of queueIds)
        await sendMessage(pool, address, { topicName, queueId, body: Buffer.from(`${queueId}`) })
    }
    const commit = async (ids: readonly number[]) => {
      for (const server of servers) {
        for (const queueId of ids) {
          const { state } = await live.admin.offsets.commit(server, { groupName, topicName, queueId, queueOffset: 1n })
          expect(state).toBe('done')
        }
      }
    }
    await commit([0, 1, 2, 3, 4])
    const input = { clusterId, topicName, queuesPerBroker: 4 }
    expect((await getTopicShrink(ctx, input)).step).toBe('WRITE')
    expect(await shrinkTopic(ctx, input)).toMatchObject({
      done: masters.map(() => ({})),
      resource: { step: 'DRAIN', brokers: masters.map(() => ({ writeQueues: 4, readQueues: 8 })) },
    })
    await vi.waitFor(
      async () =>
        expect((await route(topicName)).queues).toMatchObject(
          masters.map((brokerName) => ({ brokerName, writeQueueNums: 4, readQueueNums: 8 })),
        ),
      PATIENCE,
    )
    const waiting = masters.flatMap((brokerName) =>
      [5, 6, 7].map((queueId) => ({ topicName, brokerName, queueId, groupName, lag: 1n })),
    )
    const undrained = await shrinkTopic(ctx, input)
    expect(undrained).toMatchObject({ done: [], failed: [], unknown: [], command: '', resource: { step: 'DRAIN' } })
    expect(undrained.resource?.waiting).toEqual(waiting)

    await commit([5, 6, 7])
    // Brokers write commits at once; a reader sees them in the next list.
    await vi.waitFor(async () => expect((await getTopicShrink(ctx, input)).step).toBe('READ'), PATIENCE)
    expect((await shrinkTopic(ctx, input)).resource).toMatchObject({
      step: 'DONE',
      waiting: [],
      brokers: masters.map(() => ({ writeQueues: 4, readQueues: 4 })),
    })
    await expect(getTopicShrink(ctx, { ...input, queuesPerBroker: 5 })).rejects.toMatchObject({ code: 'INVALID_INPUT' })

    // The way back: what was in them is in them still.
    await updateTopic(ctx, { clusterId, topicName, queuesPerBroker: 8 })
    for (const server of servers) {
      for (const queueId of queueIds) expect(await live.admin.offsets.getMax(server, { topicName, queueId })).toBe(1n)
    }
  })

  it('T-4: type, order flag and an attribute that mqadmin set are unchanged after the queues changed', async () => {
    const topicName = `${prefix}_kept`
    await create(topicName, isNew ? { type: 'FIFO', isOrdered: true } : {})
    // 4.9 knows neither attributes nor, in this request, the order flag.
    if (isNew) {
      const attribute = ['-a', '+reserve.time=3600000', '-r', '4', '-w', '4', '-o', 'true']
      await mqadmin(cluster, ['updateTopic', '-c', cluster.clusterName, '-t', topicName, ...attribute])
    }
    const { revision } = await vi.waitFor(async () => {
      await live.getInventory({ fresh: true })
      return getTopic(ctx, { clusterId, topicName })
    }, PATIENCE)
    const before = await configs(topicName)
    await updateTopic(ctx, { clusterId, topicName, queuesPerBroker: 6, permission: 'R', revision })
    const expected = before.map(({ readAt: _, ...config }) => ({
      ...config,
      ...{ readQueueNums: 6, writeQueueNums: 6, perm: 'R' },
    }))
    expect((await configs(topicName)).map(({ readAt: _, ...config }) => config)).toEqual(expected)
    expect(expected).toMatchObject(
      masters.map(() =>
        isNew ? { order: true, attributes: { 'message.type': 'FIFO', 'reserve.time': '3600000' } } : { attributes: {} },
      ),
    )
  })

  it('T-25: remark, labels and owner survive an edit by mqadmin', async () => {
    const topicName = `${prefix}_words`
    await create(topicName, { remark: 'r', labels: { team: run }, owner: 'ann' })
    await mqadmin(cluster, `updateTopic -c ${cluster.clusterName} -t ${topicName} -r 5 -w 5 -p 4`)
    await live.getInventory({ fresh: true })
    expect(await getTopic(ctx, { clusterId, topicName })).toMatchObject({
      ...{ queuesPerBroker: 5, permission: 'R' },
      ...{ remark: 'r', labels: { team: run }, owner: 'ann' },
    })
  })

  it('X-16: the command of an edit makes the same config', async () => {
    const [edited, typed] = [`${prefix}_edited`, `${prefix}_typed`]
    for (const topicName of [edited, typed]) await create(topicName, isNew ? { type: 'DELAY' } : {})
    const { command } = await updateTopic(ctx, { clusterId, topicName: edited, queuesPerBroker: 7, permission: 'W' })
    for (const line of command.replaceAll(edited, typed).split('\n')) {
      expect(await mqadmin(cluster, line.split(' ').slice(2))).toContain('success')
    }
    await live.getInventory({ fresh: true })
    const shape = async (topicName: string) => (await configs(topicName)).map(({ readAt: _, ...config }) => config)
    expect(await shape(typed)).toEqual(await shape(edited))
  })

  it('T-14: with 1,000 unconsumed the impact names the group; deleted, no tool and no broker finds it', async () => {
    const [topicName, groupName] = [`${prefix}_backlog`, `${prefix}_billing`]
    await create(topicName, { remark: 'gone soon' })
    await mqadmin(cluster, `updateSubGroup -c ${cluster.clusterName} -g ${groupName}`)
    const { address } = await masterOf(masters[0] ?? '')
    const body = Buffer.from('x')
    await Promise.all(
      Array.from({ length: 1_004 }, (_, i) => sendMessage(pool, address, { topicName, queueId: i % 4, body })),
    )
    for (const brokerName of masters) {
      const server = await masterOf(brokerName)
      for (const queueId of [0, 1, 2, 3]) {
        const commitOffset = brokerName === masters[0] ? 1 : 0
        const commit = { consumerGroup: groupName, topic: topicName, queueId, commitOffset }
        await write(server.address, RequestCode.UPDATE_CONSUMER_OFFSET, commit)
      }
    }
    await live.getGroupInventory({ fresh: true })
    const impactIsThere = async () => {
      const impact = await getTopicImpact(ctx, { clusterId, topicName })
      expect(impact).toMatchObject({
        retained: 1_004n,
        // Without a proxy nobody can say that no gRPC client is online.
        groups: [{ groupName, unconsumed: 1_000n, onlineClients: isNew ? 0 : null }],
        routes: 1,
      })
      return impact
    }
    const impact = await vi.waitFor(impactIsThere, PATIENCE)
    // Who sent them is a client of the last five minutes.
    expect(impact).toMatchObject({ needsForce: true, producers: 1, blockedBy: [] })
    await expect(remove(topicName)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(deleteTopic(ctx, { clusterId, topicName, confirm: 'x', force: true })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })

    const result = await remove(topicName, true)
    expect(result).toMatchObject({ failed: [], unknown: [], snapshots: [{ groupName }] })
    expect(readTopicList(await mqadmin(cluster, 'topicList'))).not.toContain(topicName)
    expect(await mqadmin(cluster, `topicRoute -t ${topicName}`)).toContain('No topic route info')
    for (const brokerName of masters) {
      const server = await masterOf(brokerName)
      const { done } = await live.admin.topics.listConfigs([server])
      expect(done[0]?.value.has(topicName)).toBe(false)
      // 4.9.7 keeps what groups have committed.
      if (!isNew) continue
      const offsets = await live.admin.groups.listOffsets([server])
      expect(offsets.done[0]?.value.filter((committed) => committed.topicName === topicName)).toEqual([])
    }
    await expect(getTopic(ctx, { clusterId, topicName })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const snapshot = await db().offsetSnapshot.findFirstOrThrow({ where: { clusterId, groupName } })
    expect(snapshot.offsets).toContainEqual({ topicName, brokerName: masters[0], queueId: 3, consumerOffset: '1' })
    const audit = await db().auditEvent.findFirstOrThrow({
      where: { clusterId, action: 'topic.delete', targetName: topicName },
      include: { outcome: true },
      orderBy: { sequence: 'desc' },
    })
    expect(audit.outcome).toMatchObject({
      outcome: 'SUCCESS',
      before: { metadata: { remark: 'gone soon' }, configs: { [masters[0] ?? '']: { readQueueNums: 4 } } },
      after: { steps: expect.arrayContaining([expect.objectContaining({ step: 'NAME_SERVER', outcome: 'DONE' })]) },
    })
    expect(await getDeletedTopic(ctx, { clusterId, topicName })).toMatchObject({
      remark: 'gone soon',
      queuesPerBroker: 4,
    })
  })

  it('T-15: the order entry goes; the topic of another RocketMQ cluster behind the same name server stays', async () => {
    const topicName = `${prefix}_shared`
    await create(topicName)
    const [nameServer = ''] = cluster.nameServers
    const neighbour = `neighbour-${run}`
    const queues3 = { readQueueNums: 3, writeQueueNums: 3, perm: 6, topicFilterType: 'SINGLE_TAG' }
    const config = (name: string) => ({ topicName: name, ...queues3, topicSysFlag: 0, order: false })
    // As a broker of the other cluster registers; the name server forgets it with the connection.
    await write(
      nameServer,
      REGISTER_BROKER,
      {
        ...{
          brokerName: neighbour,
          brokerAddr: '127.0.0.1:1',
          clusterName: `other-${run}`,
          haServerAddr: '127.0.0.1:2',
        },
        ...{ brokerId: 0, compressed: false, bodyCrc32: 0 },
      },
      JSON.stringify({
        topicConfigSerializeWrapper: {
          // 5.x takes no first registration with a single topic.
          topicConfigTable: { [topicName]: config(topicName), [neighbour]: config(neighbour) },
          dataVersion: { counter: 1, timestamp: Date.now(), stateVersion: 0 },
        },
        filterServerList: [],
      }),
    )
    await mqadmin(cluster, `updateOrderConf -m put -t ${topicName} -v ${masters[0]}:4;${neighbour}:3`)
    const both = [...masters, neighbour].sort()
    const isShared = async () =>
      expect((await route(topicName)).queues.map(({ brokerName }) => brokerName)).toEqual(both)
    await vi.waitFor(isShared, PATIENCE)

    expect(await remove(topicName)).toMatchObject({ failed: [], unknown: [] })
    const { queues } = await route(topicName)
    expect(queues).toMatchObject([{ brokerName: neighbour, readQueueNums: 3, writeQueueNums: 3 }])
    expect(await live.admin.nameServers.getKvConfig(nameServer, 'ORDER_TOPIC_CONFIG', topicName)).toBe(`${neighbour}:3`)
  })

  it('the order entry of a topic that nobody else has is removed, and what is gone is not found', async () => {
    const topicName = `${prefix}_order`
    await create(topicName)
    await mqadmin(cluster, `updateOrderConf -m put -t ${topicName} -v ${masters[0]}:4`)
    const { steps } = await remove(topicName)
    expect(steps.at(-1)).toMatchObject({ step: 'ORDER_ENTRY', outcome: 'DONE' })
    const [nameServer = ''] = cluster.nameServers
    expect(await live.admin.nameServers.getKvConfig(nameServer, 'ORDER_TOPIC_CONFIG', topicName)).toBeNull()
    await expect(remove(topicName)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const { address } = await masterOf(masters[0] ?? '')
    // What a broker says of a topic that it does not have.
    await write(address, RequestCode.DELETE_TOPIC_IN_BROKER, { topic: topicName })
  })

  if (isNew) {
    it('T-15: with one master paused the outcome names it; after it goes on, the same call finishes', async () => {
      const topicName = `${prefix}_paused`
      await create(topicName)
      const paused = await masterOf('broker-b')
      const pid = cluster.pids['broker-b']
      if (pid === undefined) throw new Error('the lab names no process of broker-b')
      await pauseProcess(pid)
      try {
        const first = await remove(topicName, true)
        expect(first.failed).toMatchObject([{ target: paused.address, error: { code: 'CLUSTER_TIMEOUT' } }])
        expect(first.steps.filter(({ outcome }) => outcome === 'FAILED')).toMatchObject([
          { step: 'BROKER', brokerName: 'broker-b' },
        ])
      } finally {
        process.kill(pid, 'SIGCONT')
      }
      const second = await vi.waitFor(async () => {
        const result = await remove(topicName, true)
        expect(result.failed).toEqual([])
        return result
      }, PATIENCE)
      expect(second.done).toContainEqual({ target: paused.address })
      const { done } = await live.admin.topics.listConfigs([paused])
      expect(done[0]?.value.has(topicName)).toBe(false)
      expect(await mqadmin(cluster, `topicRoute -t ${topicName}`)).toContain('No topic route info')
    })

    it('T-18: after levelling, both brokers hold the same, and topicRoute says so', async () => {
      const topicName = `${prefix}_level`
      await create(topicName, { type: 'FIFO', isOrdered: true })
      const { announcedAddress } = await masterOf('broker-b')
      const words = ['-r', '2', '-w', '2', '-p', '4', '-a', '+reserve.time=3600000']
      await mqadmin(cluster, ['updateTopic', '-b', announcedAddress, '-t', topicName, ...words])
      await live.getInventory({ fresh: true })
      expect((await getTopic(ctx, { clusterId, topicName })).flags).toContain('DIFFERS')
      const levelled = await levelTopic(ctx, { clusterId, topicName, fromBroker: 'broker-a' })
      expect(levelled).toMatchObject({ done: [{}], failed: [], unknown: [] })
      expect(levelled.resource?.flags).not.toContain('DIFFERS')
      const told = async (brokerName: string) => {
        const { done } = await live.admin.topics.listConfigs([await masterOf(brokerName)])
        return done[0]?.value.get(topicName)
      }
      const one = await told('broker-a')
      expect(one).toMatchObject({ perm: 6, order: true, attributes: { 'message.type': 'FIFO' } })
      expect(await told('broker-b')).toEqual(one)
      const judge = async () => {
        const { queues } = await route(topicName)
        expect(queues.map(({ brokerName: _, ...queue }) => queue)).toEqual(
          masters.map(() => ({ readQueueNums: 4, writeQueueNums: 4, perm: 6, topicSysFlag: 0 })),
        )
      }
      await vi.waitFor(judge, PATIENCE)
    })

    it('T-24: a topic without a type is given one, once', async () => {
      const topicName = `${prefix}_old`
      await mqadmin(cluster, `updateTopic -c ${cluster.clusterName} -t ${topicName} -r 3 -w 3`)
      await live.getInventory({ fresh: true })
      expect(await getTopic(ctx, { clusterId, topicName })).toMatchObject({ isTypeDeclared: false, type: 'NORMAL' })
      await declareTopicType(ctx, { clusterId, topicName, type: 'FIFO' })
      expect((await configs(topicName)).map(({ attributes, readQueueNums }) => [attributes, readQueueNums])).toEqual(
        masters.map(() => [{ 'message.type': 'FIFO' }, 3]),
      )
      await expect(declareTopicType(ctx, { clusterId, topicName, type: 'NORMAL' })).rejects.toMatchObject({
        code: 'CONFLICT',
      })
    })
  } else {
    it('T-24: 4.9 keeps no types, which is said before anything is sent', async () => {
      const topicName = `${prefix}_untyped`
      await create(topicName)
      const attempt = declareTopicType(ctx, { clusterId, topicName, type: 'FIFO' })
      await expect(attempt).rejects.toMatchObject({ code: 'NOT_SUPPORTED', facts: { neededVersion: '5.0.0' } })
    })

    it('4.9 ignores the order flag and says SUCCESS, so it is not sent', async () => {
      const topicName = `${prefix}_flag`
      await create(topicName)
      const attempt = updateTopic(ctx, { clusterId, topicName, isOrdered: true })
      await expect(attempt).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    })
  }
})
