import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { NewNoticeChannel, type NoticeChannel } from './channel-schema.ts'
import { createChannel } from './create-channel.ts'
import { createPolicy } from './create-policy.ts'
import { deletePolicy } from './delete-policy.ts'
import { enqueueNotices } from './enqueue-notices.ts'
import { forgetNotices } from './forget-notices.ts'
import { listDeliveries } from './list-deliveries.ts'
import { listPolicies } from './list-policies.ts'
import type { AlarmNotice } from './notice.ts'
import { NewNoticePolicy } from './policy-schema.ts'
import { resendDelivery } from './resend-delivery.ts'
import { RouteTestInput } from './route-schema.ts'
import { sendDueNotices } from './send-due-notices.ts'
import { testRoute } from './test-route.ts'
import { makeNotice } from './testing/notices.ts'
import { type Receiver, startReceiver } from './testing/receiver.ts'
import { updateChannel } from './update-channel.ts'
import { updatePolicy } from './update-policy.ts'

process.env.APOGEE_EGRESS_ALLOW = '127.0.0.0/8'
useDatabase()

let admin: Context
let receiver: Receiver
let channel: NoticeChannel
let clusterId: string
const start = new Date('2026-11-27T10:00:00Z')
let now: Date
const signal = new AbortController().signal
const at = (seconds: number) => new Date(start.getTime() + seconds * 1000)

beforeAll(async () => {
  admin = await (await makePerson('admin')).context()
  clusterId = (await registerCluster({ nameServers: ['127.0.0.1:9'], environment: 'production' })).clusterId
})
beforeEach(async () => {
  await db().noticeDelivery.deleteMany()
  await db().noticePolicyChannel.deleteMany()
  await db().noticePolicy.deleteMany({ where: { isDefault: false } })
  await db().noticeChannel.deleteMany()
  receiver = await startReceiver()
  channel = await createChannel(
    admin,
    NewNoticeChannel.parse({
      name: 'hook',
      config: { kind: 'WEBHOOK', url: `${receiver.url}/alarms?team=pay` },
      secrets: { hmacSecret: 'a secret of ours' },
      inDefaultPolicy: false,
    }),
  )
  now = start
})
afterEach(() => receiver.close())

/** Grouping off and no waits: each notice at once. */
const atOnce = { groupBy: [], groupWaitMs: 0, groupIntervalMs: 0 }
const addPolicy = (parts: Partial<NewNoticePolicy> & { name: string }) =>
  createPolicy(admin, NewNoticePolicy.parse({ channelIds: [channel.channelId], ...parts }))
const enqueue = (notices: readonly AlarmNotice[]) => db().$transaction((tx) => enqueueNotices(tx, notices, now))
const send = (seconds: number) => {
  now = at(seconds)
  return sendDueNotices('test', () => now, signal)
}
const deliveries = async () => (await listDeliveries(admin, { page: 1, pageSize: 500, sort: 'at' })).items
const bodies = () => receiver.received.map(({ body }) => JSON.parse(body) as Record<string, unknown>) // a webhook sends an object

