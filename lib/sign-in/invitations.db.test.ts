import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createChannelEndpoint } from '#lib/notifications/api.ts'
import { inviteUserEndpoint, openPasswordLinkEndpoint, setPasswordByLinkEndpoint } from '#lib/sign-in/api.ts'
import { getSessionEndpoint, signInEndpoint } from '#lib/users/session-api.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'
import { createUserEndpoint, getUserEndpoint } from '#lib/users/user-api.ts'

useDatabase()
process.env.APOGEE_EGRESS_ALLOW = '127.0.0.0/8'

let admin: Person
let cookie: string
const mails: ParsedMail[] = []
const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData: (stream, _session, done) =>
    void simpleParser(stream).then((mail) => {
      mails.push(mail)
      done()
    }),
})

beforeAll(async () => {
  admin = await makePerson('admin')
  cookie = await admin.signIn()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(() => new Promise<void>((resolve) => server.close(resolve)))

const password = 'nine wet green umbrellas'
const invite = (userId: string, body: object = {}) =>
  callRoute(inviteUserEndpoint, { cookie, params: { userId }, body })
const tokenOf = (link: string) => link.split('#')[1] ?? ''
let address = 0
const from = () => ({ 'x-forwarded-for': `198.51.100.${++address}` })
const open = (token: string) => callRoute(openPasswordLinkEndpoint, { body: { token }, headers: from() })
const use = (token: string, chosen = password) =>
  callRoute(setPasswordByLinkEndpoint, { body: { token, password: chosen }, headers: from() })
const signIn = (name: string, chosen = password) =>
  callRoute(signInEndpoint, { body: { name, password: chosen }, headers: from() })

test('U-9 somebody is invited: the link shows once, works once, and then they can sign in', async () => {
  const created = await callRoute(createUserEndpoint, { cookie, body: { name: 'dana', email: 'dana@example.com' } })
  const user = (await created.json()) as { userId: string; status: string }
  expect(user.status).toBe('invited')
  expect((await signIn('dana', 'anything at all')).status).toBe(401)
  const invited = (await (await invite(user.userId)).json()) as { kind: string; link: string; expiresAt: string }
  expect(invited.kind).toBe('INVITATION')
  expect(invited.link).toMatch(/^http:\/\/localhost:3000\/set-password#[\w-]{43}$/)
  expect(new Date(invited.expiresAt).getTime() - Date.now()).toBeGreaterThan(23.9 * 3_600_000)
  const token = tokenOf(invited.link)
  expect(await (await open(token)).json()).toMatchObject({ kind: 'INVITATION', name: 'dana' })
  expect((await use(token, 'dana-dana-dana')).status).toBe(400)
  expect((await use(token)).status).toBe(204)
  expect((await use(token)).status).toBe(404)
  expect((await open(token)).status).toBe(404)
  expect((await signIn('dana')).status).toBe(200)
  const told = await callRoute(getUserEndpoint, { cookie, params: { userId: user.userId } })
  expect(await told.json()).toMatchObject({ status: 'active' })
  const kept = JSON.stringify([
    await db().$queryRaw`select row_to_json(t)::text from audit_events t`,
    await db().$queryRaw`select row_to_json(t)::text from audit_outcomes t`,
    await db().$queryRaw`select row_to_json(t)::text from password_links t`,
  ])
  for (const secret of [token, password]) expect(kept).not.toContain(secret)
  const actions = await db().auditEvent.findMany({ where: { targetName: 'dana' }, orderBy: { sequence: 'asc' } })
  expect(actions.map(({ action }) => action)).toEqual(
    expect.arrayContaining(['user.create', 'user.invite', 'user.set-password', 'session.create']),
  )
})

test('a reset link ends the sessions and the link before it, and leaves the password alone until it is used', async () => {
  const person = await makePerson('viewer')
  const before = await person.signIn()
  const first = (await (await invite(person.userId)).json()) as { kind: string; link: string }
  expect(first.kind).toBe('RESET')
  const second = (await (await invite(person.userId)).json()) as { link: string }
  expect((await use(tokenOf(first.link))).status).toBe(404)
  expect((await callRoute(getSessionEndpoint, { cookie: before })).status).toBe(200)
  expect((await use(tokenOf(second.link))).status).toBe(204)
  expect((await callRoute(getSessionEndpoint, { cookie: before })).status).toBe(401)
  expect((await signIn(person.name, person.password)).status).toBe(401)
  expect((await signIn(person.name)).status).toBe(200)
})

test('a link is used once, also of two at once, and leads here whatever host a request names', async () => {
  const person = await makePerson('viewer')
  const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' }
  const response = await callRoute(inviteUserEndpoint, { cookie, params: { userId: person.userId }, body: {}, headers })
  const { link } = (await response.json()) as { link: string }
  expect(link).toMatch(/^http:\/\/localhost:3000\/set-password#/)
  const answers = await Promise.all([use(tokenOf(link)), use(tokenOf(link)), use(tokenOf(link))])
  expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 404, 404])
  const replayed = await use(tokenOf(link), 'somebody else has chosen it')
  const madeUp = await use('x'.repeat(43))
  expect({ ...(await replayed.json()), requestId: '' }).toEqual({ ...(await madeUp.json()), requestId: '' })
  expect((await signIn(person.name)).status).toBe(200)
})

test('a link runs out after 24 hours, and with the user', async () => {
  const person = await makePerson('viewer')
  const { link } = (await (await invite(person.userId)).json()) as { link: string }
  await db().user.update({ where: { id: person.userId }, data: { status: 'disabled' } })
  expect((await open(tokenOf(link))).status).toBe(404)
  await db().user.update({ where: { id: person.userId }, data: { status: 'active' } })
  expect((await open(tokenOf(link))).status).toBe(200)
  await db().passwordLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
  expect((await use(tokenOf(link))).status).toBe(404)
})

test('nobody gets a link for somebody who may do more, and a viewer none at all', async () => {
  const forAnHour = await makePerson('admin', { endsAt: new Date(Date.now() + 3_600_000) })
  const params = { userId: admin.userId }
  const wider = await callRoute(inviteUserEndpoint, { cookie: await forAnHour.signIn(), params, body: {} })
  expect(wider.status).toBe(403)
  const viewer = await makePerson('viewer')
  expect((await callRoute(inviteUserEndpoint, { cookie: await viewer.signIn(), params, body: {} })).status).toBe(403)
})

test('a link goes by mail where a channel is named, and is then not answered', async () => {
  const { port } = server.server.address() as { port: number } // it listens
  const config = {
    kind: 'EMAIL',
    host: '127.0.0.1',
    port,
    tls: 'NONE',
    from: 'apogee@example.com',
    to: ['ops@example.com'],
  }
  const channel = await callRoute(createChannelEndpoint, { cookie, body: { name: 'Mail', config, secrets: {} } })
  expect(channel.status, await channel.clone().text()).toBe(201)
  const { channelId } = (await channel.json()) as { channelId: string }
  const person = await makePerson('viewer')
  const sent = (await (await invite(person.userId, { channelId })).json()) as { link: null; sentTo: string }
  expect(sent).toMatchObject({ link: null, sentTo: `${person.name}@example.com` })
  const mail = mails.at(-1)
  expect(mail?.text).toContain(person.name)
  const link = /http:\/\/localhost:3000\/set-password#[\w-]{43}/.exec(mail?.text ?? '')?.[0] ?? ''
  expect((await open(tokenOf(link))).status).toBe(200)
})
