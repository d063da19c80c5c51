import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { hangUp, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { getAcl1Accounts } from './get-acl1-accounts.ts'
import { getRoleSettings } from './get-role-settings.ts'
import { listRoles } from './list-roles.ts'
import { keepUsers } from './testing/keep-users.ts'
import { adminContext } from './testing/role-lab.ts'

useDatabase()
afterAll(() => closeAllClusters())

async function register(options: Parameters<typeof startFakeCluster>[0]) {
  const fake = await startFakeCluster(options)
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  return { fake, clusterId }
}

it('R-16: a broker that knows accounts and answers 3 does not tell them, as 4.9.8', async () => {
  const { clusterId } = await register({ config: { aclEnable: 'true' } })
  const accounts = await getAcl1Accounts(adminContext(), { clusterId })
  expect(accounts).toMatchObject({ items: [], inForce: 'ACL1', brokers: [{ state: 'NOT_TOLD', aclEnable: true }] })
  expect(accounts.partial).toBeUndefined()
})

it('R-16: a broker that checks nothing is not asked, for it would never answer', async () => {
  const { fake, clusterId } = await register({ config: { aclEnable: 'false' } })
  const accounts = await getAcl1Accounts(adminContext(), { clusterId })
  expect(accounts).toMatchObject({ items: [], inForce: 'NONE', brokers: [{ state: 'OFF' }] })
  const asked = fake.broker('broker-a').server.requests.map(({ code }) => code)
  expect(asked).not.toContain(RequestCode.GET_BROKER_CLUSTER_ACL_CONFIG)
})

it('R-16: accounts that differ between brokers are compared, and secrets of them are not kept', async () => {
  const { fake, clusterId } = await register({ brokers: 2, config: { aclEnable: 'true' } })
  const account = (parts: object) => ({ accessKey: 'shop', secretKey: 'never-told-1', admin: false, ...parts })
  const say = (brokerName: string, ...plainAccessConfigs: object[]) => {
    const body = JSON.stringify({ globalWhiteAddrs: [`10.${brokerName.length}.*`], plainAccessConfigs })
    fake.broker(brokerName).server.on(RequestCode.GET_BROKER_CLUSTER_ACL_CONFIG, reply({ body }))
  }
  say('broker-a', account({ topicPerms: ['a=PUB', 'b=SUB'] }), account({ accessKey: 'only-here' }))
  say('broker-b', account({ topicPerms: ['b=SUB'] }))
  const told = await getAcl1Accounts(adminContext(), { clusterId })
  expect(
    told.items.map(({ accessKey, isSameOnAll, differsOn }) => [
      accessKey,
      isSameOnAll,
      differsOn.map(({ state, fields }) => [state, ...fields]),
    ]),
  ).toEqual([
    ['only-here', false, [['MISSING']]],
    ['shop', false, [['DIFFERS', 'topicPerms']]],
  ])
  expect(JSON.stringify(told)).not.toContain('never-told')
})

it('R-8: with access control off the page explains itself and names the keys to set', async () => {
  const { fake, clusterId } = await register({
    config: { authenticationEnabled: 'false', authorizationEnabled: 'false' },
  })
  const { server } = fake.broker('broker-a')
  const empty = reply()
  server.on(RequestCode.AUTH_LIST_USER, empty)
  server.on(RequestCode.AUTH_LIST_ACL, empty)
  expect(await listRoles(adminContext(), { clusterId, page: 1, pageSize: 10 })).toMatchObject({
    items: [],
    state: 'OFF',
    offOn: [{ brokerName: 'broker-a' }],
  })
  const { state, keysToSet } = await getRoleSettings(adminContext(), { clusterId })
  expect(state).toBe('OFF')
  expect(keysToSet.map(({ key }) => key)).toContain('authenticationMetadataProvider')
  expect(keysToSet.every(({ brokers }) => brokers.length === 1)).toBe(true)
})

it('R-8: only brokers that told that they check nothing are named; ACL 1.0 checks, and silence says nothing', async () => {
  const { fake, clusterId } = await register({ brokers: 4 })
  const settings = [
    'authenticationEnabled=true\nauthorizationEnabled=true',
    // Asks who somebody is, and lets everybody do anything.
    'authenticationEnabled=true\nauthorizationEnabled=false',
    'aclEnable=true',
    null,
  ]
  fake.brokers.forEach((broker, index) => {
    keepUsers(broker)
    const body = settings[index]
    broker.server.on(RequestCode.GET_BROKER_CONFIG, body ? reply({ body }) : hangUp)
  })
  const { state, brokers, partial } = await getRoleSettings(adminContext(), { clusterId })
  expect(state).toBe('SOME')
  expect(brokers.map(({ brokerName, checksAccess }) => [brokerName, checksAccess])).toEqual([
    ['broker-a', true],
    ['broker-b', false],
    ['broker-c', true],
    ['broker-d', null],
  ])
  expect(partial).toMatchObject([{ brokerName: 'broker-d' }])
  expect(await listRoles(adminContext(), { clusterId, page: 1, pageSize: 10 })).toMatchObject({
    state: 'SOME',
    offOn: [{ brokerName: 'broker-b' }],
  })
})