describe('what is sent', () => {
  it('A-5: a webhook gets POST with a valid signature on firing and resolved, with value and link', async () => {
    await addPolicy({ name: 'all', ...atOnce })
    const firing = makeNotice({ clusterId })
    await enqueue([firing])
    await send(0)
    await enqueue([makeNotice({ ...firing, eventId: 'e2', transition: 'RESOLVED', value: 1000 })])
    await send(1)
    expect(receiver.received).toHaveLength(2)
    for (const { method, path, headers, body } of receiver.received) {
      expect([method, path]).toEqual(['POST', '/alarms?team=pay'])
      const signed = createHmac('sha256', 'a secret of ours').update(`${headers['x-apogee-timestamp']}.${body}`)
      expect(headers['x-apogee-signature']).toBe(`v1=${signed.digest('hex')}`)
    }
    const [first, second] = bodies()
    expect(first).toMatchObject({ kind: 'ALARM', status: 'FIRING', severity: 'CRITICAL', count: 1 })
    expect(first?.title).toBe(
      'CRITICAL · Group lag time: 1h 02m (threshold 1h 00m) · group pay_settle · prod-east (production) · since 2026-11-27 13:00:00 UTC',
    )
    expect(first?.text).toContain(`http://localhost:3000/clusters/${clusterId}/alarms/${firing.instanceId}`)
    expect(first?.links).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ kind: 'acknowledge' }),
        expect.objectContaining({ kind: 'silence' }),
        { kind: 'runbook', label: 'Runbook', url: 'https://wiki.example.com/lag' },
      ]),
    )
    expect(second).toMatchObject({ status: 'RESOLVED', notices: [{ transition: 'RESOLVED', value: 1000 }] })
    expect(await deliveries()).toMatchObject([
      { state: 'SENT', attempts: 1, answerCode: 200, policy: { name: 'all' }, channel: { name: 'hook' } },
      { state: 'SENT', attempts: 1, answerCode: 200, transition: 'RESOLVED' },
    ])
  })

  it('A-5: after 500 three times it is tried on schedule, then sent once', async () => {
    await addPolicy({ name: 'all', ...atOnce })
    receiver.next = [{ code: 500, body: 'down' }, { code: 500 }, { code: 500 }]
    await enqueue([makeNotice({ clusterId })])
    await send(0)
    expect(await deliveries()).toMatchObject([
      { state: 'RETRY', attempts: 1, answerCode: 500, error: 'HTTP 500: down', dueAt: at(5) },
    ])
    await send(4)
    expect(receiver.received).toHaveLength(1)
    await send(5)
    expect((await deliveries())[0]).toMatchObject({ attempts: 2, dueAt: at(35) })
    await send(34)
    await send(35)
    expect((await deliveries())[0]).toMatchObject({ attempts: 3, dueAt: at(155) })
    await send(154)
    expect(receiver.received).toHaveLength(3)
    await send(155)
    expect(await deliveries()).toMatchObject([{ state: 'SENT', attempts: 4, answerCode: 200, sentAt: at(155) }])
    await send(10_000)
    expect(receiver.received).toHaveLength(4)
    const ids = new Set(receiver.received.map(({ headers }) => headers['x-apogee-message-id']))
    expect(ids.size).toBe(1)
  })

  it('A-5: redirects are not followed, 429 waits as asked, silence and a closed port are retried; DEAD after 24 h', async () => {
    const other = await startReceiver()
    await addPolicy({ name: 'all', ...atOnce })
    await updateChannel(admin, {
      channelId: channel.channelId,
      config: { ...channel.config, timeoutMs: 500 } as NoticeChannel['config'], // a webhook
      secrets: {},
    })
    receiver.next = [
      { code: 302, headers: { location: other.url } },
      { code: 429, headers: { 'retry-after': '90' } },
      'silent',
    ]
    await enqueue([makeNotice({ clusterId })])
    await send(0)
    expect((await deliveries())[0]).toMatchObject({ state: 'RETRY', error: 'HTTP 302: redirects are not followed' })
    expect(other.received).toHaveLength(0)
    await send(5)
    expect((await deliveries())[0]).toMatchObject({ answerCode: 429, dueAt: at(95) })
    await send(95)
    expect((await deliveries())[0]).toMatchObject({ answerCode: null, error: 'No answer in time.', attempts: 3 })
    await receiver.close()
    let seconds = 95
    while ((await deliveries())[0]?.state === 'RETRY') {
      const [row] = await deliveries()
      seconds = ((row?.dueAt.getTime() ?? 0) - start.getTime()) / 1000
      await send(seconds)
    }
    expect((await deliveries())[0]).toMatchObject({ state: 'DEAD', error: expect.stringContaining('ECONNREFUSED') })
    expect(seconds).toBeLessThanOrEqual(86_400)
    expect(seconds).toBeGreaterThan(82_000)
    await other.close()
  })

  it('A-5: outside its window a policy mutes, and the delivery says so', async () => {
    const weekend = [{ weekdays: [6, 7], from: '00:00', to: '24:00', timeZone: 'Asia/Shanghai' }]
    await addPolicy({ name: 'weekend', ...atOnce, windows: weekend })
    await enqueue([makeNotice({ clusterId })])
    await send(0)
    expect(receiver.received).toHaveLength(0)
    expect(await deliveries()).toMatchObject([{ state: 'MUTED', mutedBy: 'WINDOW', attempts: 0 }])
    now = at(86_400)
    await enqueue([makeNotice({ clusterId })])
    await sendDueNotices('test', () => now, signal)
    expect(receiver.received).toHaveLength(1)
  })

  it('one event goes to one channel once, however often it is enqueued and whichever policies name it', async () => {
    await addPolicy({ name: 'one', ...atOnce, goesOn: true })
    await addPolicy({ name: 'two', ...atOnce })
    const notice = makeNotice({ clusterId })
    await enqueue([notice])
    await enqueue([notice])
    await send(0)
    expect(receiver.received).toHaveLength(1)
  })

  it('nothing is written when the transaction of the event fails', async () => {
    await addPolicy({ name: 'all', ...atOnce })
    const failing = db().$transaction(async (tx) => {
      await enqueueNotices(tx, [makeNotice({ clusterId })], now)
      throw new Error('the event was not written')
    })
    await expect(failing).rejects.toThrow('the event was not written')
    expect(await deliveries()).toEqual([])
  })

  it('RESOLVED waits for its FIRING when the receiver was down', async () => {
    await addPolicy({ name: 'all', ...atOnce })
    receiver.next = [{ code: 503 }]
    const firing = makeNotice({ clusterId })
    await enqueue([firing])
    await send(0)
    await enqueue([
      makeNotice({ ...firing, eventId: 'e2', transition: 'RESOLVED' }),
      makeNotice({ clusterId, eventId: 'other' }),
    ])
    await send(2)
    expect(bodies().map(({ status, count }) => [status, count])).toEqual([
      ['FIRING', 1],
      ['FIRING', 1],
    ])
    await send(5)
    expect(bodies().map(({ status }) => status)).toEqual(['FIRING', 'FIRING', 'FIRING', 'RESOLVED'])
  })
})

