import { beforeAll, describe, expect, test } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import {
  changePasswordEndpoint,
  endOwnSessionEndpoint,
  getAccountEndpoint,
  listOwnSessionsEndpoint,
  updateAccountEndpoint,
} from '#lib/users/account-api.ts'
import { getSessionEndpoint, signInEndpoint, signOutEndpoint } from '#lib/users/session-api.ts'
import { makePerson, type Person } from '#lib/users/testing/people.ts'

useDatabase()

let address = 0
/** A new address for each try, where the lock by address is not what is tested. */
const elsewhere = () => ({ 'x-forwarded-for': `198.51.100.${++address}` })
const signIn = (name: string, password: string, headers: Record<string, string> = elsewhere(), cookie?: string) =>
  callRoute(signInEndpoint, { body: { name, password }, headers, cookie })
const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')

/** Failures that sign-in has counted already; each real one costs a memory-hard hash. */
const failBefore = (subject: string, count: number) =>
  db().signInFailure.createMany({ data: Array.from({ length: count }, () => ({ subject })) })

beforeAll(async () => {
  await makePerson('admin')
})

describe('a sign-in', () => {
  test('U-3 opens a session with a new id, ends the one before, and sets a cookie that scripts cannot read', async () => {
    const person = await makePerson('viewer')
    const first = await signIn(person.name, person.password)
    expect(first.status).toBe(200)
    const flags = first.headers.getSetCookie()[0] ?? ''
    for (const flag of ['HttpOnly', 'SameSite=Lax', 'Path=/']) expect(flags).toContain(flag)
    const second = await signIn(person.name.toUpperCase(), person.password, elsewhere(), cookieOf(first))
    expect(second.status).toBe(200)
    expect(cookieOf(second)).not.toBe(cookieOf(first))
    expect((await callRoute(getSessionEndpoint, { cookie: cookieOf(first) })).status).toBe(401)
    expect((await callRoute(getSessionEndpoint, { cookie: cookieOf(second) })).status).toBe(200)
    expect(await db().session.count({ where: { userId: person.userId } })).toBe(1)
    const rows = await db().auditEvent.findMany({
      where: { action: 'session.create', actorId: person.userId },
      include: { outcome: true },
    })
    expect(rows.map((row) => row.outcome?.outcome)).toEqual(['SUCCESS', 'SUCCESS'])
    expect(JSON.stringify(rows.map((row) => row.request))).not.toContain(person.password)
  })

  test('answers a wrong password, an unknown name and a disabled user in the same words', async () => {
    const person = await makePerson('viewer')
    const disabled = await makePerson('viewer')
    await db().user.update({ where: { id: disabled.userId }, data: { status: 'disabled' } })
    const answers = await Promise.all([
      signIn(person.name, 'wrong'),
      signIn(person.name, 'x'.repeat(200)),
      signIn('no-such-person', 'wrong'),
      signIn('Not A Name!', 'wrong'),
      signIn(disabled.name, disabled.password),
    ])
    const bodies = await Promise.all(answers.map(async (response) => ({ ...(await response.json()), requestId: '' })))
    expect(answers.map((response) => response.status)).toEqual([401, 401, 401, 401, 401])
    expect(new Set(bodies.map((each) => JSON.stringify(each))).size).toBe(1)
    expect(answers.flatMap((response) => response.headers.getSetCookie())).toEqual([])
    expect(await db().session.count({ where: { userId: disabled.userId } })).toBe(0)
  })

  test('U-2 takes as long for an unknown name as for a wrong password', async () => {
    const person = await makePerson('viewer')
    const fastest = { wrong: Number.POSITIVE_INFINITY, unknown: Number.POSITIVE_INFINITY }
    const measure = async (kind: keyof typeof fastest, name: string) => {
      await db().signInFailure.deleteMany()
      const startedAt = process.cpuUsage()
      await signIn(name, 'wrong password')
      const { user, system } = process.cpuUsage(startedAt)
      fastest[kind] = Math.min(fastest[kind], user + system)
    }
    // Of the processor, in turns, and the fastest of each: what else runs on the machine says nothing about a sign-in.
    const ratio = () => fastest.unknown / fastest.wrong
    for (let i = 0; i < 40 && (i < 10 || ratio() < 0.8 || ratio() > 1.2); i++) {
      await measure('wrong', person.name)
      await measure('unknown', `nobody-${address}`)
    }
    expect(ratio()).toBeGreaterThan(0.8)
    expect(ratio()).toBeLessThan(1.2)
  })

  test('does not keep what was typed where no user has that name', async () => {
    await signIn('my-Secret-Password-1', 'x')
    const rows = await db().auditEvent.findMany({
      where: { action: 'session.create' },
      orderBy: { sequence: 'desc' },
      take: 1,
    })
    expect(rows[0]?.targetName).toBe('(unknown name)')
    expect(JSON.stringify(rows[0]?.request).toLowerCase()).not.toContain('my-secret')
  })
})

