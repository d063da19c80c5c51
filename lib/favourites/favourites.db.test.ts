import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { callRoute } from '#lib/api/testing/call-route.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { listGroupsEndpoint } from '#lib/groups/api.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { listTopicsEndpoint } from '#lib/topics/api.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { addFavouriteEndpoint, listFavouritesEndpoint, removeFavouriteEndpoint } from './api.ts'
import type { Favourite } from './schema.ts'
import { MAX_FAVOURITES } from './set-favourite.ts'

useDatabase()
afterAll(closeAllClusters)

type Person = Awaited<ReturnType<typeof makePerson>>

async function registered() {
  const groups = ['billing', 'audit'].map((groupName) => ({ groupName }))
  const fake = await startFakeCluster({ topics: ['orders', 'pay', 'stock'], groups })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  return clusterId
}

async function browserOf(person: Person) {
  const cookie = await person.signIn()
  const mine = async () => (await (await callRoute(listFavouritesEndpoint, { cookie })).json()).items as Favourite[]
  const add = (body: object) => callRoute(addFavouriteEndpoint, { cookie, body })
  const remove = (favourite: Record<string, string>) =>
    callRoute(removeFavouriteEndpoint, { cookie, search: new URLSearchParams(favourite).toString() })
  return { cookie, mine, add, remove }
}

describe('favourites', () => {
  it('U-21: follow the person into a second browser, are nobody else’s, and narrow the lists', async () => {
    const clusterId = await registered()
    const [ann, bob] = [await makePerson('viewer'), await makePerson('viewer')]
    const first = await browserOf(ann)
    const topic = { kind: 'topic', clusterId, name: 'orders' }
    const group = { kind: 'group', clusterId, name: 'billing' }
    for (const body of [topic, group, { kind: 'cluster', clusterId }, topic]) {
      expect((await first.add(body)).status).toBe(200)
    }
    const second = await browserOf(ann)
    expect(await second.mine()).toEqual([{ kind: 'cluster', clusterId, name: '' }, group, topic])
    expect(await (await browserOf(bob)).mine()).toEqual([])

    const names = async (search: string) => {
      const answer = await callRoute(listTopicsEndpoint, { cookie: second.cookie, params: { clusterId }, search })
      return ((await answer.json()).items as { topicName: string }[]).map(({ topicName }) => topicName)
    }
    expect(await names('favourite=true')).toEqual(['orders'])
    expect(await names('favourite=false')).toEqual(['pay', 'stock'])
    const search = 'favourite=true'
    const groups = await callRoute(listGroupsEndpoint, { cookie: second.cookie, params: { clusterId }, search })
    expect((await groups.json()).items).toMatchObject([{ groupName: 'billing' }])

    for (let i = 0; i < 2; i++) expect((await second.remove(topic)).status).toBe(204)
    expect(await first.mine()).toEqual([{ kind: 'cluster', clusterId, name: '' }, group])
    expect(await names('favourite=true')).toEqual([])
  })

  it('U-7: what is out of sight answers as what is not there; what went out of sight can be unmarked', async () => {
    const clusterId = await registered()
    const person = await makePerson('viewer', { scope: { clusters: { clusterIds: [clusterId] }, topics: ['pay'] } })
    const { add, remove, mine } = await browserOf(person)
    expect((await add({ kind: 'topic', clusterId, name: 'pay' })).status).toBe(200)
    const answers = await Promise.all(
      ['orders', 'nowhere'].map(async (name) => {
        const answer = await add({ kind: 'topic', clusterId, name })
        const { code, detail } = await answer.json()
        return { status: answer.status, code, detail: String(detail).replace(name, 'NAME') }
      }),
    )
    expect(answers[0]).toMatchObject({ status: 404 })
    expect(answers[1]).toEqual(answers[0])
    expect((await add({ kind: 'cluster', clusterId: `rmq-${randomUUID().slice(0, 8)}` })).status).toBe(404)
    expect((await remove({ kind: 'topic', clusterId, name: 'orders' })).status).toBe(204)
    expect(await mine()).toHaveLength(1)
  })

  it('are refused without a name, with one for a cluster, and beyond the limit', async () => {
    const clusterId = await registered()
    const person = await makePerson('viewer')
    const { add } = await browserOf(person)
    for (const body of [
      { kind: 'topic', clusterId },
      { kind: 'cluster', clusterId, name: 'orders' },
      { kind: 'role', clusterId, name: 'orders' },
    ])
      expect((await add(body)).status).toBe(400)
    const data = Array.from({ length: MAX_FAVOURITES }, (_, i) => ({
      userId: person.userId,
      kind: 'topic',
      clusterId,
      name: `t${i}`,
    }))
    await db().favourite.createMany({ data })
    const refused = await add({ kind: 'topic', clusterId, name: 'orders' })
    expect([refused.status, (await refused.json()).code]).toEqual([409, 'LIMIT_EXCEEDED'])
    // What is one already stays one.
    expect((await add({ kind: 'topic', clusterId, name: 't0' })).status).toBe(200)
  })
})
