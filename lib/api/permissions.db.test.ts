import { globSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute, type RouteInput, routeFile } from '#lib/api/testing/call-route.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { type BuiltInSet, builtInSets, isAboutObjects, type Permission } from '#lib/users/permissions.ts'
import { makePerson } from '#lib/users/testing/people.ts'

useDatabase()

const sets = Object.keys(builtInSets) as BuiltInSet[] // the keys of a constant
const identities = ['nobody', ...sets, ...sets.map((set) => `${set} token` as const)] as const
type IdentityName = (typeof identities)[number]
const credentials = new Map<IdentityName, Pick<RouteInput, 'cookie' | 'token'>>()
let outsider: Pick<RouteInput, 'cookie'>

beforeAll(async () => {
  credentials.set('nobody', {})
  for (const set of sets) {
    const person = await makePerson(set)
    credentials.set(set, { cookie: await person.signIn() })
    credentials.set(`${set} token`, { token: (await person.makeToken()).token })
  }
  const scoped = await makePerson('operator', { scope: { clusters: { clusterIds: ['rmq-bbbbbbbb'] } } })
  outsider = { cookie: await scoped.signIn() }
})

const placeholders: Readonly<Record<string, string>> = {
  clusterId: 'rmq-aaaaaaaa',
  brokerId: '0',
  jobId: '1',
  scenario: 'decoupling',
}

/** Placeholders: whoever is let in meets bad input or a cluster that is not there, so nothing happens. */
function inputOf(endpoint: Endpoint): RouteInput {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const params = Object.fromEntries(names.map((name) => [name, placeholders[name] ?? 'x']))
  return { params, ...(endpoint.body && { body: {} }) }
}

const title = (endpoint: Endpoint) => `${endpoint.method} ${endpoint.path}`
const isSignOut = (endpoint: Endpoint) => title(endpoint) === 'DELETE /api/v1/session'
/** Sign-out comes last: it ends the sessions that the others use. */
const inOrder = endpoints.toSorted((a, b) => Number(isSignOut(a)) - Number(isSignOut(b)))

function expected(endpoint: Endpoint, identity: IdentityName): 401 | 403 | 'let in' {
  if (endpoint.permission === 'public') return 'let in'
  if (identity === 'nobody') return 401
  if (endpoint.permission === 'signed-in') return 'let in'
  const held: readonly Permission[] = builtInSets[identity.split(' ')[0] as BuiltInSet] // named after the set
  return held.includes(endpoint.permission) ? 'let in' : 403
}

const rows = inOrder.flatMap((endpoint) => identities.map((identity) => [title(endpoint), identity, endpoint] as const))

test.each(rows)('U-2 %s as %s', async (_title, identity, endpoint) => {
  const response = await callRoute(endpoint, { ...inputOf(endpoint), ...credentials.get(identity) })
  const { status } = response
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(response.headers.get('cache-control')).toBe('no-store')
  const wanted = expected(endpoint, identity)
  if (wanted === 'let in') {
    expect([401, 403, 500, 503]).not.toContain(status)
    return
  }
  expect(status).toBe(wanted)
  const problem: unknown = await response.json()
  expect(problem).toMatchObject({
    code: wanted === 401 ? 'UNAUTHENTICATED' : 'FORBIDDEN',
    ...(wanted === 403 && { permission: endpoint.permission }),
  })
})

describe.each(sets.flatMap((set) => (['session', 'token'] as const).map((by) => [set, by] as const)))(
  'U-4 %s of the topic and group x alone, by %s',
  (set, by) => {
    let narrow: Pick<RouteInput, 'cookie' | 'token'>
    beforeAll(async () => {
      const scope = { clusters: { clusterIds: ['rmq-aaaaaaaa'] }, topics: ['x'], groups: ['x'] }
      const person = await makePerson(set, { scope })
      narrow = by === 'session' ? { cookie: await person.signIn() } : { token: (await person.makeToken()).token }
    })
    const held: readonly Permission[] = builtInSets[set]
    const ofCluster = endpoints.filter(({ path: of }) => of.includes('{clusterId}'))
    const statusOf = async (endpoint: Endpoint, name: string) => {
      const input = inputOf(endpoint)
      const names = Object.entries(input.params ?? {}).map(([key, value]) => [key, value === 'x' ? name : value])
      return callRoute(endpoint, { ...input, ...narrow, params: Object.fromEntries(names) })
    }

    test('has in the scope what the set has, and nothing that is about the whole cluster', async () => {
      for (const endpoint of ofCluster) {
        if (endpoint.permission === 'public' || endpoint.permission === 'signed-in') continue
        const { status } = await statusOf(endpoint, 'x')
        const isHeld = held.includes(endpoint.permission)
        if (!isHeld) expect([title(endpoint), status]).toEqual([title(endpoint), 403])
        // Bad input is met before the verb, which refuses; there is no such cluster, so nothing else could be met.
        else if (!isAboutObjects(endpoint.permission)) expect([400, 403], title(endpoint)).toContain(status)
        else expect([401, 500, 503], title(endpoint)).not.toContain(status)
      }
    })

    test('finds nothing out of the scope', async () => {
      for (const endpoint of ofCluster.filter(({ path: of }) => /\{(topicName|groupName)\}/.test(of))) {
        const response = await statusOf(endpoint, 'y')
        const { detail } = (await response.json()) as { detail: string }
        expect([title(endpoint), response.status, detail]).toEqual([
          title(endpoint),
          404,
          expect.stringMatching(/^There is no (topic|group) y\.$/),
        ])
      }
    })
  },
)

const writes = endpoints.filter((endpoint) => endpoint.method !== 'GET' && !endpoint.isRead)

