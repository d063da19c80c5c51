import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { hangUp } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { compareRoles, differingRoles } from './compare-roles.ts'
import { keepUsers } from './testing/keep-users.ts'
import { adminContext } from './testing/role-lab.ts'

useDatabase()
afterAll(() => closeAllClusters())

const now = new Date('2026-11-27T12:00:00Z')
const user = (username: string) => ({
  username,
  password: `key of ${username}`,
  userType: 'Normal',
  userStatus: 'enable',
})

it('R-6: counts the roles that brokers hold differently; what a silent broker holds nobody knows', async () => {
  const fake = await startFakeCluster({ brokers: 2 })
  onTestFinished(() => fake.stop())
  const [first, second] = fake.brokers.map((broker) => keepUsers(broker, [user('pay'), user('shop')]))
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const count = async () => {
    await compareRoles(adminContext(), { clusterId, now })
    return differingRoles(await db().roleComparison.findUnique({ where: { clusterId } }), now)
  }
  expect(await count()).toBe(0)
  first?.set('shop', { ...user('shop'), password: 'another key' })
  second?.delete('pay')
  expect(await count()).toBe(2)
  second?.set('pay', user('pay'))
  expect(await count()).toBe(1)
  fake.brokers[1]?.server.onAll(hangUp)
  expect(await count()).toBeNull()
})

it('a comparison that is old, or none, says nothing', () => {
  const row = { clusterId: 'rmq-aaaaaaaa', comparedAt: new Date(now.getTime() - 25 * 60_000), differing: 3 }
  expect(differingRoles(row, now)).toBe(3)
  expect(differingRoles(row, new Date(now.getTime() + 1))).toBeNull()
  expect(differingRoles(null, now)).toBeNull()
})
