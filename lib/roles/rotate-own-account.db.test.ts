import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters, getCluster } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { hangUp, refuse } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { rotateRole } from './rotate-role.ts'
import { keepUsers } from './testing/keep-users.ts'
import { adminContext } from './testing/role-lab.ts'

useDatabase()
afterAll(() => closeAllClusters())

const roleName = 'console'
const oldKey = 'the-old-secret-1'
const newKey = 'the-new-secret-2'

/** Two brokers that check signatures, registered with their one Super account. */
async function start() {
  const fake = await startFakeCluster({ brokers: 2 })
  onTestFinished(() => fake.stop())
  const user = { username: roleName, password: oldKey, userType: 'Super', userStatus: 'enable' }
  const kept = fake.brokers.map((broker) => keepUsers(broker, [user], { checks: true }))
  const credentials = { accessKey: roleName, secretKey: oldKey }
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, credentials })
  const ctx = adminContext()
  const rotate = () =>
    rotateRole(ctx, {
      clusterId,
      roleName,
      mode: 'IN_PLACE',
      keyGeneration: 'MANUAL',
      secretKey: newKey,
      confirm: roleName,
    })
  return {
    brokers: fake.brokers,
    rotate,
    secrets: () => kept.map((users) => users.get(roleName)?.password),
    outcome: async () =>
      (await db().auditEvent.findUnique({ where: { auditId: ctx.auditIds.at(-1) ?? '' }, include: { outcome: true } }))
        ?.outcome?.outcome,
    /** With the account of the registration as it is stored now. */
    ask: async () => {
      const { admin } = await getCluster(adminContext(), clusterId)
      const [first] = fake.brokers
      if (!first) throw new Error('two brokers')
      const server = { ...first, announcedAddress: first.address }
      return admin.roles.getUser(server, roleName)
    },
  }
}
const tell = (server: { on: (code: number, handler: typeof hangUp) => void }, answer: typeof hangUp) =>
  server.on(RequestCode.AUTH_UPDATE_USER, answer)

it('R-9: the console’s own account gets a new secret on every broker, and signs with it from then on', async () => {
  const { rotate, secrets, ask, outcome } = await start()
  await expect(rotate()).resolves.toMatchObject({ failed: [], unknown: [], done: [{}, {}] })
  expect(secrets()).toEqual([newKey, newKey])
  await expect(ask()).resolves.toMatchObject({ username: roleName })
  expect(await outcome()).toBe('SUCCESS')
})

it('R-9: one broker refuses: those before it have the old secret again, and the console goes on with it', async () => {
  const { brokers, rotate, secrets, ask, outcome } = await start()
  const last = brokers[1]
  if (!last) throw new Error('two brokers')
  tell(last.server, refuse(ResponseCode.NO_PERMISSION, 'not now'))
  await expect(rotate()).rejects.toMatchObject({
    code: 'CLUSTER_REJECTED',
    message: expect.stringContaining('The old secret holds everywhere again.'),
  })
  expect(secrets()).toEqual([oldKey, oldKey])
  await expect(ask()).resolves.toMatchObject({ username: roleName })
  expect(await outcome()).toBe('FAILED')
})

it('R-9: a broker that is gone in the middle is named, for nobody knows which secret it has', async () => {
  const { brokers, rotate, secrets, ask } = await start()
  const last = brokers[1]
  if (!last) throw new Error('two brokers')
  last.server.on(RequestCode.AUTH_UPDATE_USER, () => {
    last.server.onAll(hangUp)
    return hangUp
  })
  await expect(rotate()).rejects.toMatchObject({
    code: 'CLUSTER_REJECTED',
    message: expect.stringContaining(`${last.address} may have the new secret`),
  })
  expect(secrets()[0]).toBe(oldKey)
  await expect(ask()).resolves.toMatchObject({ username: roleName })
})

it('R-9: while a broker does not answer nothing is begun', async () => {
  const { brokers, rotate, secrets } = await start()
  brokers[1]?.server.onAll(hangUp)
  await expect(rotate()).rejects.toMatchObject({ code: 'CONFLICT', facts: { reason: 'OWN_ACCOUNT' } })
  expect(secrets()).toEqual([oldKey, oldKey])
})
