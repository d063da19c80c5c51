import { afterAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { readClusterList } from '#dev/rocketmq/mqadmin-output.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { listClusters } from '#lib/clusters/list-clusters.ts'
import { testNewCluster } from '#lib/clusters/test-cluster.ts'
import { clusterInput } from '#lib/clusters/testing/register.ts'
import { labInput, registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { checkNodes } from './check-nodes.ts'
import { listNodes } from './list-nodes.ts'

useDatabase()
const lab = inject('lab')
const ctx = workerContext(new AbortController().signal)
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  const oracle = async () =>
    readClusterList(await mqadmin(cluster, 'clusterList'))
      .map((row) => `${row.brokerName} ${row.brokerId} ${row.address} ${row.version}`)
      .sort()

  it('C-1: version, broker count, ids and addresses are those of clusterList', async () => {
    const { clusterId } = await registerLab(cluster)
    const rowOf = async () =>
      (await listClusters(ctx, { page: 1, pageSize: 500 })).items.find((item) => item.clusterId === clusterId)
    // A broker that has just started has no rates yet.
    await vi.waitFor(
      async () => {
        await checkNodes(ctx, { clusterId, now: new Date() })
        expect(await rowOf()).toMatchObject({ inTps: { state: 'ok' }, outTps: { state: 'ok' } })
      },
      { timeout: 120_000, interval: 1_000 },
    )
    const { items } = await listNodes(ctx, { clusterId, page: 1, pageSize: 500 })
    const brokers = items.filter(({ kind }) => kind === 'broker')
    const asPrinted = brokers.map(
      (node) => `${node.brokerName} ${node.brokerId} ${node.announcedAddress} V${node.version?.replaceAll('.', '_')}`,
    )
    expect(asPrinted.sort()).toEqual(await oracle())
    const row = await rowOf()
    const masters = cluster.brokers.filter(({ brokerId }) => brokerId === 0).length
    expect(row).toMatchObject({
      versionLowest: version,
      versionHighest: version,
      masters: { up: masters, known: masters },
      slaves: { up: brokers.length - masters, known: brokers.length - masters },
      nameServers: { up: 1, known: 1 },
      proxies: { up: cluster.proxies.length, known: cluster.proxies.length },
      topics: { state: 'ok' },
      inTps: { state: 'ok' },
      outTps: { state: 'ok' },
      diskUsedRatio: { state: 'ok' },
    })
    expect(['HEALTHY', 'WARNING']).toContain(row?.health)
  })

  it('C-1: the test says what each node answers; a wrong address fails by its own reason', async () => {
    const input = clusterInput({ ...labInput(cluster), nameServers: [...cluster.nameServers, '127.0.0.1:1'] })
    const { steps, clusterNames } = await testNewCluster(ctx, input)
    expect(clusterNames).toEqual([cluster.clusterName])
    const brokers = steps.filter(({ step }) => step === 'broker' || step === 'slave')
    expect(brokers.map(({ target, outcome }) => `${target} ${outcome}`).sort()).toEqual(
      cluster.brokers.map(({ address }) => `${address} OK`).sort(),
    )
    const aclKind = cluster.admin ? 'acl2' : 'none'
    expect(brokers[0]?.facts).toMatchObject({ version, aclKind, ...(cluster.admin && { isCredentialAccepted: true }) })
    const failed = steps.filter(({ outcome }) => outcome === 'FAILED')
    expect(failed).toMatchObject([
      { step: 'nameServer', target: '127.0.0.1:1', error: { code: 'CLUSTER_UNREACHABLE' } },
    ])
  })

  if (version === '5.5.0') {
    it('C-6: wrong credentials show the remark of the broker', async () => {
      const credentials = { accessKey: 'nobody', secretKey: 'wrong-secret' }
      const { steps } = await testNewCluster(ctx, clusterInput({ ...labInput(cluster), credentials }))
      const [broker] = steps.filter(({ step }) => step === 'broker')
      expect(broker).toMatchObject({
        outcome: 'FAILED',
        error: {
          code: 'CLUSTER_REJECTED',
          broker: { responseCodeName: 'NO_PERMISSION', remark: expect.stringContaining('nobody') },
        },
        facts: { aclKind: 'acl2', isCredentialAccepted: false },
      })
    })
  }
})