describe('grouping', () => {
  it('notices of a group go in one message after the wait; the next one after the interval', async () => {
    await addPolicy({ name: 'grouped' })
    await enqueue([makeNotice({ clusterId }), makeNotice({ clusterId, severity: 'WARNING' })])
    now = at(10)
    await enqueue([
      makeNotice({ clusterId, object: { groupName: 'pay_refund' } }),
      makeNotice({ clusterId, ruleId: 'other' }),
    ])
    await send(29)
    expect(receiver.received).toHaveLength(0)
    await send(30)
    expect(bodies()).toMatchObject([{ count: 3, severity: 'CRITICAL' }])
    expect(bodies()[0]?.title).toBe('CRITICAL · 3 alarms · 3 firing · Group lag time · prod-east (production)')
    await send(40)
    expect(bodies()).toHaveLength(2)
    now = at(60)
    await enqueue([makeNotice({ clusterId, transition: 'RESOLVED' })])
    await send(329)
    expect(bodies()).toHaveLength(2)
    await send(330)
    expect(bodies()).toHaveLength(3)
    // Silent for longer than the interval: the group begins anew, with its wait.
    now = at(1000)
    await enqueue([makeNotice({ clusterId })])
    await send(1029)
    expect(bodies()).toHaveLength(3)
    await send(1030)
    expect(bodies()).toHaveLength(4)
  })
})

