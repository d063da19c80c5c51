import { afterAll, expect, it, onTestFinished } from 'vitest'
import { listAudit } from '#lib/audit/list-audit.ts'
import { listHistory } from '#lib/audit/list-history.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { hangUp } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { compareRoles, differingRoles } from './compare-roles.ts'
import { copyRoles } from './copy-roles.ts'
import { repairRoles } from './repair-roles.ts'
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

it('a repair or copy of several roles is in the history of each of them, and of no other', async () => {
  const fake = await startFakeCluster({ brokers: 2 })
  onTestFinished(() => fake.stop())
  const [first, second] = fake.brokers
  if (!first || !second) throw new Error('two brokers')
  keepUsers(first, [user('pay'), user('shop'), user('pay_all')])
  keepUsers(second)
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const ctx = adminContext()
  await repairRoles(ctx, { clusterId, roleNames: ['pay', 'shop'], from: first.address })
  await copyRoles(ctx, {
    clusterId,
    roleNames: ['shop', 'pay_all'],
    from: first.address,
    to: [second.address],
    ifExists: 'SKIP',
  })
  const actions = async (name: string) => {
    const { items, total } = await listHistory(ctx, { clusterId, kind: 'role', name, page: 1, pageSize: 50 })
    expect(items).toHaveLength(total)
    return items.map(({ action }) => action)
  }
  expect(await actions('pay')).toEqual(['role.repair'])
  expect(await actions('shop')).toEqual(['role.copy', 'role.repair'])
  expect(await actions('pay_all')).toEqual(['role.copy'])
  expect(await actions('all')).toEqual([])
  const timeline = await listAudit(ctx, { clusterId, kind: 'role', targetName: 'pay', page: 1, pageSize: 50 })
  expect(timeline.items.map(({ action }) => action)).toEqual(['role.repair'])
})

it('a comparison that is old, or none, says nothing', () => {
  const row = { clusterId: 'rmq-aaaaaaaa', comparedAt: new Date(now.getTime() - 25 * 60_000), differing: 3 }
  expect(differingRoles(row, now)).toBe(3)
  expect(differingRoles(row, new Date(now.getTime() + 1))).toBeNull()
  expect(differingRoles(null, now)).toBeNull()
})
