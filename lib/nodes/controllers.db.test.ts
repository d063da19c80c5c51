import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { hangUp, refuse, reply } from '#lib/rocketmq/testing/fake-answers.ts'
import { FakeBroker } from '#lib/rocketmq/testing/fake-broker.ts'
import { startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { workerContext } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { checkNodes } from './check-nodes.ts'
import { getBrokerHa } from './get-broker-ha.ts'
import { getControllerConfig, getNameServerConfig } from './get-server-config.ts'
import { getSyncStates } from './get-sync-states.ts'
import { listControllers } from './list-controllers.ts'

useDatabase()
afterAll(closeAllClusters)
const ctx = workerContext(new AbortController().signal)
const page = { page: 1, pageSize: 50 }

const syncStates = {
  replicasInfoTable: {
    'broker-a': {
      masterBrokerId: 1,
      masterAddress: '10.0.0.1:10911',
      masterEpoch: 3,
      syncStateSetEpoch: 7,
      inSyncReplicas: [{ brokerName: 'broker-a', brokerId: 1, brokerAddress: '10.0.0.1:10911', alive: true }],
      notInSyncReplicas: [{ brokerName: 'broker-a', brokerId: 2, brokerAddress: '10.0.0.2:10911', alive: false }],
    },
  },
}

/** Two controllers, of which the second leads. */
async function registered() {
  const fake = await startFakeCluster({ brokers: 1 })
  const [follower, leader] = await Promise.all([FakeBroker.start(), FakeBroker.start()])
  onTestFinished(async () => {
    await Promise.all([fake.stop(), follower.stop(), leader.stop()])
  })
  const metadata = (isLeader: boolean) =>
    reply({
      extFields: {
        group: 'group1',
        controllerLeaderId: 'n1',
        controllerLeaderAddress: leader.address,
        isLeader: String(isLeader),
        peers: `n0:${follower.address};n1:${leader.address};`,
      },
    })
  follower.on(RequestCode.CONTROLLER_GET_METADATA_INFO, metadata(false))
  leader.on(RequestCode.CONTROLLER_GET_METADATA_INFO, metadata(true))
  leader.on(RequestCode.CONTROLLER_GET_SYNC_STATE_DATA, reply({ body: JSON.stringify(syncStates) }))
  leader.on(RequestCode.GET_CONTROLLER_CONFIG, reply({ body: 'controllerType=DLedger\nsomePassword=hidden\n' }))
  const controllers = [follower.address, leader.address]
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers, controllers, requestTimeoutMs: 500 })
  await checkNodes(ctx, { clusterId, now: new Date() })
  return { fake, clusterId, follower, leader, list: () => listControllers(ctx, { clusterId, ...page }) }
}

