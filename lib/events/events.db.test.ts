import { execFileSync, fork } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { audited } from '#lib/audit/audited.ts'
import type { AuditEntry } from '#lib/audit/write.ts'
import { sealAudit } from '#lib/audit-chain/seal-audit.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { AppError } from '#lib/errors.ts'
import { type JobKinds, runJob } from '#lib/jobs/run-job.ts'
import { JobKind } from '#lib/jobs/schema.ts'
import { startJob } from '#lib/jobs/start-job.ts'
import { type Receiver, startReceiver } from '#lib/notifications/testing/receiver.ts'
import { type Context, workerContext } from '#lib/users/context.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import * as api from './api.ts'
import { collectEvents } from './collect-events.ts'
import { forgetEvents } from './forget-events.ts'
import { sendDueEvents } from './send-due-events.ts'
import { listenDatagrams, listenSyslog } from './testing/syslog-listener.ts'

process.env.APOGEE_EGRESS_ALLOW = '127.0.0.0/8'
useDatabase()
afterAll(closeAllClusters)

const secret = 'a secret of the receiver'
const signal = new AbortController().signal
let admin: Person
let token: string
let clusterId: string
let receiver: Receiver

beforeAll(async () => {
  admin = await makePerson('admin')
  token = (await admin.makeToken()).token
  clusterId = (await registerCluster()).clusterId
  receiver = await startReceiver()
})
afterAll(() => receiver.close())
beforeEach(async () => {
  await db().eventSubscription.deleteMany()
  receiver.received.length = 0
  receiver.always = { code: 200, body: '{}' }
})

let made = 0
interface Subscription {
  subscriptionId: string
  waiting: number
  sent: string
  lost: string
  lastFailure: string | null
  nextAt: string | null
}
async function subscribe(body: object, as = token): Promise<Subscription> {
  made += 1
  const destination = { kind: 'WEBHOOK', url: `${receiver.url}/hook` }
  const response = await callRoute(api.createEventSubscriptionEndpoint, {
    token: as,
    body: { name: `subscription ${made}`, destination, secrets: { hmacSecret: secret }, ...body },
  })
  expect(response.status).toBe(201)
  return (await response.json()) as Subscription
}
async function read(subscriptionId: string): Promise<Subscription> {
  const response = await callRoute(api.getEventSubscriptionEndpoint, { token, params: { subscriptionId } })
  return (await response.json()) as Subscription
}

async function leave(
  entry: Partial<AuditEntry> = {},
  effect: () => Promise<unknown> = async () => 1,
): Promise<Context> {
  const ctx = await admin.context()
  const target = { kind: 'topic', name: 'orders' }
  await audited(ctx, { action: 'topic.create', clusterId, target, ...entry }, effect).catch(() => {})
  return ctx
}

/** What the worker does each second. */
async function tick(now = new Date(), holder = 'test'): Promise<void> {
  await sealAudit()
  await collectEvents(now)
  await sendDueEvents(holder, () => now, signal)
}

interface Sent {
  version: number
  messageId: string
  events: Record<string, unknown>[]
}
const sent = (): Sent[] => receiver.received.map(({ body }) => JSON.parse(body) as Sent)
const events = () => sent().flatMap((message) => message.events)