describe('the lock', () => {
  test('U-2 comes with the fifth wrong password, holds against the right one, is audited, and is alike for unknown names', async () => {
    const person = await makePerson('viewer')
    for (const name of [person.name, 'nobody-at-all']) {
      await failBefore(`name:${name}`, 4)
      expect((await signIn(name, 'wrong')).status).toBe(401)
      const sixth = await signIn(name, name === person.name ? person.password : 'wrong')
      expect(sixth.status).toBe(429)
      const problem: unknown = await sixth.json()
      expect(problem).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) })
      const { retryAfterMs } = problem as { retryAfterMs: number }
      expect(retryAfterMs).toBeGreaterThan(14 * 60_000)
      expect(retryAfterMs).toBeLessThanOrEqual(15 * 60_000)
    }
    expect(await db().auditEvent.count({ where: { action: 'user.lock', targetName: person.name } })).toBe(1)
    await db().$executeRaw`update sign_in_failures set at = at - interval '16 minutes'`
    expect((await signIn(person.name, person.password)).status).toBe(200)
  })

  test('holds for an address after twenty wrong passwords for any names', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.77' }
    const person = await makePerson('viewer')
    await failBefore('address:192.0.2.77', 19)
    expect((await signIn('guess', 'wrong', headers)).status).toBe(401)
    expect((await signIn(person.name, person.password, headers)).status).toBe(429)
    expect((await signIn(person.name, person.password)).status).toBe(200)
  })

  test('does not hold after four, and a good sign-in starts the count anew', async () => {
    const person = await makePerson('viewer')
    for (let round = 0; round < 2; round++) {
      await failBefore(`name:${person.name}`, 3)
      await signIn(person.name, 'wrong')
      expect((await signIn(person.name, person.password)).status).toBe(200)
    }
  })

  test('requests of one address are limited before any password is hashed', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.99' }
    await db().rateLimitWindow.create({
      data: {
        subject: 'public:192.0.2.99',
        windowStart: new Date(Math.floor(Date.now() / 60_000) * 60_000),
        count: 60,
      },
    })
    expect((await signIn('kim', 'x', headers)).status).toBe(429)
  })
})

describe('a session', () => {
  let person: Person
  let cookie: string
  const status = async () => (await callRoute(getSessionEndpoint, { cookie })).status
  const age = (data: { lastSeenAt?: Date; createdAt?: Date; expiresAt?: Date }) =>
    db().session.updateMany({ where: { userId: person.userId }, data })
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000)
  const open = async () => {
    person = await makePerson('operator')
    cookie = await person.signIn()
  }

  test('ends 12 hours after the last request', async () => {
    await open()
    await age({ lastSeenAt: hoursAgo(11.9) })
    expect(await status()).toBe(200)
    await age({ lastSeenAt: hoursAgo(12.1) })
    expect(await status()).toBe(401)
    expect(await db().session.count({ where: { userId: person.userId } })).toBe(0)
  })

  test('ends 7 days after sign-in however busy it was', async () => {
    await open()
    await age({ createdAt: hoursAgo(7 * 24 + 1) })
    expect(await status()).toBe(401)
  })

  test('ends by its own date', async () => {
    await open()
    await age({ expiresAt: hoursAgo(0.1) })
    expect(await status()).toBe(401)
  })

  test('ends at once when the user is disabled', async () => {
    await open()
    await db().user.update({ where: { id: person.userId }, data: { status: 'disabled' } })
    expect(await status()).toBe(401)
  })

  test('is seen at most once a minute', async () => {
    await open()
    const seen = async () => (await db().session.findFirstOrThrow({ where: { userId: person.userId } })).lastSeenAt
    const before = await seen()
    await status()
    expect(await seen()).toEqual(before)
    await age({ lastSeenAt: new Date(Date.now() - 61_000) })
    await status()
    expect((await seen()).getTime()).toBeGreaterThan(Date.now() - 30_000)
  })

  test('cannot be forged', async () => {
    await open()
    const forged = cookie.replace(/=(.)/, (_all, first: string) => `=${first === 'a' ? 'b' : 'a'}`)
    expect((await callRoute(getSessionEndpoint, { cookie: forged })).status).toBe(401)
    expect((await callRoute(getSessionEndpoint, { cookie: 'apogee.session_token=x.y' })).status).toBe(401)
  })

  test('is listed with its device, and can be ended; those of others cannot', async () => {
    await open()
    const other = await person.signIn()
    const response = await callRoute(listOwnSessionsEndpoint, { cookie })
    const { items, total } = (await response.json()) as {
      items: { sessionId: string; isCurrent: boolean; agent: string }[]
      total: number
    }
    expect(total).toBe(2)
    expect(items.filter((each) => each.isCurrent)).toHaveLength(1)
    expect(items[0]).toMatchObject({ address: '203.0.113.7', agent: 'test' })
    const sessionId = items.find((each) => !each.isCurrent)?.sessionId ?? ''
    const stranger = await (await makePerson('admin')).signIn()
    expect((await callRoute(endOwnSessionEndpoint, { cookie: stranger, params: { sessionId } })).status).toBe(404)
    expect((await callRoute(endOwnSessionEndpoint, { cookie, params: { sessionId } })).status).toBe(204)
    expect((await callRoute(getSessionEndpoint, { cookie: other })).status).toBe(401)
  })

  test('ends by signing out, which takes the cookie back', async () => {
    await open()
    const response = await callRoute(signOutEndpoint, { cookie })
    expect(response.status).toBe(200)
    expect(response.headers.getSetCookie()[0]).toContain('Max-Age=0')
    expect(response.headers.get('x-audit-id')).not.toBeNull()
    expect(await status()).toBe(401)
  })
})

