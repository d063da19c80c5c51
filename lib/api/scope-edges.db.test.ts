import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { callRoute, type RouteInput } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { createGroupEndpoint, getGroupEndpoint } from '#lib/groups/api.ts'
import { getJobEndpoint, listJobsEndpoint } from '#lib/jobs/api.ts'
import { createMessageLinkEndpoint, getMessageLinkEndpoint, revealMessageEndpoint } from '#lib/messages/api.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { createSavedViewEndpoint, listSavedViewsEndpoint } from '#lib/saved-views/api.ts'
import { batchTopicsEndpoint, createTopicEndpoint, getTopicEndpoint } from '#lib/topics/api.ts'
import type { Scope } from '#lib/users/schema.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { createTokenEndpoint } from '#lib/users/token-api.ts'

useDatabase()

let fake: FakeCluster
let clusterId = ''
let boss = ''
/** Offset ids of one message in each topic. */
const ids: Record<string, string> = {}
beforeAll(async () => {
  fake = await startFakeCluster({
    brokers: 1,
    topics: ['pay%orders', 'foreign-scores'],
    groups: [{ groupName: 'risk' }],
  })
  const broker = fake.broker('broker-a')
  for (const topicName of ['pay%orders', 'foreign-scores']) {
    const { commitLogOffset } = broker.putMessage({ topicName, body: '{"a":1}' })
    ids[topicName] = encodeOffsetMsgId(broker.address, commitLogOffset)
  }
  clusterId = (await registerCluster({ nameServers: fake.nameServers })).clusterId
  boss = await (await makePerson('admin')).signIn()
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

const scopeOf = (parts: Partial<Scope>): Scope => ({ clusters: { clusterIds: [clusterId] }, ...parts })
const signIn = async (set: string, parts: Partial<Scope>) => (await makePerson(set, { scope: scopeOf(parts) })).signIn()
const ask = (cookie: string, endpoint: Endpoint, { params, ...input }: RouteInput = {}) =>
  callRoute(endpoint, { cookie, params: { clusterId, ...params }, ...input })

it('U-6: the short link of a search opens for whoever may read its topic', async () => {
  const narrow = await signIn('viewer', { namespaces: ['pay'] })
  const open = async (query: string) => {
    const { linkId } = await (await ask(boss, createMessageLinkEndpoint, { body: { query } })).json()
    return (await ask(narrow, getMessageLinkEndpoint, { params: { linkId } })).status
  }
  expect(await open('topic=pay%25orders&mode=time')).toBe(200)
  expect(await open('topic=foreign-scores&mode=time')).toBe(404)
  expect(await open('topic=pay%25orders&topic=foreign-scores')).toBe(404)
  expect(await open('mode=id&id=foreign')).toBe(404)
})

it('U-6: a shared view of no cluster, which may name what is foreign, is for who sees no part only', async () => {
  const view = {
    name: `v-${randomUUID()}`,
    viewId: 'alarms',
    path: '/alarms',
    query: 'q=foreign',
    layout: { order: [], hidden: [], shown: [], pinned: [], widths: {} },
    isShared: true,
  }
  expect((await ask(boss, createSavedViewEndpoint, { body: view })).status).toBe(201)
  const seen = async (cookie: string) =>
    (await (await ask(cookie, listSavedViewsEndpoint)).json()).items.map(({ name }: { name: string }) => name)
  expect(await seen(await signIn('viewer', { namespaces: ['pay'] }))).toEqual([])
  expect(await seen(await signIn('viewer', {}))).toEqual([view.name])
})

it('U-6: who holds by a label makes new topics and groups that carry it, and takes nothing that is there', async () => {
  const cookie = await signIn('operator', { labels: { team: 'pay' } })
  const create = async (topicName: string, labels?: Record<string, string>) => {
    const body = { topicName, type: 'NORMAL', queuesPerBroker: 1, ...(labels && { labels }) }
    return (await ask(cookie, createTopicEndpoint, { body })).status
  }
  expect(await create('pay-new')).toBe(403)
  expect(await create('pay-new', { team: 'risk' })).toBe(403)
  expect(await create('pay-new', { team: 'pay', tier: 'gold' })).toBe(201)
  expect((await ask(cookie, getTopicEndpoint, { params: { topicName: 'pay-new' } })).status).toBe(200)
  expect(await create('foreign-scores', { team: 'pay' })).toBe(403)
  await setMetadata({ clusterId, kind: 'topic', name: 'described', patch: { labels: { team: 'risk' } }, by: 'test' })
  expect(await create('described', { team: 'pay' })).toBe(403)
  const group = async (groupName: string) => {
    const response = await ask(cookie, createGroupEndpoint, { body: { groupName, labels: { team: 'pay' } } })
    return response.status
  }
  expect(await group('pay-group')).toBe(201)
  expect((await ask(cookie, getGroupEndpoint, { params: { groupName: 'pay-group' } })).status).toBe(200)
  expect(await group('risk')).toBe(403)
})

it('U-6: what one owns one may make, under the own name', async () => {
  const person = await makePerson('operator', { scope: scopeOf({ owner: ['me'] }) })
  const cookie = await person.signIn()
  const create = async (topicName: string, owner: string) => {
    const body = { topicName, type: 'NORMAL', queuesPerBroker: 1, owner }
    return (await ask(cookie, createTopicEndpoint, { body })).status
  }
  expect(await create('owned-by-me', 'somebody')).toBe(403)
  expect(await create('owned-by-me', person.name)).toBe(201)
  // A token of one's own reaches no further than its owner.
  const asked = { name: 'own', permissionSet: 'viewer', expiresAt: new Date(Date.now() + 3_600_000) }
  const made = async (scope: Scope) => (await ask(cookie, createTokenEndpoint, { body: { ...asked, scope } })).status
  expect(await made(scopeOf({ owner: ['me'] }))).toBe(201)
  expect(await made(scopeOf({ owner: ['myGroup'] }))).toBe(403)
  expect(await made(scopeOf({}))).toBe(403)
})

it('U-6 and M-8: the right to unmask holds on the topics of its scope', async () => {
  const cookie = await signIn('admin', { namespaces: ['pay'] })
  const reveal = async (topic: string, messageId: string | undefined, named = true) => {
    const search = named ? new URLSearchParams({ topic }).toString() : ''
    const params = { messageId: messageId ?? '' }
    return (await ask(cookie, revealMessageEndpoint, { params, search, body: { reason: 'a test' } })).status
  }
  expect(await reveal('pay%orders', ids['pay%orders'])).toBe(200)
  expect(await reveal('foreign-scores', ids['foreign-scores'])).toBe(404)
  expect(await reveal('foreign-scores', ids['foreign-scores'], false)).toBe(404)
})

it('U-13: jobs of a narrow service token are its own', async () => {
  const makeToken = async () => {
    const scope = scopeOf({ namespaces: ['pay'] })
    const expiresAt = new Date(Date.now() + 3_600_000)
    const body = { name: `t-${randomUUID()}`, permissionSet: 'operator', scope, isService: true, expiresAt }
    return (await (await ask(boss, createTokenEndpoint, { body })).json()).token as string
  }
  const [own, other] = [await makeToken(), await makeToken()]
  const by = (token: string, endpoint: Endpoint, { params, ...input }: RouteInput = {}) =>
    callRoute(endpoint, { token, params: { clusterId, ...params }, ...input })
  const body = { action: 'update', topicNames: ['pay%orders'], patch: { remark: 'x' } }
  const { confirm } = await (await by(own, batchTopicsEndpoint, { body, search: 'dryRun=true' })).json()
  const { jobId } = await (await by(own, batchTopicsEndpoint, { body: { ...body, confirm } })).json()
  expect(await (await by(own, getJobEndpoint, { params: { jobId } })).json()).toMatchObject({ isOwn: true })
  expect((await by(other, getJobEndpoint, { params: { jobId } })).status).toBe(404)
  expect(await (await by(other, listJobsEndpoint)).json()).toMatchObject({ total: 0 })
})
