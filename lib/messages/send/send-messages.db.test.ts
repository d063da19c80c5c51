import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import type { ClusterInput } from '#lib/clusters/schema.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse, reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { getMessage } from '../get-message.ts'
import { queryMessages } from '../query-messages.ts'
import { NewMessage } from '../schema.ts'
import { getSendOptions } from './get-send-options.ts'
import { messageGroupQueue } from './message-group-queue.ts'
import { sendMessages } from './send-messages.ts'

useDatabase()
afterAll(closeAllClusters)

const worker = () => workerContext(new AbortController().signal)
const SEND = RequestCode.SEND_MESSAGE_V2
const typed = (topicName: string, type: string) => ({ topicName, attributes: { 'message.type': type } })
const topics = [
  'plain',
  typed('orders', 'NORMAL'),
  typed('steps', 'FIFO'),
  typed('later', 'DELAY'),
  typed('halves', 'TRANSACTION'),
  '%RETRY%g',
]
const config = { timerMaxDelaySec: '7200', maxMessageSize: '4194304' }

async function registered(options: FakeClusterOptions = {}, parts: Partial<ClusterInput> = {}) {
  const fake = await startFakeCluster({ brokers: 2, topics, systemTopics: ['TBW102'], config, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500, ...parts })
  return { fake, clusterId }
}
const message = (clusterId: string, topicName: string, parts: Record<string, unknown> = {}) => ({
  clusterId,
  topicName,
  ...NewMessage.parse({ body: { text: '{"id":1}' }, ...parts }),
})
const sends = ({ brokers }: FakeCluster) => brokers.reduce((sum, { server }) => sum + server.countOf(SEND), 0)
async function refusalOf(attempt: Promise<unknown>): Promise<AppError> {
  const error = await attempt.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof AppError) return error
  throw new Error('It did not fail as it should', { cause: error })
}
const fieldsOf = (error: AppError) => (error.facts.fields ?? []).map(({ path, rule }) => `${path} ${rule}`)
const rows = (clusterId: string) =>
  db().auditEvent.findMany({
    where: { clusterId, action: 'message.send' },
    include: { outcome: true },
    orderBy: { sequence: 'asc' },
  })