test.each(writes.map((endpoint) => [title(endpoint), endpoint] as const))(
  '%s declares how it is audited',
  (_title, endpoint) => {
    expect(endpoint.audit).toBeDefined()
  },
)

test('U-19 nothing is done for a foreign page, whoever’s cookie it comes with', async () => {
  const cookie = await (await makePerson('admin')).signIn()
  const foreign: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-site', origin: 'http://other.localhost:3000' },
    { 'sec-fetch-site': '', origin: 'null' },
    { 'sec-fetch-site': '' },
  ]
  for (const endpoint of endpoints.filter(({ method }) => method !== 'GET')) {
    for (const headers of foreign) {
      const response = await callRoute(endpoint, { ...inputOf(endpoint), cookie, headers })
      const { code, detail } = (await response.json()) as { code: string; detail: string }
      expect([title(endpoint), response.status, code]).toEqual([title(endpoint), 403, 'FORBIDDEN'])
      expect(detail).toMatch(/^The request (has no Origin|comes from )/)
      expect(response.headers.getSetCookie()).toEqual([])
    }
  }
})

test('no endpoint takes JSON that is too deep or too large, and no audit keeps it', async () => {
  const person = await makePerson('admin')
  const cookie = await person.signIn()
  const viewer = await credentialsOfNewViewer()
  const deep = `{"x":${'['.repeat(100_000)}`
  let address = 0
  const large = `{"x":"${'x'.repeat(8 * 1024 * 1024)}"}`
  for (const endpoint of endpoints.filter(({ body }) => body)) {
    for (const [body, rule] of [
      [deep, 'tooDeep'],
      [large, 'tooLong'],
    ] as const) {
      // How often anybody may call what is public is limited, too.
      const headers = { 'x-forwarded-for': `2001:db8::${++address}` }
      const response = await callRoute(endpoint, { ...inputOf(endpoint), cookie, headers, body })
      const { fields } = (await response.json()) as { fields?: { path: string; rule: string }[] }
      expect([title(endpoint), response.status, fields?.map((field) => field.rule)]).toEqual([
        title(endpoint),
        400,
        [rule],
      ])
      if (expected(endpoint, 'viewer') === 403) {
        expect((await callRoute(endpoint, { ...inputOf(endpoint), ...viewer, body })).status).toBe(403)
      }
    }
  }
  const [kept] = await db().$queryRaw<{ bytes: bigint }[]>`select max(length(request::text)) as bytes from audit_events`
  expect(Number(kept?.bytes)).toBeLessThan(300_000)
})

describe('X-8 U-14 a refused write', () => {
  const refused = writes.filter((endpoint) => expected(endpoint, 'viewer') === 403)
  test.each(refused.map((endpoint) => [title(endpoint), endpoint] as const))(
    '%s as viewer leaves one REFUSED row',
    async (_title, endpoint) => {
      const viewer = await credentialsOfNewViewer()
      const response = await callRoute(endpoint, { ...inputOf(endpoint), ...viewer })
      expect(response.status).toBe(403)
      const found = await db().auditEvent.findMany({
        where: { requestId: response.headers.get('x-request-id') ?? '' },
        include: { outcome: true },
      })
      expect(found).toHaveLength(1)
      expect(found[0]).toMatchObject({
        auditId: response.headers.get('x-audit-id'),
        action: endpoint.audit?.action,
        permission: endpoint.permission,
        outcome: { outcome: 'REFUSED', error: { code: 'FORBIDDEN' } },
      })
    },
  )

  const inCluster = endpoints.filter((endpoint) => endpoint.path.includes('{clusterId}'))
  test.each(inCluster.map((endpoint) => [title(endpoint), endpoint] as const))(
    '%s outside the scope reads like an unknown cluster',
    async (_title, endpoint) => {
      const response = await callRoute(endpoint, { ...inputOf(endpoint), ...outsider })
      expect(response.status).toBe(404)
      expect(await response.json()).toMatchObject({ code: 'NOT_FOUND', detail: 'There is no cluster rmq-aaaaaaaa.' })
      const found = await db().auditEvent.findMany({ where: { requestId: response.headers.get('x-request-id') ?? '' } })
      expect(found).toHaveLength(endpoint.audit ? 1 : 0)
    },
  )

  test('of nobody is summed: one row per address and minute', async () => {
    const endpoint = writes.find((each) => each.permission !== 'public')
    if (!endpoint) throw new Error('there is no write')
    const headers = { 'x-forwarded-for': '203.0.113.99' }
    for (let i = 0; i < 5; i++) {
      expect((await callRoute(endpoint, { ...inputOf(endpoint), headers })).status).toBe(401)
    }
    const found = await db().auditEvent.count({ where: { address: '203.0.113.99' } })
    // Two when the clock passes a full minute on the way.
    expect(found).toBeGreaterThanOrEqual(1)
    expect(found).toBeLessThanOrEqual(2)
  })
})

async function credentialsOfNewViewer() {
  return { token: (await (await makePerson('viewer')).makeToken()).token }
}

test('every route under /api/v1 is an endpoint, and every endpoint a route', async () => {
  const declared = endpoints.map((endpoint) => `${endpoint.method} ${path.relative('.', routeFile(endpoint))}`)
  const served: string[] = []
  for (const file of globSync('app/api/v1/**/route.ts')) {
    const route = (await import(/* @vite-ignore */ path.resolve(file))) as Record<string, unknown> // what a route file exports
    for (const method of Object.keys(route)) if (/^[A-Z]+$/.test(method)) served.push(`${method} ${file}`)
  }
  expect(served.toSorted()).toEqual(declared.toSorted())
  expect(new Set(declared).size).toBe(declared.length)
})