describe('U-24 a subscription', () => {
  test('gets topic.created and job.done with a valid signature, once each and in order', async () => {
    await subscribe({ types: ['topic.created', 'job.done'] })
    await leave()
    await leave({ action: 'topic.update' })
    await leave({}, () => Promise.reject(new AppError('PROTECTED', 'no')))
    const { jobId } = await startJob(await admin.context(), {
      clusterId,
      kind: 'topic.delete',
      input: { force: false },
      items: [{ target: 'a' }, { target: 'b' }],
      source: '',
      ratePerSecond: 200,
    })
    const kinds = Object.fromEntries(
      JobKind.options.map((name) => [name, { concurrency: 4, perform: async () => {} }]),
    ) as unknown as JobKinds // every kind is named
    await runJob(kinds, Number(jobId), signal)
    await tick()
    await tick()
    expect(events()).toEqual([
      {
        eventId: expect.any(String),
        position: expect.any(String),
        type: 'topic.created',
        at: expect.stringMatching(/Z$/),
        cluster: expect.objectContaining({ clusterId }),
        object: { kind: 'topic', name: 'orders' },
        by: { kind: 'user', name: admin.name },
        action: 'topic.create',
        outcome: 'SUCCESS',
        reason: null,
        auditId: expect.any(String),
      },
      expect.objectContaining({
        type: 'job.done',
        by: { kind: 'user', name: admin.name },
        job: expect.objectContaining({ jobId, kind: 'topic.delete', state: 'DONE', done: 2, total: 2 }),
      }),
    ])
    for (const { headers, body } of receiver.received) {
      const timestamp = String(headers['x-apogee-timestamp'])
      const expected = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')
      expect(headers['x-apogee-signature']).toBe(`v1=${expected}`)
      expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(60)
    }
  })

  test('gets alarms that fire and that are resolved', async () => {
    await subscribe({ types: ['alarm.firing', 'alarm.resolved'] })
    const rule = await db().alarmRule.findFirst({ where: {} })
    const ruleId = rule?.ruleId ?? 'rule'
    const at = new Date()
    await db().alarmInstance.create({
      data: {
        instanceId: 'i1',
        ruleId,
        ruleName: 'Lag is high',
        level: 'group',
        clusterId,
        objectKey: 'group\npay',
        groupName: 'pay',
        state: 'FIRING',
        metric: 'group.lag',
        unit: 'messages',
        since: at,
        lastSeenAt: at,
        judgedAt: at,
      } as never, // only what the event reads
    })
    for (const transition of ['FIRING', 'REPEAT', 'RESOLVED']) {
      await db().alarmEvent.create({
        data: {
          eventId: `e-${transition}`,
          instanceId: 'i1',
          ruleId,
          clusterId,
          at,
          kind: 'STATE',
          toState: 'FIRING',
          transition,
        },
      })
    }
    await tick()
    expect(events()).toMatchObject([
      {
        type: 'alarm.firing',
        object: { kind: 'group', name: 'pay' },
        alarm: { instanceId: 'i1', ruleName: 'Lag is high' },
      },
      { type: 'alarm.resolved' },
    ])
  })

  test('gets only what is in its scope, and nothing of before it was made or while it was off', async () => {
    await leave({ target: { kind: 'topic', name: 'pay_before' } })
    const here = await subscribe({ types: ['topic.created'], namePattern: 'pay*', clusterIds: [clusterId] })
    await leave({ target: { kind: 'topic', name: 'log_1' } })
    await leave({ target: { kind: 'topic', name: 'pay_1' } })
    await tick()
    expect(events()).toMatchObject([{ object: { name: 'pay_1' } }])
    const patch = (body: object) =>
      callRoute(api.updateEventSubscriptionEndpoint, { token, params: { subscriptionId: here.subscriptionId }, body })
    expect((await patch({ isEnabled: false })).status).toBe(200)
    await leave({ target: { kind: 'topic', name: 'pay_2' } })
    await tick()
    await patch({ isEnabled: true })
    await leave({ target: { kind: 'topic', name: 'pay_3' } })
    await tick()
    expect(events()).toMatchObject([{ object: { name: 'pay_1' } }, { object: { name: 'pay_3' } }])
    expect(await read(here.subscriptionId)).toMatchObject({ sent: '2', lost: '0', waiting: 0 })
  })

  test('is tried again on schedule with the same message, and what came since follows it', async () => {
    const { subscriptionId } = await subscribe({ types: ['topic.created'] })
    await leave({ target: { kind: 'topic', name: 'first' } })
    receiver.next.push({ code: 503, body: 'not now' }, { code: 500, body: secret })
    const now = new Date()
    await tick(now)
    expect(await read(subscriptionId)).toMatchObject({ lastFailure: 'HTTP 503: not now', sent: '0', waiting: 1 })
    await leave({ target: { kind: 'topic', name: 'second' } })
    await tick(new Date(now.getTime() + 4_000))
    expect(receiver.received).toHaveLength(1)
    await tick(new Date(now.getTime() + 6_000))
    expect((await read(subscriptionId)).lastFailure).not.toContain(secret)
    await tick(new Date(now.getTime() + 40_000))
    const ids = sent().map(({ messageId }) => messageId)
    expect(new Set(ids.slice(0, 3)).size).toBe(1)
    const names = sent().map((message) => message.events.map(({ object }) => (object as { name: string }).name))
    expect(names).toEqual([['first'], ['first'], ['first'], ['second']])
    expect(await read(subscriptionId)).toMatchObject({ sent: '2', lost: '0', waiting: 0, nextAt: null })
  })

  test('that refuses for a day loses that message, says so, and goes on with the next', async () => {
    const { subscriptionId } = await subscribe({ types: ['topic.created'] })
    await leave({ target: { kind: 'topic', name: 'poison' } })
    receiver.always = { code: 400, body: 'no' }
    let now = new Date()
    await tick(now)
    await leave({ target: { kind: 'topic', name: 'fine' } })
    while ((await read(subscriptionId)).lost === '0') {
      now = new Date(now.getTime() + 3_600_000)
      await tick(now)
      if (now.getTime() - Date.now() > 30 * 3_600_000) break
    }
    receiver.always = { code: 204 }
    receiver.received.length = 0
    await tick(new Date(now.getTime() + 3_600_000))
    expect(events()).toMatchObject([{ object: { name: 'fine' } }])
    expect(await read(subscriptionId)).toMatchObject({ sent: '1', lost: '1' })
  })

  test('counts as lost what was dropped after three days of silence', async () => {
    const { subscriptionId } = await subscribe({ types: ['topic.created'] })
    await leave()
    receiver.always = { code: 500 }
    const now = new Date()
    await tick(now)
    await forgetEvents(new Date(now.getTime() + 4 * 86_400_000))
    receiver.always = { code: 200 }
    await tick(new Date(now.getTime() + 4 * 86_400_000))
    expect(await read(subscriptionId)).toMatchObject({ sent: '0', lost: '1', waiting: 0 })
  })

  test('gets no event twice from two processes, and from one that is killed while it sends the same message again', async () => {
    await subscribe({ types: ['topic.created'] })
    for (let i = 0; i < 250; i++) await leave({ target: { kind: 'topic', name: `t${i}` } })
    await sealAudit()
    await collectEvents(new Date())
    await Promise.all(['a', 'b', 'c'].map((holder) => sendDueEvents(holder, () => new Date(), signal)))
    const names = events().map(({ object }) => (object as { name: string }).name)
    expect(names).toEqual(Array.from({ length: 250 }, (_, i) => `t${i}`))
    receiver.always = 'silent'
    receiver.received.length = 0
    await leave({ target: { kind: 'topic', name: 'last' } })
    await sealAudit()
    await collectEvents(new Date())
    const victim = fork(path.resolve('lib/events/testing/send-process.ts'), {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    await expect.poll(() => receiver.received.length, { timeout: 60_000 }).toBe(1)
    victim.kill('SIGKILL')
    receiver.always = { code: 200 }
    // Until its lease has ended nobody takes it over.
    await sendDueEvents('another', () => new Date(), signal)
    expect(receiver.received).toHaveLength(1)
    await sendDueEvents('another', () => new Date(Date.now() + 61_000), signal)
    const ids = sent().map(({ messageId }) => messageId)
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  test.each(['169.254.169.254', '10.0.0.1', '[::1]'])(
    'X-19: refuses %s before any socket, unless the egress list names it',
    async (host) => {
      const create = (destination: object, secrets = {}) =>
        callRoute(api.createEventSubscriptionEndpoint, {
          token,
          body: { name: 'x', types: ['audit'], destination, secrets },
        })
      const bare = host.replace(/[[\]]/g, '')
      const hook = await create({ kind: 'WEBHOOK', url: `http://${host}/` }, { hmacSecret: secret })
      const log = await create({ kind: 'SYSLOG', host: bare })
      expect(hook.status).toBe(400)
      expect(await hook.json()).toMatchObject({ fields: [{ path: 'body.destination.url', rule: 'egress' }] })
      expect(await log.json()).toMatchObject({ fields: [{ path: 'body.destination.host', rule: 'egress' }] })
      // Stored before the list was shortened: it is checked again when it is dialled.
      const { subscriptionId } = await subscribe({ types: ['audit'] })
      await db().eventSubscription.update({
        where: { subscriptionId },
        data: { destination: { kind: 'SYSLOG', host: bare, port: 514, protocol: 'TCP', ca: '' } },
      })
      await leave()
      await tick()
      expect((await read(subscriptionId)).lastFailure).toContain('private or loopback address')
    },
  )
})

describe('the audit as a stream', () => {
  test('goes to a webhook row by row, each in full, with its seal and without a secret', async () => {
    await subscribe({ types: ['audit'] })
    await leave({ detail: { secretKey: 'pLaNtEd' }, reason: 'why', before: { a: 1 } })
    await leave({ action: 'topic.delete' }, () => Promise.reject(new AppError('PROTECTED', 'It is protected.')))
    await tick()
    const rows = events()
    expect(rows.map(({ audit, phase }) => [(audit as { action: string }).action, phase])).toEqual([
      ['topic.create', 'OUTCOME'],
      ['topic.delete', 'OUTCOME'],
    ])
    expect(rows[0]).toMatchObject({
      type: 'audit',
      seal: { sealNo: expect.any(String), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      audit: { outcome: 'SUCCESS', before: { a: 1 }, request: { reason: 'why' } },
    })
    expect(rows[1]).toMatchObject({ audit: { outcome: 'REFUSED', error: { code: 'PROTECTED' } } })
    expect(JSON.stringify(rows)).not.toContain('pLaNtEd')
    expect(JSON.stringify(rows)).not.toContain(secret)
  })

  test('U-15 tells an intent whose outcome is not there, and the outcome when it comes', async () => {
    await subscribe({ types: ['audit'] })
    await tick()
    receiver.received.length = 0
    await leave({}, async () => {
      await tick()
      expect(events()).toMatchObject([{ phase: 'INTENT', audit: { outcome: 'UNKNOWN', durationMs: null } }])
    })
    await tick()
    expect(events()).toMatchObject([{ phase: 'INTENT' }, { phase: 'OUTCOME', audit: { outcome: 'SUCCESS' } }])
  })

  test('goes to syslog over TCP, UDP and TLS as RFC 5424 says', async () => {
    const keys = makeKeys()
    const [tcp, tls, udp] = [await listenSyslog(), await listenSyslog(keys), await listenDatagrams()]
    const to = (protocol: string, port: number, rest = {}) =>
      subscribe({
        types: ['audit'],
        secrets: {},
        destination: { kind: 'SYSLOG', host: '127.0.0.1', port, protocol, ...rest },
      })
    const subscriptions = [
      await to('TCP', tcp.port),
      await to('TLS', tls.port, { ca: keys.cert }),
      await to('UDP', udp.port),
    ]
    await tick()
    for (const { received } of [tcp, tls, udp]) received.length = 0
    await leave({ target: { kind: 'topic', name: 'über\n<b>' } })
    await leave({ action: 'topic.delete' }, () => Promise.reject(new AppError('PROTECTED', 'no')))
    // More than a datagram holds.
    await leave({ action: 'topic.update', before: Array.from({ length: 60 }, () => 'x'.repeat(1000)) })
    await tick()
    for (const { subscriptionId } of subscriptions) expect((await read(subscriptionId)).lastFailure).toBeNull()
    await expect.poll(() => udp.received.length).toBe(3)
    for (const { received } of [tcp, tls, udp]) {
      expect(received).toHaveLength(3)
      const parsed = received.map((line) => {
        const match = /^<(\d+)>1 (\S+) (\S+) apogee (\d+) (\S+) - \uFEFF(.*)$/.exec(line)
        expect(match, line).not.toBeNull()
        const [, priority, at, , , id, text] = match ?? []
        expect(at).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        return { priority: Number(priority), id, body: JSON.parse(text ?? '') as Record<string, unknown> }
      })
      expect(parsed).toMatchObject([
        { priority: 13 * 8 + 6, id: 'topic.create', body: { audit: { target: { name: 'über\n<b>' } } } },
        { priority: 13 * 8 + 4, id: 'topic.delete', body: { audit: { outcome: 'REFUSED' } } },
        { priority: 13 * 8 + 6, id: 'topic.update', body: { audit: { outcome: 'SUCCESS' } } },
      ])
    }
    expect(udp.received.every((line) => Buffer.byteLength(line) <= 8192)).toBe(true)
    expect(udp.received[2]).toContain('"isCut":true')
    expect(tcp.received[2]).toContain('xxxx')
    await Promise.all([tcp, tls, udp].map((listener) => listener.close()))
  })

  test('is not given to a server with another certificate, and waits for one that is away', async () => {
    const [keys, others] = [makeKeys(), makeKeys()]
    const listener = await listenSyslog(keys)
    const destination = { kind: 'SYSLOG', host: '127.0.0.1', port: listener.port, protocol: 'TLS', ca: others.cert }
    const { subscriptionId } = await subscribe({ types: ['audit'], secrets: {}, destination })
    await leave()
    const now = new Date()
    await tick(now)
    expect((await read(subscriptionId)).lastFailure).toMatch(/certificate|self.signed/i)
    expect(listener.received).toEqual([])
    await listener.close()
    const patched = await callRoute(api.updateEventSubscriptionEndpoint, {
      token,
      params: { subscriptionId },
      body: { destination: { ...destination, protocol: 'TCP', ca: '' } },
    })
    expect(patched.status).toBe(200)
    await tick(now)
    expect((await read(subscriptionId)).lastFailure).toContain('ECONNREFUSED')
  })
})

describe('the endpoints', () => {
  test('keep secrets write-only, and check what is asked of them', async () => {
    const create = (body: object) => callRoute(api.createEventSubscriptionEndpoint, { token, body })
    const destination = { kind: 'WEBHOOK', url: receiver.url }
    const problems = async (body: object) => {
      const response = await create({
        name: 'n',
        types: ['audit'],
        destination,
        secrets: { hmacSecret: secret },
        ...body,
      })
      expect(response.status).toBe(400)
      return ((await response.json()) as { fields: { path: string; rule: string }[] }).fields.map(({ path }) => path)
    }
    expect(await problems({ secrets: {} })).toEqual(['body.secrets.hmacSecret'])
    expect(await problems({ secrets: { hmacSecret: 'short' } })).toEqual(['body.secrets.hmacSecret'])
    expect(await problems({ types: ['topic.exploded'] })).toEqual(['body.types.0'])
    expect(await problems({ types: [] })).toEqual(['body.types'])
    expect(await problems({ secrets: { hmacSecret: secret, headers: 'x-apogee-signature: mine' } })).toEqual([
      'body.secrets.headers',
    ])
    const { subscriptionId } = await subscribe({
      types: ['audit'],
      secrets: { hmacSecret: secret, headers: 'authorization: Splunk 1234' },
    })
    const shown = await (await callRoute(api.listEventSubscriptionsEndpoint, { token })).text()
    expect(shown).not.toContain(secret)
    expect(shown).not.toContain('Splunk')
    expect(JSON.parse(shown)).toMatchObject({
      total: 1,
      items: [
        {
          subscriptionId,
          secretsKept: { hmacSecret: { lastFour: 'iver' }, headers: { headerNames: ['authorization'] } },
        },
      ],
    })
    const stored = JSON.stringify(await db().eventSubscription.findMany(), (_, value) =>
      typeof value === 'bigint' ? `${value}` : value,
    )
    expect(stored).not.toContain(secret)
  })

  test('change with a revision, and delete with the secrets', async () => {
    const { subscriptionId } = await subscribe({ types: ['job.done'] })
    const secretsBefore = await db().sealedSecret.count()
    const patch = (body: object) =>
      callRoute(api.updateEventSubscriptionEndpoint, { token, params: { subscriptionId }, body })
    const changed = await patch({ types: ['job.done', 'topic.created'], revision: '1' })
    expect(await changed.json()).toMatchObject({ types: ['job.done', 'topic.created'], revision: '2' })
    expect((await patch({ name: 'x', revision: '1' })).status).toBe(409)
    const gone = await callRoute(api.deleteEventSubscriptionEndpoint, { token, params: { subscriptionId } })
    expect(gone.status).toBe(204)
    expect(await db().sealedSecret.count()).toBe(secretsBefore - 1)
    expect((await patch({ name: 'x' })).status).toBe(404)
  })

  test('send a test event and show the answer', async () => {
    const { subscriptionId } = await subscribe({ types: ['job.done'] })
    receiver.next.push({ code: 401, body: `no ${secret}` })
    const response = await callRoute(api.testEventSubscriptionEndpoint, { token, params: { subscriptionId } })
    const result = (await response.json()) as { error: string }
    expect(result).toMatchObject({
      isAccepted: false,
      answer: { code: 401 },
      error: expect.stringContaining('HTTP 401'),
    })
    expect(JSON.stringify(result)).not.toContain(secret)
    expect(events()).toMatchObject([{ type: 'test' }])
  })

  test('give the audit only to whoever may export it', async () => {
    const ctx = workerContext(signal)
    const [grant] = ctx.actor.grants
    if (!grant) throw new Error('the worker has a grant')
    grant.permissions = new Set(['channel:manage'])
    const { createSubscription } = await import('./create-subscription.ts')
    const { updateSubscription } = await import('./update-subscription.ts')
    const { NewEventSubscription } = await import('./schema.ts')
    const input = (types: string[]) =>
      NewEventSubscription.parse({
        name: `by a manager of channels ${types}`,
        types,
        destination: { kind: 'WEBHOOK', url: receiver.url },
        secrets: { hmacSecret: secret },
      })
    await expect(createSubscription(ctx, input(['audit']))).rejects.toMatchObject({
      facts: { permission: 'audit:export' },
    })
    expect(await createSubscription(ctx, input(['job.done']))).toMatchObject({ types: ['job.done'] })
    const { subscriptionId } = await subscribe({ types: ['audit'] })
    const elsewhere = { destination: { kind: 'WEBHOOK' as const, url: `${receiver.url}/mine`, timeoutMs: 5000 } }
    await expect(updateSubscription(ctx, { subscriptionId, secrets: {}, ...elsewhere })).rejects.toMatchObject({
      facts: { permission: 'audit:export' },
    })
  })
})

/** A certificate of this machine, signed by itself. */
function makeKeys(): { key: string; cert: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'apogee-syslog-'))
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  execFileSync('openssl', ['req', '-x509', ...kind, ...subject, '-keyout', key, '-out', cert, '-days', '2'], {
    stdio: 'ignore',
  })
  const made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  rmSync(folder, { recursive: true })
  return made
}
