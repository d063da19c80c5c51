import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCluster } from '#lib/clusters/create-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getMessage } from './get-message.ts'
import { getMessageBody } from './get-message-body.ts'
import { queryMessages } from './query-messages.ts'

useDatabase()
let fake: FakeCluster
let clusterId: string
let admin: Context
const uniqKey = `${'0'.repeat(31)}A`

beforeAll(async () => {
  fake = await startFakeCluster({ brokers: 2, topics: ['orders', 'empty'] })
  for (let index = 0; index < 50; index++) {
    fake.broker(index % 2 ? 'broker-a' : 'broker-b').putMessage({
      topicName: 'orders',
      queueId: index % 8,
      body: `{"secret":${index}}`,
      storeTimestamp: new Date(Date.UTC(2026, 10, 22, 14, 0, index)),
      ...(index === 49 && { uniqKey, keys: 'o-1 o-2', tags: 'paid' }),
    })
  }
  admin = await (await makePerson('admin')).context()
  ;({ clusterId } = await createCluster(admin, {
    name: 'fake',
    environment: 'test',
    nameServers: fake.nameServers,
    requestTimeoutMs: 500,
  }))
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

const readsOf = async (ctx: Context) =>
  db().auditEvent.findMany({
    where: { actorId: ctx.actor.id, action: 'message.read-body' },
    include: { outcome: true },
  })

describe('queryMessages', () => {
  it('gives a viewer no byte of a body, in no mode, and needs no audit row', async () => {
    const viewer = await (await makePerson('viewer')).context()
    const from = new Date(0)
    for (const query of [
      { topic: 'orders' },
      { topic: 'orders', mode: 'time' as const, from },
      { topic: 'orders', mode: 'key' as const, key: 'o-1', from },
      { topic: 'orders', mode: 'id' as const, id: uniqKey },
      { topic: 'orders', mode: 'position' as const, broker: 'broker-a', queueId: 1, offset: 0n },
    ]) {
      const page = await queryMessages(viewer, { clusterId, ...query })
      expect(page.items.length).toBeGreaterThan(0)
      expect(JSON.stringify(page, bigintAsText)).not.toContain('secret')
      expect(page.items.every((item) => !('bodyPreview' in item))).toBe(true)
    }
    const message = await getMessage(viewer, { clusterId, messageId: uniqKey, topic: 'orders' })
    expect(JSON.stringify(message, bigintAsText)).not.toContain('secret')
    expect(await readsOf(viewer)).toEqual([])
  })

  it('leaves one audit row per query for who may read bodies', async () => {
    const operator = await (await makePerson('operator')).context()
    const page = await queryMessages(operator, { clusterId, topic: 'orders', n: 20 })
    expect(page.items[0]).toMatchObject({ bodyPreview: '{"secret":49}', keys: ['o-1', 'o-2'], tags: 'paid' })
    const rows = await readsOf(operator)
    expect(rows).toMatchObject([
      { targetKind: 'topic', targetName: 'orders', permission: 'message:read-body', outcome: { outcome: 'SUCCESS' } },
    ])
    expect(JSON.stringify(rows, bigintAsText)).not.toContain('secret')
  })

  it('refuses who may not read messages, and shows a foreign cluster as none', async () => {
    const nobody = await (await makePerson(null)).context()
    await expect(queryMessages(nobody, { clusterId, topic: 'orders' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const elsewhere = await (
      await makePerson('operator', { scope: { clusters: { clusterIds: ['rmq-bbbbbbbb'] } } })
    ).context()
    await expect(queryMessages(elsewhere, { clusterId, topic: 'orders' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('continues by its cursor, and refuses one of another cluster', async () => {
    const first = await queryMessages(admin, { clusterId, topic: 'orders', n: 50, pageSize: 20 })
    expect(first.cursor).not.toBeNull()
    const second = await queryMessages(admin, { clusterId, cursor: first.cursor ?? '', pageSize: 40 })
    expect(second).toMatchObject({ cursor: null, coverage: { stoppedBecause: 'complete' } })
    expect(new Set([...first.items, ...second.items].map(({ offsetMsgId }) => offsetMsgId)).size).toBe(50)
    const other = await createCluster(admin, { name: 'other', environment: 'test', nameServers: fake.nameServers })
    await expect(
      queryMessages(admin, { clusterId: other.clusterId, cursor: first.cursor ?? '' }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('says of an empty topic that it is empty, and of an unknown one that there is none', async () => {
    expect(await queryMessages(admin, { clusterId, topic: 'empty' })).toMatchObject({
      items: [],
      cursor: null,
      coverage: { stoppedBecause: 'complete', scanned: { messages: 0, queues: 16 } },
    })
    await expect(queryMessages(admin, { clusterId, topic: 'nowhere' })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('names a broker that hangs, with the messages of the other', async () => {
    fake.broker('broker-b').server.pause()
    const page = await queryMessages(admin, { clusterId, topic: 'orders', mode: 'time', from: new Date(0) })
    expect(page.coverage.stoppedBecause).toBe('failed')
    expect(page.partial).toMatchObject([{ brokerName: 'broker-b', code: 'CLUSTER_TIMEOUT' }])
    expect(new Set(page.items.map(({ brokerName }) => brokerName))).toEqual(new Set(['broker-a']))
    fake.broker('broker-b').server.resume()
  })
})

describe('a message by its id', () => {
  it('is refused without a socket when the id names an unknown broker', async () => {
    const before = fake.requestCount
    const messageId = encodeOffsetMsgId('203.0.113.7:10911', 1n)
    await expect(getMessage(admin, { clusterId, messageId })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const reads = fake.brokers.flatMap(({ server }) => server.requests.map(({ code }) => code))
    expect(reads.filter((code) => code === RequestCode.VIEW_MESSAGE_BY_ID)).toEqual([])
    expect(fake.requestCount - before).toBeLessThanOrEqual(5) // the inventory, at most
  })

  it('that no broker knows is not found, and says why', async () => {
    await expect(getMessage(admin, { clusterId, messageId: 'nope', topic: 'orders' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      facts: { reason: 'NO_MESSAGE' },
    })
  })

  it('that cannot be looked up everywhere is no NOT_FOUND', async () => {
    fake.broker('broker-b').server.pause()
    await expect(getMessage(admin, { clusterId, messageId: 'nope', topic: 'orders' })).rejects.toMatchObject({
      code: 'CLUSTER_TIMEOUT',
    })
    fake.broker('broker-b').server.resume()
  })

  it('is a download of exactly its bytes under a harmless name', async () => {
    const { headers, body } = await getMessageBody(admin, { clusterId, messageId: uniqKey, topic: 'orders' })
    expect(Buffer.from(body as Uint8Array).toString()).toBe('{"secret":49}')
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': '13',
      'content-disposition': `attachment; filename="${uniqKey}.bin"`,
    })
  })

  it('gives its body in the form that is asked for, and to nobody without the right', async () => {
    const { body } = await getMessageBody(admin, { clusterId, messageId: uniqKey, topic: 'orders', as: 'hex' })
    expect(JSON.parse(String(body))).toMatchObject({ as: 'hex', text: Buffer.from('{"secret":49}').toString('hex') })
    const asked = { clusterId, messageId: uniqKey, topic: 'orders', as: 'klingon' }
    await expect(getMessageBody(admin, asked)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    const viewer = await (await makePerson('viewer')).context()
    await expect(getMessageBody(viewer, asked)).rejects.toMatchObject({
      code: 'FORBIDDEN',
      facts: { permission: 'message:read-body' },
    })
  })
})

const bigintAsText = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)
