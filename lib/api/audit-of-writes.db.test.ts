import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute, type RouteInput } from '#lib/api/testing/call-route.ts'
import { sampleInput } from '#lib/api/testing/sample-input.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { makePerson } from '#lib/users/testing/people.ts'

useDatabase()
afterAll(closeAllClusters)

/** Of a cluster that is registered and does not answer: what needs a broker fails there, the rest goes through. */
let clusterId: string
let viewer: { token: string }
let admin: { token: string; cookie: string }

beforeAll(async () => {
  clusterId = (await registerCluster()).clusterId
  viewer = await (await makePerson('viewer')).makeToken()
})
beforeEach(async () => {
  // A new one for each: some writes end the session, or the user.
  const person = await makePerson('admin')
  admin = { token: (await person.makeToken()).token, cookie: await person.signIn() }
})

const title = (endpoint: Endpoint) => `${endpoint.method} ${endpoint.path}`
const writes = endpoints.filter(
  (endpoint) => endpoint.method !== 'GET' && !endpoint.isRead && endpoint.permission !== 'public',
)
const rows = writes.map((endpoint) => [title(endpoint), endpoint] as const)

/** What is deleted, changed or moved is not there, for its own tests do that; what is created or started is. */
function inputOf(endpoint: Endpoint): RouteInput {
  const names = [...endpoint.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '')
  const known: Record<string, string> = { clusterId, brokerId: '0', jobId: '1', scenario: 'decoupling' }
  return {
    params: Object.fromEntries(names.map((name) => [name, known[name] ?? 'x'])),
    ...(endpoint.body && { body: sampleInput(endpoint.body) }),
  }
}

async function rowsOf(response: Response) {
  return db().auditEvent.findMany({
    where: { requestId: response.headers.get('x-request-id') ?? '' },
    include: { outcome: true },
  })
}

const refusals = ['UNAUTHENTICATED', 'FORBIDDEN', 'READ_ONLY', 'PROTECTED', 'RATE_LIMITED']

/** The row must say what the caller was told. */
function outcomeOf(status: number, code: string | undefined): string[] {
  if (status === 207) return ['PARTIAL']
  if (code === undefined) return ['SUCCESS']
  if (refusals.includes(code)) return ['REFUSED']
  // Sent and not answered is not known; never sent has failed.
  return code === 'CLUSTER_TIMEOUT' ? ['UNKNOWN', 'FAILED'] : ['FAILED']
}

test.each(rows)('U-14 %s as administrator leaves one row, with what became of it', async (_title, endpoint) => {
  // Sessions, for some are about the own one.
  const response = await callRoute(endpoint, { ...inputOf(endpoint), cookie: admin.cookie })
  const { status } = response
  expect(status).not.toBe(500)
  const problem = status >= 400 ? ((await response.json()) as { code: string }) : undefined
  const found = await rowsOf(response)
  expect(found).toHaveLength(1)
  const [row] = found
  expect(row).toMatchObject({
    auditId: response.headers.get('x-audit-id'),
    action: endpoint.audit?.action,
    actorKind: 'user',
    sessionId: expect.any(String),
    address: '203.0.113.7',
    ...(endpoint.path.includes('{clusterId}') && { clusterId }),
  })
  expect(outcomeOf(status, problem?.code)).toContain(row?.outcome?.outcome)
  if (problem) expect(row?.outcome?.error).toMatchObject({ code: problem.code })
})

test.each(rows.filter(([, { permission }]) => permission !== 'signed-in'))(
  'U-14 %s as viewer leaves one row: refused',
  async (_title, endpoint) => {
    const response = await callRoute(endpoint, { ...inputOf(endpoint), token: viewer.token })
    if (response.status !== 403) return // what viewers may do
    const found = await rowsOf(response)
    expect(found).toHaveLength(1)
    expect(found[0]).toMatchObject({
      action: endpoint.audit?.action,
      actorKind: 'token',
      tokenId: expect.any(String),
      outcome: { outcome: 'REFUSED', error: { code: 'FORBIDDEN' } },
    })
  },
)

/** What they open is bodies of messages, files of them, secrets, and the audit itself. */
const sensitive = [
  'message:read-body',
  'message:tail',
  'message:export',
  'message:unmask',
  'role:reveal-secret',
  'audit:export',
]

test('U-14 every endpoint that opens bodies, secrets or the audit itself declares how it is audited', () => {
  const opening = endpoints.filter(({ permission }) => sensitive.includes(permission))
  expect(opening.length).toBeGreaterThan(5)
  expect(opening.filter(({ audit }) => !audit).map(title)).toEqual([])
})