describe('the account', () => {
  test('keeps preferences, refuses bad ones, and notices a change in between', async () => {
    const person = await makePerson('viewer')
    const cookie = await person.signIn()
    const patch = (body: object) => callRoute(updateAccountEndpoint, { cookie, body })
    const before = (await (await callRoute(getAccountEndpoint, { cookie })).json()) as { revision: string }
    const changed = await patch({
      language: 'zh-CN',
      theme: 'dark',
      timeZone: 'Asia/Shanghai',
      density: 28,
      refreshMs: 0,
      revision: before.revision,
    })
    expect(changed.status).toBe(200)
    expect(await changed.json()).toMatchObject({
      language: 'zh-CN',
      theme: 'dark',
      timeZone: 'Asia/Shanghai',
      density: 28,
      refreshMs: 0,
    })
    expect((await patch({ theme: 'light', revision: before.revision })).status).toBe(409)
    expect((await patch({ timeZone: null })).status).toBe(200)
    for (const bad of [
      { timeZone: 'Mars/Base' },
      { density: 31 },
      { language: 'fr' },
      { name: 'other' },
      { email: 'x' },
      { status: 'active' },
    ]) {
      expect((await patch(bad)).status).toBe(400)
    }
    const other = await makePerson('viewer')
    const taken = await patch({ email: `${other.name}@example.com` })
    expect(taken.status).toBe(409)
    expect(await taken.json()).toMatchObject({ fields: [{ path: 'body.email', rule: 'taken' }] })
    const row = await db().auditEvent.findFirstOrThrow({
      where: { action: 'account.update', actorId: person.userId },
      orderBy: { sequence: 'asc' },
      include: { outcome: true },
    })
    expect(row.outcome).toMatchObject({ outcome: 'SUCCESS', before: { theme: 'auto' }, after: { theme: 'dark' } })
  })

  test('changes the password, ends the other sessions, and keeps no password in the audit', async () => {
    const person = await makePerson('viewer')
    const cookie = await person.signIn()
    const other = await person.signIn()
    const change = (currentPassword: string, newPassword: string) =>
      callRoute(changePasswordEndpoint, { cookie, body: { currentPassword, newPassword } })
    const newPassword = 'seven dry yellow lanterns'
    const wrong = await change('not it', newPassword)
    expect(await wrong.json()).toMatchObject({
      status: 400,
      fields: [{ path: 'body.currentPassword', rule: 'wrongPassword' }],
    })
    expect((await change(person.password, 'short')).status).toBe(400)
    expect((await change(person.password, 'Password2026!')).status).toBe(400)
    expect((await change(person.password, newPassword)).status).toBe(204)
    expect((await callRoute(getSessionEndpoint, { cookie })).status).toBe(200)
    expect((await callRoute(getSessionEndpoint, { cookie: other })).status).toBe(401)
    expect((await signIn(person.name, person.password)).status).toBe(401)
    expect((await signIn(person.name, newPassword)).status).toBe(200)
    const rows = await db().auditEvent.findMany({ where: { actorId: person.userId }, include: { outcome: true } })
    const text = JSON.stringify(rows, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value))
    for (const secret of [person.password, newPassword, 'not it']) expect(text).not.toContain(secret)
  })

  test('locks after five wrong current passwords, so that a stolen session cannot guess', async () => {
    const person = await makePerson('viewer')
    const cookie = await person.signIn()
    const headers = elsewhere()
    const body = { currentPassword: 'guess', newPassword: 'seven dry yellow lanterns' }
    await failBefore(`name:${person.name}`, 4)
    expect((await callRoute(changePasswordEndpoint, { cookie, body, headers })).status).toBe(400)
    expect(
      (
        await callRoute(changePasswordEndpoint, {
          cookie,
          body: { ...body, currentPassword: person.password },
          headers,
        })
      ).status,
    ).toBe(429)
  })
})
