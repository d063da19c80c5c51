import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { type ReplicatedCluster, startReplicatedCluster } from '#dev/rocketmq/start-replicated-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { checkNodes } from './check-nodes.ts'
import { compareNameServers } from './compare-name-servers.ts'
import { getBrokerHa } from './get-broker-ha.ts'
import { getHealth } from './get-health.ts'
import { getNameServerAgreement } from './get-name-server-agreement.ts'
import { getControllerConfig, getNameServerConfig } from './get-server-config.ts'
import { getSyncStates } from './get-sync-states.ts'
import { listBrokers } from './list-brokers.ts'
import { listControllers } from './list-controllers.ts'

useDatabase()
const ctx = workerContext(new AbortController().signal)
const page = { page: 1, pageSize: 50 }
const startMs = 600_000
const patiently = { timeout: 120_000, interval: 1_000 }
let cluster: ReplicatedCluster
let clusterId = ''

beforeAll(async () => {
  cluster = await startReplicatedCluster({ dir: path.resolve('.apogee/test/rocketmq/replicated') })
  const { nameServers, controllers } = cluster
  ;({ clusterId } = await registerCluster({ nameServers, controllers }))
  await check()
}, startMs)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
  await cluster?.stop()
})

const check = () => checkNodes(ctx, { clusterId, now: new Date() })
const brokers = async () => (await listBrokers(ctx, { clusterId, ...page })).items
const master = async () => (await brokers()).find(({ role }) => role === 'MASTER')
const settingsOf = (printed: string) =>
  Object.fromEntries(
    printed.split('\n').flatMap((line): [string, string][] => {
      const match = /^(\S+)\s*= {2}(.*)$/.exec(line)
      return match?.[1] === undefined ? [] : [[match[1], match[2] ?? '']]
    }),
  )

