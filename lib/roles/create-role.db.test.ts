import { afterAll, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { refuse } from '#lib/rocketmq/testing/fake-answers.ts'
import { type FakeClusterBroker, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { createRole } from './create-role.ts'
import { keepUsers } from './testing/keep-users.ts'
import { adminContext } from './testing/role-lab.ts'
import { NewRole } from './write-schema.ts'

useDatabase()
afterAll(() => closeAllClusters())

const roleName = 'shop_send'
const rows = [{ kind: 'Topic', name: 'orders', produce: true }]
const input = NewRole.parse({ roleName, form: { type: 'TOPIC_AND_GROUP', rows } })
let clusterId = ''
let brokers: FakeClusterBroker[] = []

const statuses = ({ server }: FakeClusterBroker) =>
  server.requests
    .filter(({ code }) => code === RequestCode.AUTH_CREATE_USER || code === RequestCode.AUTH_UPDATE_USER)
    .map(({ body }) => (JSON.parse(body.toString()) as { userStatus?: string }).userStatus)

async function start(): Promise<void> {
  const fake = await startFakeCluster({ brokers: 2 })
  onTestFinished(() => fake.stop())
  brokers = fake.brokers
  for (const broker of brokers) keepUsers(broker)
  clusterId = (await registerCluster({ nameServers: fake.nameServers })).clusterId
}
const refusePolicies = ({ server }: FakeClusterBroker) =>
  server.on(RequestCode.AUTH_CREATE_ACL, refuse(ResponseCode.NO_PERMISSION, 'not now'))

it('a new role is enabled when its policies are there, and not before', async () => {
  await start()
  const written = await createRole(adminContext(), { clusterId, ...input })
  expect(written).toMatchObject({ failed: [], unknown: [], leftDisabledOn: [] })
  for (const broker of brokers) expect(statuses(broker)).toEqual(['disable', 'enable'])
})

it('where policies were not written the user stays disabled, and the answer says so', async () => {
  await start()
  const [first, second] = brokers
  if (!first || !second) throw new Error('two brokers')
  refusePolicies(second)
  const written = await createRole(adminContext(), { clusterId, ...input })
  expect(written).toMatchObject({
    done: [{ target: first.address }],
    failed: [{ target: second.address, error: { broker: { remark: 'not now' } } }],
    leftDisabledOn: [second.address],
  })
  expect([statuses(first), statuses(second)]).toEqual([['disable', 'enable'], ['disable']])
})

it('where no broker took the policies it is an error that says where the user stays', async () => {
  await start()
  brokers.forEach(refusePolicies)
  await expect(createRole(adminContext(), { clusterId, ...input })).rejects.toMatchObject({
    code: 'CLUSTER_REJECTED',
    message: expect.stringContaining('stays disabled'),
    facts: { extra: { leftDisabledOn: brokers.map(({ address }) => address), done: [] } },
  })
})
