import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { createAlarmRuleEndpoint, deleteAlarmRuleEndpoint, updateAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { callRoute, type RouteInput } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { getJobEndpoint, listJobsEndpoint, retryJobEndpoint } from '#lib/jobs/api.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import {
  createSavedViewEndpoint,
  deleteSavedViewEndpoint,
  getSavedViewEndpoint,
  listSavedViewsEndpoint,
  pinSavedViewEndpoint,
  updateSavedViewEndpoint,
} from '#lib/saved-views/api.ts'
import { batchTopicsEndpoint } from '#lib/topics/api.ts'
import type { Scope } from '#lib/users/schema.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createTokenEndpoint, listTokensEndpoint, revokeTokenEndpoint } from '#lib/users/token-api.ts'

useDatabase()

/** Stands in all that the owner has and the narrow tokens may not see. */
const HIDDEN = 'foreign'

let fake: FakeCluster
let clusterId = ''
let otherId = ''
beforeAll(async () => {
  fake = await startFakeCluster({ brokers: 1, topics: ['pay%orders', 'foreign%scores'], groups: [] })
  clusterId = (await registerCluster({ nameServers: fake.nameServers })).clusterId
  otherId = (await registerCluster({ nameServers: fake.nameServers })).clusterId
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

const here = (parts: Partial<Scope> = {}): Scope => ({ clusters: { clusterIds: [clusterId] }, ...parts })
const ask = async (endpoint: Endpoint, { params, ...input }: RouteInput) => {
  const response = await callRoute(endpoint, { ...input, params: { clusterId, ...params } })
  const text = await response.text()
  return { status: response.status, text, json: text === '' ? undefined : JSON.parse(text) }
}
const namesOf = ({ json }: { json: { items: { name: string }[] } }) => json.items.map(({ name }) => name).sort()
const layout = { order: [], hidden: [], shown: [], pinned: [], widths: {} }
const rule = (name: string) => ({
  name,
  clusters: { clusterIds: [clusterId] },
  level: 'groupTopic',
  selector: { include: [{ kind: 'glob', pattern: `${HIDDEN}%*` }] },
  conditions: [{ metric: 'lag', periodSeconds: 60, aggregate: 'last', operator: 'ge', thresholds: { warning: 1 } }],
})

/** What an owner has of their own: views of the cluster, of another one and of none; a rule, a job and a token. */
async function makeThings(cookie: string) {
  const view = async (name: string, path: string) => {
    const body = { name, viewId: 'topics', path, query: `q=${HIDDEN}`, layout, isPinned: true }
    const made = await ask(createSavedViewEndpoint, { cookie, body })
    expect(made.status).toBe(201)
    return made.json.savedViewId as string
  }
  const views = [
    await view('here', `/clusters/${clusterId}/topics`),
    await view('of none', '/alarms'),
    await view('there', `/clusters/${otherId}/topics`),
  ]
  const made = await ask(createAlarmRuleEndpoint, { cookie, body: rule(`${HIDDEN} ${randomUUID()}`) })
  expect(made.status).toBe(201)
  const { ruleId } = made.json.rule
  const body = { action: 'update', topicNames: [`${HIDDEN}%scores`], patch: { remark: 'x' } }
  const { confirm } = (await ask(batchTopicsEndpoint, { cookie, body, search: 'dryRun=true' })).json
  const { jobId } = (await ask(batchTopicsEndpoint, { cookie, body: { ...body, confirm } })).json
  const expiresAt = new Date(Date.now() + 3_600_000)
  const token = { name: HIDDEN, permissionSet: 'viewer', scope: here({ namespaces: [HIDDEN] }), expiresAt }
  const { tokenId } = (await ask(createTokenEndpoint, { cookie, body: token })).json
  return { views, ruleId: ruleId as string, jobId: jobId as string, tokenId: tokenId as string }
}

describe.each([
  ['sees all', { clusters: 'all' } as const],
  ['sees parts of both clusters', { clusters: 'all', namespaces: ['pay', HIDDEN] } as const],
])('U-13: a personal token of somebody who %s', (_title, ownerScope) => {
  let things: Awaited<ReturnType<typeof makeThings>>
  let narrow = ''
  let equal = ''
  beforeAll(async () => {
    const scope = JSON.parse(JSON.stringify(ownerScope)) as Scope
    const owner = await makePerson('operator', { scope })
    things = await makeThings(await owner.signIn())
    narrow = (await owner.makeToken({ scope: here({ namespaces: ['pay'] }) })).token
    equal = (await owner.makeToken()).token
  })

  const reads = endpoints.filter(
    ({ method, permission, path }) =>
      method === 'GET' && permission !== 'public' && !/openapi|docs|messages\/(search|tail)/.test(path),
  )
  test('of narrower scope reads nothing of its owner that names more than it sees', async () => {
    const [savedViewId = ''] = things.views
    const { ruleId, jobId } = things
    for (const endpoint of reads) {
      const { status, text } = await ask(endpoint, {
        token: narrow,
        params: { savedViewId, ruleId, jobId, topicName: 'pay%orders', namespace: 'pay' },
        search: endpoint.path === '/api/v1/search' ? `q=${HIDDEN.slice(0, 3)}` : '',
      })
      expect(status).toBeLessThan(500)
      expect([endpoint.path, text.includes(HIDDEN)]).toEqual([endpoint.path, false])
    }
  })

  test('of narrower scope changes none of it', async () => {
    const token = narrow
    for (const savedViewId of things.views) {
      const params = { savedViewId }
      expect((await ask(getSavedViewEndpoint, { token, params })).status).toBe(404)
      expect((await ask(updateSavedViewEndpoint, { token, params, body: { name: 'x' } })).status).toBe(404)
      expect((await ask(pinSavedViewEndpoint, { token, params, body: { isPinned: false } })).status).toBe(404)
      expect((await ask(deleteSavedViewEndpoint, { token, params })).status).toBe(404)
    }
    const { ruleId, jobId, tokenId } = things
    const ofRule = { token, params: { ruleId } }
    expect((await ask(updateAlarmRuleEndpoint, { ...ofRule, body: { forPeriods: 4 } })).status).toBe(404)
    expect((await ask(deleteAlarmRuleEndpoint, ofRule)).status).toBe(404)
    expect((await ask(retryJobEndpoint, { token, params: { jobId } })).status).toBe(404)
    expect((await ask(revokeTokenEndpoint, { token, params: { tokenId } })).status).toBe(404)
  })

  test('of narrower scope makes no view that it would not see, and no rule that sees what its owner does', async () => {
    const body = { name: randomUUID(), viewId: 'topics', path: `/clusters/${clusterId}/topics`, layout }
    expect((await ask(createSavedViewEndpoint, { token: narrow, body })).status).toBe(403)
    expect((await ask(createSavedViewEndpoint, { token: narrow, body: { ...body, path: '/alarms' } })).status).toBe(403)
    const made = await ask(createAlarmRuleEndpoint, { token: narrow, body: rule(randomUUID()) })
    expect(made.status).toBe(403)
    expect(made.json).toMatchObject({ permission: 'alarm:write' })
  })

  test('that may as much as its owner has all of it', async () => {
    const token = equal
    expect(namesOf(await ask(listSavedViewsEndpoint, { token }))).toEqual(['here', 'of none', 'there'])
    expect((await ask(listJobsEndpoint, { token })).json.total).toBe(1)
    expect((await ask(getJobEndpoint, { token, params: { jobId: things.jobId } })).json).toMatchObject({ isOwn: true })
    expect(namesOf(await ask(listTokensEndpoint, { token }))).toContain(HIDDEN)
    const update = { token, params: { ruleId: things.ruleId }, body: { forPeriods: 3 } }
    expect((await ask(updateAlarmRuleEndpoint, update)).status).toBe(200)
  })
})

it('U-13: a token for one whole cluster has the views of that cluster, and no job that does more than it may', async () => {
  const owner = await makePerson('operator')
  const { jobId } = await makeThings(await owner.signIn())
  const { token } = await owner.makeToken({ permissionSet: 'viewer', scope: here() })
  expect(namesOf(await ask(listSavedViewsEndpoint, { token }))).toEqual(['here'])
  expect((await ask(getJobEndpoint, { token, params: { jobId } })).json).toMatchObject({ isOwn: false })
})
