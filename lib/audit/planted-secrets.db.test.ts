import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { exportAuditEndpoint } from '#lib/audit/api.ts'
import { sealAudit } from '#lib/audit-chain/seal-audit.ts'
import * as clusters from '#lib/clusters/api.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import * as events from '#lib/events/api.ts'
import { collectEvents } from '#lib/events/collect-events.ts'
import { sendDueEvents } from '#lib/events/send-due-events.ts'
import * as notifications from '#lib/notifications/api.ts'
import { type Receiver, startReceiver } from '#lib/notifications/testing/receiver.ts'
import { changePasswordEndpoint } from '#lib/users/account-api.ts'
import { signInEndpoint } from '#lib/users/session-api.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createTokenEndpoint } from '#lib/users/token-api.ts'
import { createUserEndpoint } from '#lib/users/user-api.ts'

process.env.APOGEE_EGRESS_ALLOW = '127.0.0.0/8'
useDatabase()
afterAll(closeAllClusters)

/** Each is typed into another field, or shown once by another answer. */
const planted = (what: string) => `pLaNtEd-${what}-sEcReT-0123456789`
const told: string[] = []
let token: string
let cookie: string
let receiver: Receiver

async function write(endpoint: Pick<Endpoint, 'path' | 'method'>, body: unknown, params: Record<string, string> = {}) {
  const response = await callRoute(endpoint, { token, body, params })
  const text = await response.text()
  // What is refused leaves a row too.
  return { status: response.status, text }
}

beforeAll(async () => {
  const admin = await makePerson('admin')
  token = (await admin.makeToken()).token
  cookie = await admin.signIn()
  told.push(token, admin.password, cookie.split('=').at(-1) ?? '')
  receiver = await startReceiver()
  const stream = {
    name: 'stream',
    types: ['audit'],
    destination: { kind: 'WEBHOOK', url: receiver.url },
    secrets: { hmacSecret: planted('hmac'), headers: `authorization: Bearer ${planted('header')}` },
  }
  expect((await write(events.createEventSubscriptionEndpoint, stream)).status).toBe(201)
  const created = await write(createUserEndpoint, {
    name: 'planted',
    displayName: 'Planted',
    email: 'planted@example.com',
    password: planted('password'),
  })
  expect(created.status, created.text).toBe(201)
  // The wrong one leaves a row as well.
  await callRoute(signInEndpoint, { body: { name: 'planted', password: planted('wrong-password') } })
  const account = { currentPassword: planted('old-password'), newPassword: planted('new-password') }
  await callRoute(changePasswordEndpoint, { cookie, body: account })
  await write(clusters.createClusterEndpoint, {
    name: 'planted',
    environment: 'test',
    nameServers: ['127.0.0.1:1'],
    credentials: { accessKey: 'admin', secretKey: planted('secret-key') },
    tls: { clientKey: `-----BEGIN PRIVATE KEY-----\n${planted('client-key')}\n-----END PRIVATE KEY-----` },
  })
  await write(notifications.createChannelEndpoint, {
    name: 'hook',
    config: { kind: 'WEBHOOK', url: receiver.url },
    secrets: { hmacSecret: planted('channel-hmac'), headers: `x-key: ${planted('channel-header')}` },
  })
  await write(notifications.createChannelEndpoint, {
    name: 'robot',
    config: { kind: 'SLACK', channel: 'x' },
    secrets: { url: `${receiver.url}/${planted('robot-url')}`, botToken: planted('bot-token') },
  })
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString()
  const body = { name: 'made', permissionSet: 'viewer', expiresAt }
  // Only a person makes tokens.
  const made = await callRoute(createTokenEndpoint, { cookie, body })
  expect(made.status).toBe(201)
  told.push(((await made.json()) as { token: string }).token)
  // As a text somewhere, where nobody looks for one.
  await write(clusters.createClusterEndpoint, {
    name: token,
    environment: `Bearer ${planted('bearer')}`,
    nameServers: ['x'],
  })
})
afterAll(() => receiver.close())

const secretsIn = (text: string) => [
  ...(text.match(/pLaNtEd-[\w-]+/g) ?? []),
  ...told.filter((secret) => text.includes(secret)),
]

test.each(['csv', 'ndjson'])('U-16 no secret that was typed or shown is in the audit as %s', async (format) => {
  const text = await (await callRoute(exportAuditEndpoint, { token, body: { format } })).text()
  for (const action of [
    'user.create',
    'session.create',
    'account.change-password',
    'cluster.create',
    'channel.create',
    'token.create',
    'event-subscription.create',
  ]) {
    expect(text).toContain(action)
  }
  expect(told.length).toBeGreaterThan(3)
  expect(secretsIn(text)).toEqual([])
})

test('U-16 nor is one in what is streamed, or in any row of the events', async () => {
  await sealAudit()
  await collectEvents(new Date())
  await sendDueEvents('test', () => new Date(), new AbortController().signal)
  const streamed = receiver.received.map(({ body }) => body).join('\n')
  expect(streamed).toContain('channel.create')
  expect(secretsIn(streamed)).toEqual([])
  const rows: { text: string }[] = await db().$queryRaw`
    select row_to_json(e)::text || row_to_json(s)::text as text from outgoing_events e cross join event_subscriptions s`
  expect(secretsIn(rows.map(({ text }) => text).join('\n'))).toEqual([])
})
