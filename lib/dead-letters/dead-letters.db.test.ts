import { parse as parseCsvRecords } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { cancelJob, pauseJob, resumeJob } from '#lib/jobs/control-job.ts'
import { getJob } from '#lib/jobs/get-job.ts'
import { listJobItems } from '#lib/jobs/list-job-items.ts'
import { runJob } from '#lib/jobs/run-job.ts'
import type { BatchPreview, StartedJob } from '#lib/jobs/schema.ts'
import { decodeOffsetMsgId, encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { decodeProperties } from '#lib/rocketmq/codec/properties.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { refuse, reply, silence } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { jobKinds } from '#lib/worker/job-kinds.ts'
import { exportDeadLetters } from './export-dead-letters.ts'
import { listDeadLetterGroups } from './list-dead-letter-groups.ts'
import { listDeadLetters } from './list-dead-letters.ts'
import { listResends } from './list-resends.ts'
import { markDeadLetters } from './mark-dead-letters.ts'
import { resendDeadLetter } from './resend-dead-letter.ts'
import { settleDueResends } from './settle-resends.ts'
import { startResendJob } from './start-resend-job.ts'

useDatabase()
let fake: FakeCluster
let clusterId: string
let operator: Person
let viewer: Person
const groupName = 'billing'
const group = { groupName, retryMaxTimes: 1, offsets: { orders: { 0: 0n } } }

interface Sent {
  topicName: string
  queueId: number
  body: string
  properties: Map<string, string>
  reconsumeTimes: string
}
let sent: Sent[] = []

beforeAll(async () => {
  operator = await makePerson('operator')
  viewer = await makePerson('viewer')
})
beforeEach(async () => {
  fake = await startFakeCluster({
    brokers: 2,
    topics: [
      'orders',
      { topicName: '%DLQ%billing', readQueueNums: 1, writeQueueNums: 1 },
      { topicName: '%RETRY%billing', readQueueNums: 1, writeQueueNums: 1 },
      { topicName: '%DLQ%idle', readQueueNums: 1, writeQueueNums: 1 },
    ],
    groups: [group],
  })
  ;({ clusterId } = await registerCluster({ nameServers: fake.nameServers, requestTimeoutMs: 500 }))
  sent = []
  for (const broker of fake.brokers) {
    broker.server.on(RequestCode.SEND_MESSAGE_V2, ({ extFields, body }) => {
      const properties = decodeProperties(extFields.i ?? '')
      const { b: topicName = '', e, j = '' } = extFields
      const queueId = Number(e)
      sent.push({ topicName, queueId, body: body.toString(), properties, reconsumeTimes: j })
      const uniqKey = properties.get('UNIQ_KEY')
      const stored = broker.putMessage({
        topicName,
        queueId,
        body,
        ...(uniqKey && { uniqKey }),
        properties: Object.fromEntries(properties),
      })
      return reply({
        extFields: {
          msgId: encodeOffsetMsgId(broker.address, stored.commitLogOffset),
          queueId: `${queueId}`,
          queueOffset: `${stored.queueOffset}`,
        },
      })
    })
  }
})
afterAll(closeAllClusters)

/** A dead letter as brokers make them. */
function putLetter(
  index: number,
  parts: { topicName?: string; brokerName?: string; properties?: Record<string, string> } = {},
): string {
  const broker = fake.broker(parts.brokerName ?? 'broker-a')
  const { commitLogOffset } = broker.putMessage({
    topicName: parts.topicName ?? '%DLQ%billing',
    body: `{"order":${index}}`,
    uniqKey: `ID${index}`,
    keys: `o-${index}`,
    tags: index % 2 ? 'odd' : 'even',
    storeTimestamp: new Date(Date.now() - 60_000 + index),
    properties: {
      RETRY_TOPIC: 'orders',
      ORIGIN_MESSAGE_ID: 'AA',
      DLQ_ORIGIN_TOPIC: 'orders',
      DELAY: '4',
      region: 'eu',
      ...parts.properties,
    },
  })
  return encodeOffsetMsgId(broker.address, commitLogOffset)
}

const asOperator = () => operator.context()
const letters = async (filter: object = {}) =>
  (await listDeadLetters(await asOperator(), { clusterId, groupName, ...filter })).items
const resend = async (messageId: string, more: object = {}) =>
  resendDeadLetter(await asOperator(), { clusterId, groupName, messageId, to: 'GROUP', ...more })
const settle = (now: Date) => settleDueResends(workerContext(new AbortController().signal), now)
const later = (seconds: number) => new Date(Date.now() + seconds * 1_000)
const commit = (topicName: string, offset: bigint, brokerName = 'broker-a') =>
  fake.broker(brokerName).store.putGroup({ ...group, offsets: { ...group.offsets, [topicName]: { 0: offset } } })

describe('the list', () => {
  it('M-20: shows groups with dead letters, live numbers and origin topics, and hides those without', async () => {
    for (let index = 0; index < 3; index++) putLetter(index)
    putLetter(3, { brokerName: 'broker-b', properties: { RETRY_TOPIC: '%RETRY%billing_payments' } })
    const { items } = await listDeadLetterGroups(await viewer.context(), { clusterId, page: 1, pageSize: 50 })
    expect(items).toMatchObject([
      {
        groupName,
        stored: { value: 4n, state: 'ok' },
        new1h: { value: 4n },
        new24h: { value: 4n },
        originTopics: ['orders', 'payments'],
        resent: 0,
        handled: 0,
        writeOnlyOn: [],
      },
    ])
  })

  it('C-20: is filtered by a namespace, with short names, and counts the others under the same text', async () => {
    for (const broker of fake.brokers)
      broker.store.putTopic({ topicName: '%DLQ%pay%billing', readQueueNums: 1, writeQueueNums: 1 })
    putLetter(0)
    putLetter(1, { topicName: '%DLQ%pay%billing' })
    const list = async (filter: object) =>
      listDeadLetterGroups(await viewer.context(), { clusterId, page: 1, pageSize: 50, ...filter })
    // Nothing was sampled yet: `idle` may have some.
    const namespaces = (groups: number) => [
      { namespace: null, groups },
      { namespace: 'pay', groups: 1 },
    ]
    expect(await list({ namespace: 'pay' })).toMatchObject({
      total: 1,
      items: [{ groupName: 'pay%billing', namespace: 'pay', shortName: 'billing', stored: { value: 1n } }],
      namespaces: namespaces(2),
    })
    expect(await list({ namespace: '' })).toMatchObject({ total: 2, items: [{ groupName: 'billing' }] })
    expect(await list({ namespace: 'pay', q: '/^bill/' })).toMatchObject({ total: 1, namespaces: namespaces(1) })
    expect(await list({ namespace: 'other' })).toMatchObject({ total: 0, items: [], namespaces: namespaces(2) })
  })
})

describe('the desk', () => {
  it('M-20: finds by time, id, key, tag, origin topic, and says what was retried how often', async () => {
    const ids = [0, 1, 2, 3].map((index) => putLetter(index))
    const all = await letters()
    expect(all.map(({ keys }) => keys[0])).toEqual(['o-3', 'o-2', 'o-1', 'o-0'])
    expect(all[0]).toMatchObject({ originTopic: 'orders', originId: 'ID3', state: 'NEW', resends: 0, label: 'DLQ' })
    expect(await letters({ key: 'o-2' })).toMatchObject([{ uniqKey: 'ID2' }])
    expect(await letters({ id: 'ID1' })).toMatchObject([{ uniqKey: 'ID1' }])
    expect(await letters({ id: ids[1] })).toMatchObject([{ uniqKey: 'ID1' }])
    expect((await letters({ tag: 'odd' })).map(({ uniqKey }) => uniqKey)).toEqual(['ID3', 'ID1'])
    expect(await letters({ originTopic: 'payments' })).toEqual([])
    expect(await letters({ to: later(-3_600) })).toEqual([])
  })

  it('gives no byte of a body to whom may not read bodies', async () => {
    putLetter(0)
    const page = await listDeadLetters(await viewer.context(), { clusterId, groupName })
    expect(page.items).toHaveLength(1)
    expect(page.items[0]).not.toHaveProperty('bodyPreview')
  })

  it('is narrowed by an expression, which may look at bodies only for whom may read these', async () => {
    for (let index = 0; index < 6; index++) putLetter(index)
    const found = await letters({ filter: 'json.order > 3 && props.region == "eu"' })
    expect(found.map(({ uniqKey }) => uniqKey)).toEqual(['ID5', 'ID4'])
    await expect(letters({ filter: 'json.order >' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    await expect(
      listDeadLetters(await viewer.context(), { clusterId, groupName, filter: 'json.order > 3' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN', facts: { permission: 'message:read-body' } })
    const preview = await startResendJob(await asOperator(), {
      ...{ clusterId, groupName, to: 'GROUP', dryRun: true },
      filter: { filter: 'json.order > 3' },
    })
    expect(preview).toMatchObject({ total: 2 })
  })

  it('goes on by its cursor, also where a filter leaves little of a page', async () => {
    for (let index = 0; index < 90; index++) putLetter(index)
    const first = await listDeadLetters(await asOperator(), { clusterId, groupName, pageSize: 20 })
    expect(first.items).toHaveLength(20)
    const cursor = first.cursor ?? ''
    const second = await listDeadLetters(await asOperator(), { clusterId, groupName, pageSize: 20, cursor })
    expect(second.items[0]?.uniqKey).toBe('ID69')
    await expect(
      listDeadLetters(await asOperator(), { clusterId, groupName: 'idle', pageSize: 20, cursor }),
    ).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('M-23: a mark hides a dead letter from the new ones, undo brings it back, and a note stays', async () => {
    putLetter(0)
    putLetter(1)
    const ctx = await asOperator()
    await markDeadLetters(ctx, { clusterId, groupName, originIds: ['ID0'], handled: true, note: 'INC-1' })
    expect((await letters({ state: ['NEW'] })).map(({ uniqKey }) => uniqKey)).toEqual(['ID1'])
    expect(await letters({ state: ['HANDLED'] })).toMatchObject([{ uniqKey: 'ID0', note: 'INC-1' }])
    await markDeadLetters(await asOperator(), { clusterId, groupName, originIds: ['ID0'], handled: false })
    expect(await letters({ state: ['NEW'] })).toMatchObject([{ uniqKey: 'ID1' }, { uniqKey: 'ID0', note: 'INC-1' }])
    const rows = await db().auditEvent.findMany({ where: { action: 'dead-letter.mark', clusterId } })
    expect(rows).toHaveLength(2)
    await expect(
      markDeadLetters(await viewer.context(), { clusterId, groupName, originIds: ['ID0'], handled: true }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })

  it('M-23: what was done about a letter stays when retention deletes it: EXPIRED, and unknown where a broker is silent', async () => {
    const sentAgain = putLetter(0)
    const kept = putLetter(1)
    await resend(sentAgain, { to: 'ORIGIN' })
    await resend(kept, { to: 'ORIGIN' })
    const ctx = await asOperator()
    await markDeadLetters(ctx, { clusterId, groupName, originIds: ['ID1', 'GONE'], handled: true, note: 'INC-3' })
    // Long before the oldest that is stored: no index is asked.
    const handledAt = new Date(Date.now() - 86_400_000)
    const expiresAt = later(86_400)
    await db().deadLetterMark.create({ data: { clusterId, groupName, originId: 'OLD', handledAt, expiresAt } })
    const commitLogMinOffset = String(decodeOffsetMsgId(kept)?.commitLogOffset)
    fake
      .broker('broker-a')
      .server.on(RequestCode.GET_BROKER_RUNTIME_INFO, () =>
        reply({ body: JSON.stringify({ table: { commitLogMinOffset } }) }),
      )
    const expired = async (filter: object = {}) => {
      const asked = { clusterId, groupName, state: ['EXPIRED' as const], ...filter }
      const page = await listDeadLetters(await viewer.context(), asked)
      expect(page).toMatchObject({ items: [], cursor: null, coverage: { stoppedBecause: 'complete' } })
      return page.expired
    }
    const found = await expired()
    expect(found?.items.toSorted((a, b) => (a.originId < b.originId ? -1 : 1))).toMatchObject([
      {
        originId: 'GONE',
        state: 'EXPIRED',
        letterId: null,
        storeTimestamp: null,
        resends: 0,
        note: 'INC-3',
        handledAt: expect.any(Date),
      },
      {
        originId: 'ID0',
        letterId: sentAgain,
        storeTimestamp: expect.any(Date),
        originTopic: 'orders',
        resends: 1,
        lastResend: { state: 'SENT', topicName: 'orders' },
      },
      { originId: 'OLD', handledAt },
    ])
    expect(found).toMatchObject({ total: 3, unknown: 0 })
    expect(await expired({ id: sentAgain })).toMatchObject({ items: [{ originId: 'ID0' }], total: 1 })
    expect(await expired({ from: later(-3_600) })).toMatchObject({ total: 2 })
    expect(await expired({ key: 'o-0' })).toEqual({ items: [], total: 0, unknown: 0 })
    expect(await expired({ pageSize: 1, order: 'oldest' })).toMatchObject({ items: [{ originId: 'OLD' }], total: 3 })
    const both = await listDeadLetters(await asOperator(), { clusterId, groupName, state: ['EXPIRED', 'HANDLED'] })
    expect(both.items.map(({ uniqKey }) => uniqKey)).toEqual(['ID1'])
    expect(both.expired?.total).toBe(3)
    expect(await listDeadLetters(await asOperator(), { clusterId, groupName })).not.toHaveProperty('expired')
    fake.broker('broker-b').server.pause()
    // On broker-a it is gone; the other may hold what was only marked.
    expect(await expired({ from: later(-3_600) })).toMatchObject({ items: [{ originId: 'ID0' }], unknown: 1 })
    fake.broker('broker-b').server.resume()
  })

  it('M-28: says that a topic of permission 2 cannot be read, and where', async () => {
    fake.broker('broker-a').store.putTopic({ topicName: '%DLQ%billing', perm: 2, readQueueNums: 1, writeQueueNums: 1 })
    const page = await listDeadLetters(await asOperator(), { clusterId, groupName })
    expect(page.writeOnlyOn).toEqual(['broker-a'])
  })
})

describe('a resend', () => {
  it('M-21: publishes a new message to the retry topic with what the user gave it, and nothing of its past', async () => {
    const id = putLetter(7)
    const answer = await resend(id, { reason: 'INC-2' })
    expect(answer).toMatchObject({ state: 'SENT', topicName: '%RETRY%billing', brokerName: 'broker-a', to: 'GROUP' })
    expect(sent).toHaveLength(1)
    const [message] = sent
    expect(message).toMatchObject({ topicName: '%RETRY%billing', body: '{"order":7}', reconsumeTimes: '0' })
    expect(Object.fromEntries(message?.properties ?? [])).toEqual({
      KEYS: 'o-7',
      TAGS: 'odd',
      region: 'eu',
      RETRY_TOPIC: 'orders',
      APOGEE_RESEND_OF: 'ID7',
      UNIQ_KEY: answer.uniqKey,
      WAIT: 'true',
    })
    expect(await letters()).toMatchObject([{ uniqKey: 'ID7', state: 'RESENT', resends: 1, successes: 0 }])
    const [row] = await db().auditEvent.findMany({ where: { action: 'dead-letter.resend', clusterId } })
    expect(row).toMatchObject({ targetName: id, permission: 'dead-letter:resend' })
  })

  it('goes to the origin topic or to another one, without the mark of a retry, edited as asked', async () => {
    const id = putLetter(1)
    await resend(id, { to: 'ORIGIN' })
    await resend(id, {
      to: 'TOPIC',
      topicName: 'orders',
      again: true,
      edit: { body: '{"fixed":true}', tags: null, keys: ['a', 'b'], properties: { shop: '5' } },
    })
    expect(sent.map(({ topicName }) => topicName)).toEqual(['orders', 'orders'])
    expect(sent[0]?.properties.has('RETRY_TOPIC')).toBe(false)
    expect(sent[1]?.body).toBe('{"fixed":true}')
    expect(Object.fromEntries(sent[1]?.properties ?? [])).toMatchObject({ KEYS: 'a b', shop: '5' })
    expect(sent[1]?.properties.has('TAGS')).toBe(false)
    expect(sent[1]?.properties.has('region')).toBe(false)
    await expect(resend(id, { to: 'TOPIC', topicName: 'nowhere', again: true })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('is not sent twice, also when two ask at once, unless that is meant', async () => {
    const id = putLetter(1)
    const both = await Promise.allSettled([resend(id), resend(id)])
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(resend(id)).rejects.toMatchObject({ code: 'CONFLICT', facts: { reason: 'ALREADY_RESENT' } })
    expect(sent).toHaveLength(1)
    await resend(id, { again: true })
    expect(sent).toHaveLength(2)
    expect(await letters()).toMatchObject([{ resends: 2 }])
  })

  it('that the broker refuses was never sent', async () => {
    const id = putLetter(1)
    fake.broker('broker-a').server.on(RequestCode.SEND_MESSAGE_V2, () => refuse(2, 'system busy'))
    await expect(resend(id)).rejects.toMatchObject({ code: 'CLUSTER_REJECTED' })
    expect(await letters()).toMatchObject([{ state: 'NEW', resends: 0, lastResend: { state: 'FAILED' } }])
  })

  it('without an answer may be stored: its fate is unknown until it is found', async () => {
    const id = putLetter(1)
    const { server } = fake.broker('broker-a')
    const store = fake.broker('broker-a')
    server.on(RequestCode.SEND_MESSAGE_V2, ({ extFields, body }) => {
      const properties = decodeProperties(extFields.i ?? '')
      store.putMessage({ topicName: extFields.b ?? '', body, uniqKey: properties.get('UNIQ_KEY') ?? '' })
      return silence
    })
    await expect(resend(id)).rejects.toMatchObject({ code: 'CLUSTER_TIMEOUT' })
    expect(await letters()).toMatchObject([{ state: 'RESENT', lastResend: { state: 'UNKNOWN' } }])
    await expect(resend(id)).rejects.toMatchObject({ facts: { reason: 'ALREADY_RESENT' } })
    await settle(later(5))
    expect(await letters()).toMatchObject([{ lastResend: { state: 'SENT', queueOffset: 0n } }])
  })

  it('is refused to a viewer, in a read-only cluster, and for a message that is no dead letter of the group', async () => {
    const id = putLetter(1)
    await expect(
      resendDeadLetter(await viewer.context(), { clusterId, groupName, messageId: id, to: 'GROUP' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const { commitLogOffset } = fake.broker('broker-a').putMessage({ topicName: 'orders', body: 'x' })
    const other = encodeOffsetMsgId(fake.broker('broker-a').address, commitLogOffset)
    await expect(resend(other)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await db().cluster.update({ where: { clusterId }, data: { readOnly: true } })
    await expect(resend(id)).rejects.toMatchObject({ code: 'READ_ONLY' })
    expect(sent).toEqual([])
  })

  it('that a broker puts among the dead letters at once is said to be dead again, with the way out', async () => {
    const id = putLetter(1)
    const broker = fake.broker('broker-a')
    broker.server.on(RequestCode.SEND_MESSAGE_V2, ({ body }) => {
      const { commitLogOffset } = broker.putMessage({ topicName: '%DLQ%billing', body })
      return reply({
        extFields: { msgId: encodeOffsetMsgId(broker.address, commitLogOffset), queueId: '0', queueOffset: '1' },
      })
    })
    await expect(resend(id)).rejects.toMatchObject({ code: 'CONFLICT', facts: { reason: 'ORDERED' } })
    expect((await letters()).at(-1)).toMatchObject({ state: 'FAILED_AGAIN' })
  })

  it('to the older POP retry topic has its group made for it, and taken away', async () => {
    for (const { store } of fake.brokers) {
      store.putTopic({ topicName: '%RETRY%billing_orders', readQueueNums: 1, writeQueueNums: 1 })
    }
    const id = putLetter(1, { properties: { '1ST_POP_TIME': '1' } })
    const { server, store } = fake.broker('broker-a')
    server.requests.length = 0
    expect(await resend(id)).toMatchObject({ topicName: '%RETRY%billing_orders' })
    const writes = server.requests.map(({ code }) => code)
    expect(writes.filter((code) => [200, 207, 310].includes(code))).toEqual([200, 310, 207])
    expect(store.groups.has('billing_orders')).toBe(false)
  })
})

describe('what became of it', () => {
  it('M-21: waits while nobody consumes, and has succeeded when no new dead letter came within its retries', async () => {
    const id = putLetter(1)
    await resend(id)
    await settle(later(5))
    expect(await letters()).toMatchObject([{ state: 'RESENT', lastResend: { state: 'SENT' } }])
    commit('%RETRY%billing', 1n)
    await settle(later(60))
    expect(await letters()).toMatchObject([{ state: 'RESENT', successes: 0, lastResend: { state: 'CONSUMED' } }])
    await settle(later(3_600))
    await settle(later(8 * 3_600))
    expect(await letters()).toMatchObject([{ state: 'SUCCEEDED', resends: 1, successes: 1 }])
  })

  it('has failed again when a dead letter of the same message comes, which may then be sent', async () => {
    const id = putLetter(1)
    const { uniqKey } = await resend(id)
    commit('%RETRY%billing', 1n)
    const again = fake.broker('broker-a').putMessage({
      topicName: '%DLQ%billing',
      uniqKey,
      body: '{}',
      properties: { APOGEE_RESEND_OF: 'ID1', RETRY_TOPIC: 'orders' },
    })
    await settle(later(5))
    const [newest, first] = await letters()
    expect(newest).toMatchObject({ originId: 'ID1', state: 'FAILED_AGAIN', resends: 1 })
    expect(first).toMatchObject({ originId: 'ID1', state: 'FAILED_AGAIN' })
    await expect(resend(id)).rejects.toMatchObject({ facts: { reason: 'ALREADY_RESENT' } })
    await resend(encodeOffsetMsgId(fake.broker('broker-a').address, again.commitLogOffset))
    expect(sent.at(-1)?.properties.get('APOGEE_RESEND_OF')).toBe('ID1')
    expect((await letters())[0]).toMatchObject({ state: 'RESENT', resends: 2 })
  })

  it('is not known while a broker is silent', async () => {
    await resend(putLetter(1))
    fake.broker('broker-a').server.pause()
    await settle(later(5))
    fake.broker('broker-a').server.resume()
    const { items } = await listResends(await asOperator(), { clusterId, groupName, page: 1, pageSize: 50 })
    expect(items).toMatchObject([{ state: 'SENT' }])
  })
})

describe('an export', () => {
  const textOf = async (more: object, person = operator) => {
    const asked = { clusterId, groupName, body: 'none', format: 'ndjson', ...more } as const
    const { body } = await exportDeadLetters(await person.context(), asked)
    return new Response(body as ReadableStream).text()
  }

  it('M-14: has every field of dead letters, one, a selection or a filter, with its bodies where asked', async () => {
    const ids = [0, 1, 2].map((index) => putLetter(index))
    const lines = (await textOf({ body: 'text' })).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).uniqKey)).toEqual(['ID0', 'ID1', 'ID2'])
    expect(JSON.parse(lines[1] ?? '')).toMatchObject({
      topicName: '%DLQ%billing',
      brokerName: 'broker-a',
      queueOffset: '1',
      offsetMsgId: ids[1],
      tags: 'odd',
      keys: ['o-1'],
      originTopic: 'orders',
      state: 'NEW',
      body: '{"order":1}',
      bodyEncoding: 'text',
      properties: { RETRY_TOPIC: 'orders', region: 'eu' },
    })
    expect((await textOf({ messageIds: [ids[2]] })).trim().split('\n')).toHaveLength(1)
    const gone = encodeOffsetMsgId(fake.broker('broker-a').address, 8_000_000n)
    const [one, missing] = (await textOf({ messageIds: [ids[2], gone] })).trim().split('\n')
    expect(JSON.parse(one ?? '').uniqKey).toBe('ID2')
    expect(JSON.parse(missing ?? '')).toEqual({ partial: `Not found: ${gone}` })
    expect(await textOf({ tag: 'odd' })).toContain('ID1')
    expect(await textOf({ tag: 'odd' })).not.toContain('ID2')
    const rows = await db().auditEvent.findMany({
      where: { action: 'message.export', clusterId },
      include: { outcome: true },
      orderBy: { sequence: 'asc' },
    })
    expect(rows[0]).toMatchObject({
      targetName: '%DLQ%billing',
      outcome: { outcome: 'SUCCESS', after: { messages: 3 } },
    })
  })

  it('M-14: survives commas, quotes, newlines and formulas in CSV, and gives no body without the right', async () => {
    putLetter(0, { properties: { region: '=cmd,"x"\n' } })
    const text = await textOf({ format: 'csv', body: 'base64' })
    const [head, ...records] = parseCsvRecords(text) as string[][]
    expect(head).toContain('bodyEncoding')
    const cell = (name: string) => records[0]?.[head?.indexOf(name) ?? -1]
    expect(JSON.parse(cell('properties') ?? '')).toMatchObject({ region: '=cmd,"x"\n' })
    expect(Buffer.from(cell('body') ?? '', 'base64').toString()).toBe('{"order":0}')
    expect(await textOf({}).then((line) => JSON.parse(line))).not.toHaveProperty('body')
    await expect(textOf({}, viewer)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('a job', () => {
  const start = async (body: object, dryRun = false) =>
    startResendJob(await asOperator(), { clusterId, groupName, dryRun, to: 'GROUP', ...body })
  const run = async (body: object) => {
    const preview = (await start(body, true)) as BatchPreview
    const { confirm, revision } = preview
    const { jobId } = (await start({ ...body, confirm, revision })) as StartedJob
    await runJob(jobKinds, Number(jobId), new AbortController().signal)
    const { items } = await listJobItems(await asOperator(), { clusterId, jobId, page: 1, pageSize: 500 })
    return { preview, items }
  }

  it('M-22: sends all but one that was deleted, which is EXPIRED with the reason, and does not stop', async () => {
    const ids = Array.from({ length: 29 }, (_, index) => putLetter(index))
    const { server, address } = fake.broker('broker-a')
    server.on(RequestCode.GET_BROKER_RUNTIME_INFO, () =>
      reply({ body: JSON.stringify({ table: { commitLogMinOffset: '9000000000000' } }) }),
    )
    const gone = encodeOffsetMsgId(address, 8_000_000_000_000n)
    const { items } = await run({ messageIds: [...ids.slice(0, 10), gone, ...ids.slice(10, 28)], ratePerSecond: 500 })
    expect(items.filter(({ outcome }) => outcome === 'DONE')).toHaveLength(28)
    const rest = items.filter(({ outcome }) => outcome !== 'DONE')
    expect(rest).toMatchObject([{ target: gone, outcome: 'FAILED', code: 'EXPIRED' }])
    expect(rest[0]?.remark).toContain('older than the oldest message')
    expect(sent).toHaveLength(28)
  })

  it('M-22: of a filter sends the oldest first, and a second run sends none twice', async () => {
    for (let index = 0; index < 5; index++) putLetter(index)
    const first = await run({ filter: { tag: 'even' }, ratePerSecond: 500 })
    expect(first.preview).toMatchObject({
      total: 3,
      effects: [{ kind: 'deadLetters' }, { kind: 'groups', targets: [groupName] }],
    })
    expect(sent.map(({ properties }) => properties.get('KEYS'))).toHaveLength(3)
    const second = await run({ filter: {}, ratePerSecond: 500 })
    expect(second.preview).toMatchObject({ total: 2 })
    expect(second.preview.skipped.map(({ code }) => code)).toEqual(Array(3).fill('ALREADY_RESENT'))
    expect(sent).toHaveLength(5)
    await expect(start({ filter: {}, confirm: '0 x', revision: 'x' })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
    // What was named when it was new is skipped when its turn comes.
    const ids = (await letters()).map(({ offsetMsgId }) => offsetMsgId)
    const { confirm } = (await start({ messageIds: ids, again: true }, true)) as BatchPreview
    expect(confirm).toMatch(/^5 /)
  })

  it('M-22: keeps its rate of 5/s, pauses and stops where it is, and sends none twice', async () => {
    for (let index = 0; index < 40; index++) putLetter(index)
    const body = { filter: {}, ratePerSecond: 5 }
    const { confirm, revision } = (await start(body, true)) as BatchPreview
    const { jobId } = (await start({ ...body, confirm, revision })) as StartedJob
    const work = () => runJob(jobKinds, Number(jobId), new AbortController().signal)
    const begunAt = performance.now()
    const first = work()
    await vi.waitFor(() => expect(sent.length).toBeGreaterThanOrEqual(6), { timeout: 60_000 })
    expect(performance.now() - begunAt).toBeGreaterThanOrEqual(5 * 200 - 50)
    await pauseJob(await asOperator(), { clusterId, jobId })
    await first
    const paused = sent.length
    expect(await getJob(await asOperator(), { clusterId, jobId })).toMatchObject({ state: 'PAUSED', done: paused })
    await resumeJob(await asOperator(), { clusterId, jobId })
    const second = work()
    await vi.waitFor(() => expect(sent.length).toBeGreaterThan(paused), { timeout: 60_000 })
    await cancelJob(await asOperator(), { clusterId, jobId })
    await second
    expect(sent.length).toBeLessThan(40)
    expect(new Set(sent.map(({ properties }) => properties.get('KEYS'))).size).toBe(sent.length)
    // Another run takes up what is left.
    const rest = (await start({ filter: {} }, true)) as BatchPreview
    expect(rest.total).toBe(40 - sent.length)
  })

  it('is refused to a viewer', async () => {
    const id = putLetter(0)
    await expect(
      startResendJob(await viewer.context(), { clusterId, groupName, messageIds: [id], to: 'GROUP' }),
    ).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

vi.setConfig({ testTimeout: 30_000 })