describe('RocketMQ 5.5.0 in controller mode', () => {
  it('C-29: the leader and its peers are those of getControllerMetaData', async () => {
    const [address = ''] = cluster.controllers
    const printed = await mqadmin(cluster, `getControllerMetaData -a ${address}`)
    const said = (what: string) => new RegExp(`#${what}\\s+(\\S+)`).exec(printed)?.[1]
    const controller = await vi.waitFor(async () => {
      await check()
      const [found] = (await listControllers(ctx, { clusterId, ...page })).items
      expect(found).toMatchObject({
        isUp: true,
        isLeader: true,
        group: said('ControllerGroup'),
        leaderId: said('ControllerLeaderId'),
        leaderAddress: said('ControllerLeaderAddress'),
      })
      return found
    }, patiently)
    const peers = [...printed.matchAll(/#Peer:\s*(\S+)/g)].map(([, peer]) => peer)
    expect(
      controller?.peers.map(({ id, address: peer }) => `${id}:${peer}`),
      printed,
    ).toEqual(peers)
  })

  it('C-29: settings of name server and controller are those of getNamesrvConfig and getControllerConfig', async () => {
    const [nameServer = ''] = cluster.nameServers
    const [controller = ''] = cluster.controllers
    for (const [printed, { items }] of [
      [
        await mqadmin(cluster, `getNamesrvConfig -n ${nameServer}`),
        await getNameServerConfig(ctx, { clusterId, address: nameServer }),
      ],
      [
        await mqadmin(cluster, `getControllerConfig -a ${controller}`),
        await getControllerConfig(ctx, { clusterId, address: controller }),
      ],
    ] as const) {
      const wanted = settingsOf(printed)
      expect(Object.keys(wanted).length, printed).toBeGreaterThan(10)
      expect(Object.fromEntries(items.map(({ key, value }) => [key, value]))).toEqual(wanted)
    }
  })

  it('C-16: epochs and the sync-state set are those of getBrokerEpoch and getSyncStateSet', async () => {
    const [controller = ''] = cluster.controllers
    const { brokerName } = cluster
    await vi.waitFor(async () => {
      const [state] = (await getSyncStates(ctx, { clusterId })).items
      expect(state?.inSync).toHaveLength(2)
      const printed = await mqadmin(cluster, `getSyncStateSet -a ${controller} -b ${brokerName}`)
      const number = (what: string) => Number(new RegExp(`#${what}\\s+(\\d+)`).exec(printed)?.[1])
      expect([state?.masterEpoch, state?.syncStateSetEpoch], printed).toEqual([
        number('MasterEpoch'),
        number('SyncStateSetEpoch'),
      ])
      expect(state?.masterAddress, printed).toBe(/#MasterAddr\s+(\S+)/.exec(printed)?.[1])
      for (const { address } of state?.inSync ?? []) expect(printed).toMatch(new RegExp(`InSyncReplica:.*${address}`))
    }, patiently)

    const printed = await mqadmin(cluster, `getBrokerEpoch -b ${brokerName}`)
    const { brokerId = 0 } = (await master()) ?? {}
    const ha = await getBrokerHa(ctx, { clusterId, brokerName, brokerId })
    expect(ha.isMaster).toBe(true)
    expect(ha.epochs?.length).toBeGreaterThan(0)
    for (const { epoch, startOffset } of ha.epochs ?? []) {
      expect(printed).toMatch(new RegExp(`Epoch:\\s*\\S*${epoch}.*StartOffset[^\\d]*${startOffset}`, 'is'))
    }
  })

  it('C-16: the slave is killed: no gap and a warning; started again the gap is that of haStatus', async () => {
    const { brokerName, replicas } = cluster
    await vi.waitFor(async () => {
      await check()
      expect((await master())?.haGapBytes).toMatchObject({ value: 0n, state: 'ok' })
    }, patiently)
    const masterAddress = (await master())?.address
    const slave = replicas.find(({ address }) => address !== masterAddress)
    await cluster.kill(slave?.name ?? '')
    await vi.waitFor(async () => {
      await check()
      expect((await master())?.haGapBytes).toMatchObject({ value: null, state: 'na' })
      expect(await getHealth(ctx, { clusterId })).toMatchObject({
        health: 'WARNING',
        healthReasons: expect.arrayContaining([expect.objectContaining({ code: 'SLAVE_DOWN' })]),
      })
    }, patiently)

    await cluster.restart(slave?.name ?? '')
    await vi.waitFor(async () => {
      await check()
      expect((await master())?.haGapBytes).toMatchObject({ value: 0n, state: 'ok' })
      expect((await getHealth(ctx, { clusterId })).healthReasons.map(({ code }) => code)).not.toContain('SLAVE_DOWN')
    }, patiently)
    const printed = await mqadmin(cluster, `haStatus -b ${masterAddress}`)
    const ha = await getBrokerHa(ctx, { clusterId, brokerName, brokerId: 0 })
    expect(ha.slaves).toHaveLength(1)
    const rows = [...printed.matchAll(/^(\S+:\d+)\s+(\d+)\s+(\d+)\s+(\S+)/gm)]
    expect(
      rows.map(([, address, ack, behind]) => [address, BigInt(ack ?? ''), BigInt(behind ?? '')]),
      printed,
    ).toEqual(ha.slaves.map(({ address, ackOffset, behindBytes }) => [address, ackOffset, behindBytes]))
  })

  it('C-17: a route that only one name server changed is named with both values', async () => {
    const [first = '', second = ''] = cluster.nameServers
    const topicName = 'agreement'
    await mqadmin(cluster, `updateTopic -c ${cluster.clusterName} -t ${topicName} -r 4 -w 4`)
    let now = Date.now()
    const compare = async () => {
      await compareNameServers(ctx, { clusterId, now: new Date(now) })
      now += 60_000
      return getNameServerAgreement(ctx, { clusterId })
    }
    await vi.waitFor(async () => expect(await compare()).toMatchObject({ state: 'AGREES', items: [] }), patiently)

    await mqadmin(cluster, `wipeWritePerm -b ${cluster.brokerName} -n ${second}`)
    await compare()
    const agreement = await compare()
    expect(agreement.items.find(({ name }) => name === topicName)).toMatchObject({
      kind: 'topic',
      values: [
        { address: first, value: 'broker-a RW 4/4' },
        { address: second, value: 'broker-a R 4/4' },
      ],
    })
    await mqadmin(cluster, `addWritePerm -b ${cluster.brokerName} -n ${second}`)
    // TBW102 and its kind were not all writable before: the undo opens every topic.
    expect((await compare()).items.find(({ name }) => name === topicName)).toBeUndefined()
  })
})
