import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readConsumerProgress, readTopicList } from '#dev/rocketmq/mqadmin-output.ts'
import { startTestClients } from '#lib/clients/testing/start-test-clients.ts'
import { closeAllClusters, getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { toExtFields } from '#lib/rocketmq/requests/define-request.ts'
import { sendMessage } from '#lib/rocketmq/testing/send-message.ts'
import { workerContext } from '#lib/users/context.ts'
import { createGroup } from './create-group.ts'
import { deleteGroup } from './delete-group.ts'
import { getGroup } from './get-group.ts'
import { switchConsume } from './switch-consume.ts'
import { switchTopicConsume } from './switch-topic-consume.ts'
import { updateGroup } from './update-group.ts'

useDatabase()
const lab = inject('lab')
const run = randomBytes(4).toString('hex')
const ctx = () => workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const isOld = version === '4.9.7'
  const pool = new Pool(cluster.admin ? { credentials: cluster.admin } : {})
  const nameOf = (what: string) => `gw_${what}_${version.replaceAll('.', '')}_${run}`
  let clusterId = ''
  let live: LiveCluster
  let masters: Server[] = []

  beforeAll(async () => {
    clusterId = (await registerLab(cluster)).clusterId
    live = await getCluster(ctx(), clusterId)
    masters = masterServers(await live.admin.cluster.get())
  })
  afterAll(() => pool.close())

  /** What mqadmin says of the group on each broker, by the broker's name. */
  async function configs(groupName: string): Promise<Map<string, Record<string, string>>> {
    const text = await mqadmin(cluster, ['getConsumerConfig', '-g', groupName])
    const parts = text.split(/^=+[^:\n]+:([^=\n]+)=+$/m).slice(1)
    const found = new Map<string, Record<string, string>>()
    for (let index = 0; index < parts.length; index += 2) {
      const pairs = [...(parts[index + 1] ?? '').matchAll(/^(\w+) += {2}(.*)$/gm)]
      found.set(parts[index] ?? '', Object.fromEntries(pairs.map(([, name, value]) => [name, value])))
    }
    return found
  }
  const brokerNames = () => masters.map(({ brokerName }) => brokerName).sort()
  const createTopic = (topicName: string) =>
    live.admin.topics.create(masters, {
      topicName,
      readQueueNums: 1,
      writeQueueNums: 1,
      perm: 6,
      order: false,
      attributes: {},
    })
  async function commit(server: Server, consumerGroup: string, topic: string, commitOffset: number): Promise<void> {
    const extFields = toExtFields({ consumerGroup, topic, queueId: 0, commitOffset })
    const request = { code: RequestCode.UPDATE_CONSUMER_OFFSET, extFields, body: Buffer.alloc(0) }
    const { command } = await pool.send(server.address, 'admin', request, { timeoutMs: 20_000, isWrite: true })
    expect(command).toMatchObject({ code: 0 })
  }

  it('G-1: a new group is on every master as asked for', async () => {
    const groupName = nameOf('create')
    const { done, failed, unknown, resource } = await createGroup(ctx(), {
      clusterId,
      groupName,
      maxRetries: 5,
      consumeEnable: false,
      retryQueueNums: 2,
      ...(!isOld && { isOrdered: true, retryPolicy: { type: 'FIXED', intervalMs: 20_000 }, consumeTimeoutMinute: 30 }),
    })
    expect([done.length, failed, unknown]).toEqual([masters.length, [], []])
    const told = await configs(groupName)
    expect([...told.keys()].sort()).toEqual(brokerNames())
    for (const config of told.values()) {
      expect(config).toMatchObject({ retryMaxTimes: '5', consumeEnable: 'false', retryQueueNums: '2' })
      if (isOld) continue
      expect(config).toMatchObject({ consumeMessageOrderly: 'true', consumeTimeoutMinute: '30' })
      expect(config.groupRetryPolicy).toMatch(/type=EXPONENTIAL.*initial=20000, max=20000, multiplier=1/)
    }
    expect(resource).toMatchObject({
      maxRetries: 5,
      isOrdered: !isOld,
      retryPolicy: isOld ? null : { type: 'FIXED', intervalMs: 20_000 },
    })
  })

  it('what only 5.0 knows is refused where an older broker would ignore it', async () => {
    const attempt = createGroup(ctx(), { clusterId, groupName: nameOf('five'), isOrdered: true })
    if (isOld) await expect(attempt).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
    else expect((await attempt).resource).toMatchObject({ isOrdered: true })
    expect((await configs(nameOf('five'))).size).toBe(isOld ? 0 : masters.length)
  })

  it('the equivalent mqadmin lines do the same', async () => {
    const [ours, theirs] = [nameOf('ours'), nameOf('theirs')]
    const { command } = await createGroup(ctx(), {
      clusterId,
      groupName: ours,
      maxRetries: 7,
      consumeBroadcastEnable: false,
      ...(!isOld && { isOrdered: true, retryPolicy: { type: 'TIERED', delaysMs: [9_000, 11_000] } }),
    })
    const words = [...command.replaceAll(ours, theirs).matchAll(/'([^']*)'|(\S+)/g)].map(
      ([, quoted, bare]) => quoted ?? bare,
    )
    await mqadmin(cluster, words.slice(2).map(String))
    const [a, b] = [await configs(ours), await configs(theirs)]
    for (const name of brokerNames()) expect(b.get(name)).toEqual({ ...a.get(name), groupName: theirs })
  })

  it('G-2: an edit keeps a policy and an attribute that were set elsewhere', async () => {
    const groupName = nameOf('edit')
    const policy = '{"type":"EXPONENTIAL","exponentialRetryPolicy":{"initial":6000,"max":66000,"multiplier":3}}'
    const five = ['-o', 'true', '-p', policy, '--attributes', '+priority.factor=50']
    await mqadmin(cluster, [
      ...['updateSubGroup', '-c', masters[0]?.clusterName ?? '', '-g', groupName],
      ...['-s', 'true', '-m', 'false', '-d', 'false', '-q', '3', '-r', '4', '-i', '1', '-w', '2', '-a', 'false'],
      ...(isOld ? [] : five),
    ])
    const before = await configs(groupName)
    expect([...before.keys()].sort()).toEqual(brokerNames())
    if (!isOld) expect(before.get(brokerNames()[0] ?? '')?.attributes).toBe('{priority.factor=50}')
    const { revision } = await getGroup(ctx(), { clusterId, groupName })
    const { done, resource } = await updateGroup(ctx(), {
      clusterId,
      groupName,
      maxRetries: 9,
      owner: 'team',
      revision,
    })
    expect(done).toHaveLength(masters.length)
    expect(resource).toMatchObject({ maxRetries: 9, owner: 'team' })
    const after = await configs(groupName)
    for (const name of brokerNames()) expect(after.get(name)).toEqual({ ...before.get(name), retryMaxTimes: '9' })
    await switchConsume(ctx(), { clusterId, groupName, enabled: false })
    const off = await configs(groupName)
    for (const name of brokerNames()) {
      expect(off.get(name)).toEqual({ ...before.get(name), retryMaxTimes: '9', consumeEnable: 'false' })
    }
  })

  it('G-11: switched off a running consumer receives nothing, switched on it goes on', async () => {
    const [topicName, group] = [nameOf('switch'), nameOf('switched')]
    await createTopic(topicName)
    await createGroup(ctx(), { clusterId, groupName: group })
    const clients = await startTestClients(cluster, { group, topicName, consumers: 1 })
    onTestFinished(() => clients.stop())
    const [master] = masters
    if (!master) throw new Error('the lab has no master')
    const where = { groupName: group, topicName, queueId: 0 }
    const send = () => sendMessage(pool, master.address, { topicName, queueId: 0, body: Buffer.from('{}') })
    const committed = async () => (await live.admin.groups.getOffset(master, where)) ?? 0n
    const end = async () => (await live.admin.topics.getStats(master, topicName)).queues[0]?.maxOffset ?? 0n
    await send()
    await vi.waitFor(async () => expect(await committed()).toBe(await end()), { timeout: 120_000, interval: 500 })

    const off = await switchConsume(ctx(), { clusterId, groupName: group, enabled: false })
    expect(off.resource?.consumeOff).toMatchObject({ by: ctx().actor.name })
    // It commits every 5 s: through two such times messages come and nothing moves.
    const seen: bigint[] = []
    await vi.waitFor(
      async () => {
        await send()
        seen.push(await committed())
        const last = seen.slice(-12)
        expect(last).toHaveLength(12)
        expect(new Set(last).size).toBe(1)
      },
      // 30 s to stop, and the passes that show it.
      { timeout: 120_000, interval: 1_000 },
    )
    expect((await end()) - (await committed())).toBeGreaterThanOrEqual(11n)

    const on = await switchConsume(ctx(), { clusterId, groupName: group, enabled: true })
    expect(on.resource).toMatchObject({ consumeEnable: true, consumeOff: null })
    await vi.waitFor(async () => expect(await committed()).toBe(await end()), { timeout: 120_000, interval: 500 })
    const audited = await db().auditEvent.findMany({
      where: { clusterId, targetName: group, action: 'group.consume-switch' },
    })
    expect(audited).toHaveLength(2)
  })

  it('G-29: one topic of a group is switched off and nothing else, and on again it goes on', async () => {
    const [stopped, running, kept, group] = [nameOf('stopped'), nameOf('running'), nameOf('kept'), nameOf('topics')]
    for (const name of [stopped, running, kept]) await createTopic(name)
    await createGroup(ctx(), { clusterId, groupName: group })
    const off = (topic: string, enabled = false) =>
      switchTopicConsume(ctx(), { clusterId, groupName: group, topic, enabled })
    if (isOld) {
      await expect(off(stopped)).rejects.toMatchObject({ code: 'NOT_SUPPORTED' })
      return
    }
    const topicName = [stopped, running].join(',')
    const clients = await startTestClients(cluster, { group, topicName, consumers: 1, messages: 0 })
    onTestFinished(() => clients.stop())
    const [master] = masters
    if (!master) throw new Error('the lab has no master')
    const send = (topic: string) =>
      sendMessage(pool, master.address, { topicName: topic, queueId: 0, body: Buffer.from('{}') })
    const committed = async (topic: string) =>
      (await live.admin.groups.getOffset(master, { groupName: group, topicName: topic, queueId: 0 })) ?? 0n
    const end = async (topic: string) => (await live.admin.topics.getStats(master, topic)).queues[0]?.maxOffset ?? 0n
    const caughtUp = (topic: string) =>
      vi.waitFor(async () => expect(await committed(topic)).toBe(await end(topic)), { timeout: 120_000, interval: 500 })
    for (const topic of [stopped, running]) {
      await send(topic)
      await caughtUp(topic)
    }

    expect((await off(stopped)).resource?.topicsOff).toEqual([{ topicName: stopped, brokerNames: brokerNames() }])
    await off(kept)
    // A pull that waits at the broker since before still gets one message.
    const seen: [bigint, bigint][] = []
    await vi.waitFor(
      async () => {
        for (const topic of [stopped, running]) await send(topic)
        seen.push([await committed(stopped), await committed(running)])
        const last = seen.slice(-12)
        expect(last).toHaveLength(12)
        expect(new Set(last.map(([stands]) => stands)).size).toBe(1)
        expect(new Set(last.map(([, moves]) => moves)).size).toBeGreaterThan(1)
      },
      { timeout: 120_000, interval: 1_000 },
    )
    expect((await end(stopped)) - (await committed(stopped))).toBeGreaterThanOrEqual(11n)

    // These brokers allow all topics at once: what else was off must still be.
    const on = await off(stopped, true)
    expect(on.resource?.topicsOff).toEqual([{ topicName: kept, brokerNames: brokerNames() }])
    await caughtUp(stopped)
    await caughtUp(running)
    expect((await getGroup(ctx(), { clusterId, groupName: group })).consumeEnable).toBe(true)
  })

  it('G-21: deleted is config, offsets, retry and dead-letter topic on every server, and the snapshot has the offsets', async () => {
    const [topicName, groupName] = [nameOf('orders'), nameOf('delete')]
    const own = [`%RETRY%${groupName}`, `%DLQ%${groupName}`]
    await createGroup(ctx(), { clusterId, groupName })
    for (const name of [topicName, ...own]) await createTopic(name)
    for (const [index, server] of masters.entries()) {
      await sendMessage(pool, server.address, { topicName, queueId: 0, body: Buffer.from('{}') })
      await commit(server, groupName, topicName, index)
      await commit(server, groupName, own[0] ?? '', 0)
    }
    await vi.waitFor(
      async () => expect(readTopicList(await mqadmin(cluster, 'topicList'))).toEqual(expect.arrayContaining(own)),
      {
        timeout: 120_000,
        interval: 500,
      },
    )
    const progress = await vi.waitFor(
      async () => readConsumerProgress(await mqadmin(cluster, ['consumerProgress', '-g', groupName])),
      { timeout: 120_000, interval: 1_000 },
    )
    expect(progress.queues.length).toBeGreaterThan(0)

    const result = await deleteGroup(ctx(), { clusterId, groupName, confirm: groupName })
    if ('dryRun' in result) throw new Error('it was no dry run')
    expect([result.failed, result.unknown, result.reappearedOn]).toEqual([[], [], []])
    expect((await configs(groupName)).size).toBe(0)
    expect(readTopicList(await mqadmin(cluster, 'topicList')).filter((name) => name.includes(groupName))).toEqual([])
    const { done } = await live.admin.groups.listOffsets(masters)
    expect(done.flatMap(({ value }) => value).filter((offset) => offset.groupName === groupName)).toEqual([])
    const snapshot = await db().offsetSnapshot.findUniqueOrThrow({ where: { snapshotId: result.snapshotId ?? '' } })
    expect(snapshot).toMatchObject({ groupName, why: 'DELETE' })
    expect(snapshot.offsets).toEqual(
      expect.arrayContaining(
        masters.map(({ brokerName }, index) => ({ topicName, brokerName, queueId: 0, consumerOffset: String(index) })),
      ),
    )
    await expect(deleteGroup(ctx(), { clusterId, groupName, confirm: groupName })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('G-21: with a client online it needs force, and then everything goes all the same', async () => {
    const [topicName, group] = [nameOf('online'), nameOf('onlineg')]
    await createTopic(topicName)
    await createGroup(ctx(), { clusterId, groupName: group })
    const clients = await startTestClients(cluster, { group, topicName, consumers: 1 })
    onTestFinished(() => clients.stop())
    const all = { clusterId, groupName: group, confirm: group }
    const impact = await deleteGroup(ctx(), { ...all, dryRun: true })
    if (!('dryRun' in impact)) throw new Error('it was a dry run')
    expect(impact.needsForce).toBe(true)
    const creating = impact.effects.filter(({ kind }) => kind === 'autoCreate').map(({ target }) => target)
    expect(creating.sort()).toEqual(brokerNames())
    await expect(deleteGroup(ctx(), all)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await configs(group)).size).toBe(masters.length)
    expect(await deleteGroup(ctx(), { ...all, force: true })).toMatchObject({ failed: [], unknown: [] })
    // These brokers create groups by themselves, so the client may bring it back as long as it runs.
    await clients.stop()
    await deleteGroup(ctx(), { ...all, force: true }).catch((error: unknown) =>
      expect(error).toMatchObject({ code: 'NOT_FOUND' }),
    )
    expect((await configs(group)).size).toBe(0)
    expect(readTopicList(await mqadmin(cluster, 'topicList')).filter((name) => name.endsWith(`%${group}`))).toEqual([])
  })
})