describe('controllers', () => {
  it('C-29: shows who leads, and who belongs to the group', async () => {
    const { follower, leader, list } = await registered()
    const { items } = await list()
    const peers = [
      { id: 'n0', address: follower.address },
      { id: 'n1', address: leader.address },
    ]
    const common = { isUp: true, group: 'group1', leaderId: 'n1', leaderAddress: leader.address, peers }
    expect(items.find(({ address }) => address === follower.address)).toMatchObject({ ...common, isLeader: false })
    expect(items.find(({ address }) => address === leader.address)).toMatchObject({ ...common, isLeader: true })
  })

  it('C-29: one that stops is down and says nothing of a leader; one without a leader is up and refuses', async () => {
    const { clusterId, follower, leader, list } = await registered()
    leader.onAll(hangUp)
    follower.on(RequestCode.CONTROLLER_GET_METADATA_INFO, refuse(1, 'The group has no leader'))
    await checkNodes(ctx, { clusterId, now: new Date() })
    const { items } = await list()
    const unknown = { isLeader: null, leaderAddress: null }
    expect(items.find(({ address }) => address === leader.address)).toMatchObject({ isUp: false, ...unknown })
    expect(items.find(({ address }) => address === follower.address)).toMatchObject({
      isUp: true,
      error: { detail: expect.stringContaining('The group has no leader') },
    })
  })

  it('C-16: the sync-state set is that of the controller that leads', async () => {
    const { clusterId, leader } = await registered()
    const answer = await getSyncStates(ctx, { clusterId })
    expect(answer).toMatchObject({
      leader: leader.address,
      items: [
        {
          brokerName: 'broker-a',
          masterBrokerId: 1,
          masterEpoch: 3,
          syncStateSetEpoch: 7,
          inSync: [{ controllerBrokerId: 1, address: '10.0.0.1:10911', isAlive: true }],
          notInSync: [{ controllerBrokerId: 2, address: '10.0.0.2:10911', isAlive: false }],
        },
      ],
    })
    expect(answer.partial).toBeUndefined()
  })

  it('C-16: a leader that is not registered is named, and never dialled', async () => {
    const { clusterId, follower, leader } = await registered()
    const extFields = { group: 'g', isLeader: 'false', controllerLeaderAddress: '192.0.2.1:9878', peers: '' }
    for (const server of [follower, leader]) {
      server.on(RequestCode.CONTROLLER_GET_METADATA_INFO, reply({ extFields }))
    }
    expect(await getSyncStates(ctx, { clusterId })).toMatchObject({
      leader: null,
      items: [],
      partial: [{ address: '192.0.2.1:9878', detail: expect.stringContaining('not registered') }],
    })
  })

  it('C-16: a broker in controller mode shows its epochs; another one has none', async () => {
    const { fake, clusterId } = await registered()
    const { server } = fake.broker('broker-a')
    const ha = { master: true, masterCommitLogMaxOffset: 9000, inSyncSlaveNums: 0, haConnectionInfo: [] }
    server.on(RequestCode.GET_BROKER_HA_STATUS, reply({ body: JSON.stringify(ha) }))
    const epochList =
      '[{"epoch":1,"startOffset":0,"endOffset":500},{"epoch":2,"startOffset":500,"endOffset":9223372036854775807}]'
    server.on(RequestCode.GET_BROKER_EPOCH_CACHE, reply({ body: `{"epochList":${epochList},"maxOffset":9000}` }))
    const broker = { clusterId, brokerName: 'broker-a', brokerId: 0 }
    expect(await getBrokerHa(ctx, broker)).toMatchObject({
      isMaster: true,
      commitLogMaxOffset: 9000n,
      slaves: [],
      upstream: null,
      epochs: [
        { epoch: 1, startOffset: 0n, endOffset: 500n },
        { epoch: 2, startOffset: 500n, endOffset: null },
      ],
      syncState: { masterEpoch: 3 },
    })
    server.on(RequestCode.GET_BROKER_EPOCH_CACHE, refuse(1, 'this request only for controllerMode'))
    expect((await getBrokerHa(ctx, broker)).epochs).toBeNull()
  })
})

describe('settings of name servers and controllers', () => {
  it('C-29: are shown without their secrets', async () => {
    const { fake, clusterId, leader } = await registered()
    const [nameServer = ''] = fake.nameServers
    expect((await getNameServerConfig(ctx, { clusterId, address: nameServer })).items).toEqual([
      { key: 'listenPort', value: '9876', isRedacted: false },
      { key: 'productEnvName', value: 'center', isRedacted: false },
    ])
    const controller = await getControllerConfig(ctx, { clusterId, address: leader.address })
    expect(controller.items).toEqual([
      { key: 'controllerType', value: 'DLedger', isRedacted: false },
      { key: 'somePassword', value: null, isRedacted: true },
    ])
  })

  it('are not read from an address that is not registered, nor for a viewer', async () => {
    const { fake, clusterId, leader } = await registered()
    const [nameServer = ''] = fake.nameServers
    const asNameServer = getNameServerConfig(ctx, { clusterId, address: leader.address })
    await expect(asNameServer).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const viewer = await (await makePerson('viewer')).context()
    const asked = getNameServerConfig(viewer, { clusterId, address: nameServer })
    await expect(asked).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