describe('rate limit', () => {
  it('A-17: 100 instances at once make 30 messages, the last of which is a digest that names the number', async () => {
    await addPolicy({ name: 'storm', ...atOnce })
    await enqueue(Array.from({ length: 100 }, (_, i) => makeNotice({ clusterId, object: { groupName: `g${i}` } })))
    await send(0)
    await send(59)
    expect(receiver.received).toHaveLength(30)
    const digests = bodies().filter(({ kind }) => kind === 'DIGEST')
    expect(digests).toMatchObject([{ count: 71 }])
    expect(digests[0]?.title).toContain('and 71 more: 71 critical')
    const told = bodies().flatMap(({ notices }) => notices as { eventId: string }[]) // of the documented body
    expect(new Set(told.map(({ eventId }) => eventId)).size).toBe(100)
    expect((await deliveries()).filter(({ state }) => state === 'SENT')).toHaveLength(100)
    // The minute is over: the next one goes out by itself.
    now = at(60)
    await enqueue([makeNotice({ clusterId })])
    await send(60)
    expect(receiver.received).toHaveLength(31)
  })
})

describe('route tester', () => {
  it('A-17: says what a real event then makes: policies, channels, times, and why not', async () => {
    const second = await createChannel(
      admin,
      NewNoticeChannel.parse({ name: 'off', isEnabled: false, config: { kind: 'WEBHOOK', url: receiver.url } }),
    )
    const both = [channel.channelId, second.channelId]
    const critical = await addPolicy({
      name: 'critical',
      ...atOnce,
      channelIds: both,
      matchers: {
        clusterIds: [clusterId],
        environments: [],
        minSeverity: 'CRITICAL',
        labels: {},
        owners: [],
        levels: [],
      },
    })
    await addPolicy({
      name: 'team pay',
      goesOn: true,
      matchers: {
        clusterIds: [],
        environments: ['production'],
        minSeverity: 'INFO',
        labels: { team: 'p*' },
        owners: [],
        levels: [],
      },
    })
    await addPolicy({ name: 'night', windows: [{ weekdays: [1], from: '00:00', to: '06:00', timeZone: 'UTC' }] })
    const cases: Partial<AlarmNotice>[] = [
      { severity: 'CRITICAL' },
      { severity: 'WARNING' },
      { severity: 'WARNING', labels: {} },
      { severity: 'WARNING', transition: 'RESOLVED' },
      { severity: 'WARNING', ruleId: 'another', policyIds: [critical.policyId] },
    ]
    for (const parts of cases) {
      const notice = makeNotice({ clusterId, ...parts })
      const { severity, transition, level, object, owner, labels, ruleId, policyIds } = notice
      const asked = RouteTestInput.parse({
        clusterId,
        severity,
        transition,
        level,
        object,
        owner,
        labels,
        ruleId,
        policyIds,
      })
      const { routes } = await testRoute(admin, asked, now)
      const foretold = routes.flatMap(({ policyId, channels }) =>
        channels
          .filter(({ dueAt, reason }) => dueAt !== null || reason === 'WINDOW' || reason === 'CHANNEL_DISABLED')
          .map(({ channelId, dueAt, reason }) => ({ policyId, channelId, dueAt: dueAt ?? now, mutedBy: reason })),
      )
      await enqueue([notice])
      const made = await db().noticeDelivery.findMany({
        where: { eventId: notice.eventId },
        select: { policyId: true, channelId: true, dueAt: true, mutedBy: true },
      })
      const key = (row: { policyId: string | null; channelId: string | null }) => `${row.policyId} ${row.channelId}`
      // A channel that one policy sends to is not listed again as muted by another.
      const sent = new Set(foretold.filter(({ mutedBy }) => mutedBy === null).map(({ channelId }) => channelId))
      const expected = foretold.filter(({ channelId, mutedBy }) => mutedBy === null || !sent.has(channelId))
      expect(made.toSorted((a, b) => key(a).localeCompare(key(b)))).toEqual(
        expected.toSorted((a, b) => key(a).localeCompare(key(b))),
      )
      expect(routes.map(({ policyName }) => policyName)).toEqual(['critical', 'team pay', 'night', 'Default'])
    }
  })
})