describe('one message', () => {
  it('M-11: is stored with tag, keys and property, found by each, and audited without its body', async () => {
    const { clusterId } = await registered()
    const sender = worker()
    const sent = await sendMessages(
      sender,
      message(clusterId, 'orders', {
        body: { text: 'very private' },
        tags: 'paid',
        keys: ['o-1', 'o-2'],
        properties: { region: 'eu' },
      }),
    )
    expect(sent).toMatchObject({ items: [{ topicName: 'orders', sendStatus: 'SEND_OK' }], failed: [], notSent: 0 })
    const [item] = sent.items
    for (const query of [
      { mode: 'id' as const, id: item?.uniqKey },
      { mode: 'id' as const, id: item?.offsetMsgId },
      { mode: 'key' as const, key: 'o-2' },
      { tag: 'paid' },
    ]) {
      const { items } = await queryMessages(worker(), { clusterId, topic: 'orders', ...query })
      expect(items).toMatchObject([
        { offsetMsgId: item?.offsetMsgId, uniqKey: item?.uniqKey, bodyPreview: 'very private' },
      ])
    }
    const [row] = await rows(clusterId)
    expect(row).toMatchObject({
      targetName: 'orders',
      permission: 'message:send',
      outcome: { outcome: 'SUCCESS' },
      request: { body: { tags: 'paid', keys: ['o-1', 'o-2'], body: { textLength: 12 } } },
    })
    expect(JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
      'private',
    )
  })

  it('M-11: to a topic that is missing is refused, and nothing is sent', async () => {
    const { fake, clusterId } = await registered()
    expect(await refusalOf(sendMessages(worker(), message(clusterId, 'nowhere')))).toMatchObject({ code: 'NOT_FOUND' })
    expect(sends(fake)).toBe(0)
    expect(fake.brokers.some(({ store }) => store.configs.has('nowhere'))).toBe(false)
  })

  it('is refused to a reader and in a read-only cluster, and in production without the typed name', async () => {
    const { fake, clusterId } = await registered()
    const viewer = await (await makePerson('viewer')).context()
    await expect(sendMessages(viewer, message(clusterId, 'orders'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const closed = await registered({}, { readOnly: true })
    await expect(sendMessages(worker(), message(closed.clusterId, 'orders'))).rejects.toMatchObject({
      code: 'READ_ONLY',
    })
    const live = await registered({}, { environment: 'production' })
    const refusal = await refusalOf(sendMessages(worker(), message(live.clusterId, 'orders', { confirm: 'order' })))
    expect(fieldsOf(refusal)).toEqual(['body.confirm confirm'])
    expect(sends(fake) + sends(closed.fake) + sends(live.fake)).toBe(0)
    await sendMessages(worker(), message(live.clusterId, 'orders', { confirm: 'orders' }))
    expect(sends(live.fake)).toBe(1)
  })

  it('says what the broker said, and of silence that the message may be stored', async () => {
    const { fake, clusterId } = await registered({ brokers: 1 })
    fake.broker('broker-a').server.on(SEND, refuse(ResponseCode.SYSTEM_BUSY, '[TIMEOUT_CLEAN_QUEUE]'))
    expect(await refusalOf(sendMessages(worker(), message(clusterId, 'orders')))).toMatchObject({
      code: 'CLUSTER_REJECTED',
      facts: { broker: { responseCode: ResponseCode.SYSTEM_BUSY, remark: '[TIMEOUT_CLEAN_QUEUE]' } },
    })
    fake.broker('broker-a').server.on(SEND, silence)
    expect(await refusalOf(sendMessages(worker(), message(clusterId, 'orders')))).toMatchObject({
      code: 'CLUSTER_TIMEOUT',
    })
    expect((await rows(clusterId)).map(({ outcome }) => outcome?.outcome)).toEqual(['FAILED', 'UNKNOWN'])
  })

  it('that the disk or a slave has not confirmed is stored, and says so', async () => {
    const { fake, clusterId } = await registered({ brokers: 1 })
    const extFields = { msgId: '7F000001000000010000000000000001', queueId: '0', queueOffset: '0' }
    fake.broker('broker-a').server.on(SEND, reply({ code: ResponseCode.SLAVE_NOT_AVAILABLE, extFields }))
    const { items, failed } = await sendMessages(worker(), message(clusterId, 'orders'))
    expect(items).toMatchObject([{ sendStatus: 'SLAVE_NOT_AVAILABLE', offsetMsgId: extFields.msgId }])
    expect(failed).toEqual([])
  })

  it('M-24: that is a copy carries the id of its origin', async () => {
    const { clusterId } = await registered()
    const { items } = await sendMessages(
      worker(),
      message(clusterId, 'orders', { copyOf: 'AB12', properties: { a: '1' } }),
    )
    const [stored] = (await queryMessages(worker(), { clusterId, topic: 'orders', mode: 'id', id: items[0]?.uniqKey }))
      .items
    expect(stored?.uniqKey).toBe(items[0]?.uniqKey)
    const full = await getMessage(worker(), { clusterId, messageId: items[0]?.offsetMsgId ?? '' })
    expect(full.properties).toEqual({ a: '1', APOGEE_COPY_OF: 'AB12' })
  })
})

describe('rules', () => {
  it.each<[string, string, Record<string, unknown>, string[]]>([
    ['the type of the topic', 'orders', { type: 'FIFO', messageGroup: 'g' }, ['body.type oneOf']],
    ['a transaction topic', 'halves', {}, ['params.topicName notSendable']],
    ['a retry topic', '%RETRY%g', {}, ['params.topicName notSendable']],
    ['a system topic', 'TBW102', {}, ['params.topicName notSendable']],
    ['an empty body', 'orders', { body: { text: '' } }, ['body.body required']],
    ['a body that is too large', 'orders', { body: { text: 'x'.repeat(262_145) } }, ['body.body tooManyBytes']],
    [
      'system names',
      'orders',
      { properties: { DELAY: '3', TRAN_MSG: 'true' } },
      ['body.properties.DELAY systemProperty', 'body.properties.TRAN_MSG systemProperty'],
    ],
    [
      'names of the console',
      'orders',
      { properties: { APOGEE_COPY_OF: 'x' } },
      ['body.properties.APOGEE_COPY_OF systemProperty'],
    ],
    [
      'too many bytes of properties',
      'orders',
      { properties: { a: 'x'.repeat(16_384) } },
      ['body.properties tooManyBytes'],
    ],
    [
      'a queue that is not there',
      'orders',
      { queue: { brokerName: 'broker-a', queueId: 8 } },
      ['body.queue notWritable'],
    ],
    ['a group without FIFO', 'orders', { messageGroup: 'g' }, ['body.messageGroup onlyOfType']],
    ['FIFO without a group', 'steps', {}, ['body.messageGroup required']],
    [
      'FIFO with a queue',
      'steps',
      { messageGroup: 'g', queue: { brokerName: 'broker-a', queueId: 0 } },
      ['body.queue exclusive'],
    ],
    ['a delay without DELAY', 'orders', { deliverAfterMs: 1_000 }, ['body.deliverAfterMs onlyOfType']],
    ['DELAY without a time', 'later', {}, ['body.deliverAfterMs required']],
    ['two times', 'later', { deliverAfterMs: 1_000, delayLevel: 1 }, ['body.delayLevel exclusive']],
    ['beyond the longest delay', 'later', { deliverAfterMs: 7_200_001 }, ['body.deliverAfterMs delayTooLong']],
    ['a time that has passed', 'later', { deliverAt: '2020-01-01T00:00:00Z' }, ['body.deliverAt past']],
    ['a time too far away', 'later', { deliverAt: '2100-01-01T00:00:00Z' }, ['body.deliverAt delayTooLong']],
    ['a rate that takes too long', 'orders', { count: 1_000, ratePerSecond: 1 }, ['body.ratePerSecond tooSlow']],
    [
      'several at once',
      'steps',
      { body: { text: '' }, deliverAfterMs: 1 },
      ['body.body required', 'body.messageGroup required', 'body.deliverAfterMs onlyOfType'],
    ],
  ])('M-11: %s: one message per field, and nothing is sent', async (_, topicName, parts, expected) => {
    const { fake, clusterId } = await registered()
    const refusal = await refusalOf(sendMessages(worker(), message(clusterId, topicName, parts)))
    expect(refusal.code).toBe('INVALID_INPUT')
    expect(fieldsOf(refusal)).toEqual(expected)
    expect(sends(fake)).toBe(0)
  })

  it('M-11: brokers without a timer delay by level only', async () => {
    const { clusterId } = await registered({ config: { maxMessageSize: '4194304' } })
    const refusal = await refusalOf(
      sendMessages(worker(), message(clusterId, 'plain', { type: 'DELAY', deliverAfterMs: 1 })),
    )
    expect(fieldsOf(refusal)).toEqual(['body.deliverAfterMs noTimer'])
    const { items } = await sendMessages(worker(), message(clusterId, 'plain', { type: 'DELAY', delayLevel: 18 }))
    expect(items).toHaveLength(1)
    expect(await getSendOptions(worker(), { clusterId, topicName: 'plain' })).toMatchObject({ maxDelayMs: null })
  })

  it('M-11: the limit of the cluster holds for the body', async () => {
    const { clusterId } = await registered()
    await db().clusterLimits.create({ data: { clusterId, maxTestBodyBytes: 3 } })
    const refusal = await refusalOf(sendMessages(worker(), message(clusterId, 'orders', { body: { text: 'four' } })))
    expect(refusal.facts.fields).toMatchObject([{ rule: 'tooManyBytes', params: { max: 3, bytes: 4 } }])
    await sendMessages(worker(), message(clusterId, 'orders', { body: { base64: 'AQID' } }))
  })

  it('the smaller limit of a broker holds for the body', async () => {
    const { clusterId } = await registered({ config: { maxMessageSize: '100' } })
    expect(await getSendOptions(worker(), { clusterId, topicName: 'orders' })).toMatchObject({ maxBodyBytes: 100 })
    const refusal = await refusalOf(
      sendMessages(worker(), message(clusterId, 'orders', { body: { text: 'ü'.repeat(51) } })),
    )
    expect(refusal.facts.fields).toMatchObject([{ rule: 'tooManyBytes', params: { max: 100, bytes: 102 } }])
  })

  it.each([
    [{ keys: ['a b'] }],
    [{ tags: 'a||b' }],
    [{ tags: ' a' }],
    [{ properties: { 'a\u0001b': 'c' } }],
    [{ properties: { a: 'b\u0002' } }],
    [{ properties: { a: '' } }],
    [{ messageGroup: 'g'.repeat(65) }],
    [{ delayLevel: 19 }],
    [{ count: 1_001 }],
    [{ ratePerSecond: 101 }],
    [{ body: { base64: '%' } }],
  ])('%j is no message', (parts) => {
    expect(NewMessage.safeParse({ body: { text: 'x' }, ...parts }).success).toBe(false)
  })
})

describe('several messages', () => {
  it('need message:send-many, and number and time are filled in each', async () => {
    const { fake, clusterId } = await registered()
    const operator = await (await makePerson('operator')).context()
    const many = { body: { text: 'no {{i}} at {{now}}' }, count: 5 }
    await expect(sendMessages(operator, message(clusterId, 'orders', many))).rejects.toMatchObject({
      code: 'FORBIDDEN',
      facts: { permission: 'message:send-many' },
    })
    expect(sends(fake)).toBe(0)
    const sent = await sendMessages(worker(), message(clusterId, 'orders', { ...many, firstIndex: 7 }))
    expect(sent).toMatchObject({ failed: [], notSent: 0 })
    const { items } = await queryMessages(worker(), { clusterId, topic: 'orders' })
    const bodies = items.map(({ bodyPreview }) => bodyPreview?.replace(/\d{4}-[\d:.T-]+Z/, 'T')).sort()
    expect(bodies).toEqual([7, 8, 9, 10, 11].map((i) => `no ${i} at T`).sort())
    // One after the other, around all queues.
    expect(new Set(sent.items.map(({ brokerName, queueId }) => `${brokerName}:${queueId}`)).size).toBe(5)
    // A single message is what it says.
    await sendMessages(worker(), message(clusterId, 'plain', { body: { text: '{{i}}' } }))
    expect((await queryMessages(worker(), { clusterId, topic: 'plain' })).items[0]?.bodyPreview).toBe('{{i}}')
  })

  it('keep their rate', async () => {
    const { clusterId } = await registered()
    const startedAt = performance.now()
    await sendMessages(worker(), message(clusterId, 'orders', { count: 6, ratePerSecond: 10 }))
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(490)
  })

  it('have a result each when one broker refuses', async () => {
    const { fake, clusterId } = await registered()
    fake.broker('broker-b').server.on(SEND, refuse(ResponseCode.NO_PERMISSION, 'the broker is closed'))
    const { items, failed, notSent } = await sendMessages(worker(), message(clusterId, 'orders', { count: 16 }))
    expect([items.length, failed.length, notSent]).toEqual([8, 8, 0])
    expect(failed[0]).toMatchObject({
      brokerName: 'broker-b',
      isUnknown: false,
      error: { broker: { remark: 'the broker is closed' } },
    })
    expect((await rows(clusterId)).at(-1)).toMatchObject({
      permission: 'message:send-many',
      outcome: { outcome: 'PARTIAL' },
    })
  })

  it('end when the client has gone, and the audit says how many were sent', async () => {
    const { fake, clusterId } = await registered()
    const left = new AbortController()
    const sending = sendMessages(
      workerContext(left.signal),
      message(clusterId, 'orders', { count: 100, ratePerSecond: 20 }),
    )
    await fake.broker('broker-a').server.received(1, SEND)
    left.abort()
    const { items, notSent } = await sending
    expect(items.length + notSent).toBe(100)
    expect(items.length).toBeGreaterThan(0)
    expect(notSent).toBeGreaterThan(0)
    expect(sends(fake)).toBe(items.length)
    expect((await rows(clusterId)).at(-1)?.outcome).toMatchObject({ outcome: 'SUCCESS', after: { notSent } })
  })

  it('M-11: of one message group go to one queue, the one that is shown before, in order', async () => {
    const { clusterId } = await registered()
    const options = await getSendOptions(worker(), { clusterId, topicName: 'steps', messageGroup: 'order-42' })
    const place = messageGroupQueue('order-42', 16)
    expect(options.groupQueue).toEqual({ brokerName: place < 8 ? 'broker-a' : 'broker-b', queueId: place % 8 })
    expect(options).toMatchObject({ types: ['FIFO'], needsConfirm: false })
    const { items } = await sendMessages(
      worker(),
      message(clusterId, 'steps', { body: { text: '{{i}}' }, count: 20, messageGroup: 'order-42' }),
    )
    expect(
      items.every(
        (item) => item.brokerName === options.groupQueue?.brokerName && item.queueId === options.groupQueue.queueId,
      ),
    ).toBe(true)
    expect(items.map(({ queueOffset }) => queueOffset)).toEqual(Array.from({ length: 20 }, (_, index) => BigInt(index)))
    const stored = await queryMessages(worker(), { clusterId, topic: 'steps', order: 'oldest' })
    expect(stored.items).toMatchObject(
      items.map((_, index) => ({ messageGroup: 'order-42', type: 'FIFO', bodyPreview: String(index + 1) })),
    )
  })
})