describe('policies', () => {
  it('are asked in their order, which can be changed; the default one stays the last and matches all', async () => {
    const [a, b] = [await addPolicy({ name: 'a' }), await addPolicy({ name: 'b' })]
    const names = async () => (await listPolicies(admin, { page: 1, pageSize: 50 })).items.map(({ name }) => name)
    expect(await names()).toEqual(['a', 'b', 'Default'])
    await updatePolicy(admin, { policyId: b.policyId, position: 1, revision: b.revision })
    expect(await names()).toEqual(['b', 'a', 'Default'])
    await expect(updatePolicy(admin, { policyId: a.policyId, name: 'b' })).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(updatePolicy(admin, { policyId: 'default', isEnabled: false })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    await expect(deletePolicy(admin, 'default')).rejects.toMatchObject({ code: 'CONFLICT' })
    await deletePolicy(admin, a.policyId)
    expect(await names()).toEqual(['b', 'Default'])
  })

  it('refuses a reader, and leaves an audit row', async () => {
    const reader = await (await makePerson('operator')).context()
    const input = NewNoticePolicy.parse({ name: 'x' })
    await expect(createPolicy(reader, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const created = await createPolicy(admin, input)
    const rows = await db().auditEvent.findMany({ where: { action: 'policy.create', targetName: 'x' } })
    expect(rows).toHaveLength(1)
    await expect(deletePolicy(reader, created.policyId)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('deliveries', () => {
  it('are listed for those who may read the cluster; an operator sends one again', async () => {
    await addPolicy({ name: 'all', ...atOnce })
    await enqueue([makeNotice({ clusterId }), makeNotice({ clusterId: 'rmq-bbbbbbbb', ruleName: 'Disk' })])
    await send(0)
    const operator = await (
      await makePerson('operator', { scope: { clusters: { clusterIds: [clusterId] } } })
    ).context()
    const { items } = await listDeliveries(operator, { page: 1, pageSize: 50 })
    expect(items).toMatchObject([{ ruleName: 'Group lag time', object: { groupName: 'pay_settle' } }])
    const found = async (q: string) => (await listDeliveries(admin, { page: 1, pageSize: 50, q })).total
    expect([await found('SETTLE'), await found('disk'), await found('nothing')]).toEqual([2, 1, 0])
    const id = items[0]?.deliveryId ?? ''
    expect(await resendDelivery(operator, id, at(1))).toMatchObject({ state: 'QUEUED', resentFrom: id })
    await send(1)
    expect(receiver.received).toHaveLength(3)
    const viewer = await (await makePerson('viewer')).context()
    await expect(resendDelivery(viewer, id)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const foreign = (await deliveries()).find(({ ruleName }) => ruleName === 'Disk')
    await expect(resendDelivery(operator, foreign?.deliveryId ?? '')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are kept for 30 days', async () => {
    await addPolicy({ name: 'all', ...atOnce })
    await enqueue([makeNotice({ clusterId })])
    await send(0)
    await forgetNotices(at(30 * 86_400 - 1))
    expect(await deliveries()).toHaveLength(1)
    await forgetNotices(at(30 * 86_400 + 1))
    expect(await deliveries()).toHaveLength(0)
  })
})

describe('heartbeat', () => {
  it('A-18: a channel hears "alive" every n minutes, and no more when nobody sends', async () => {
    const { channelId, revision } = channel
    await updateChannel(admin, { channelId, heartbeatMinutes: 5, revision, secrets: {} })
    await send(0)
    await send(299)
    expect(receiver.received).toHaveLength(1)
    expect(bodies()).toMatchObject([{ kind: 'HEARTBEAT', status: null }])
    await send(300)
    expect(receiver.received).toHaveLength(2)
    // Two workers at once: one sign of life.
    now = at(600)
    await Promise.all(['a', 'b'].map((holder) => sendDueNotices(holder, () => now, signal)))
    expect(receiver.received).toHaveLength(3)
  })
})
afterAll(async () => {
  delete process.env.APOGEE_EGRESS_ALLOW
})
