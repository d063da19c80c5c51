import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest'
import { mqadmin, stopMqadmin } from '#dev/rocketmq/mqadmin.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { registerLab } from '#lib/clusters/testing/register-lab.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { workerContext } from '#lib/users/context.ts'
import { checkNodes } from './check-nodes.ts'
import { getBrokerConfig } from './get-broker-config.ts'
import { getBrokerRuntime } from './get-broker-runtime.ts'
import { getBrokerStats } from './get-broker-stats.ts'
import { getClusterSwitches } from './get-cluster-switches.ts'
import { listBrokers } from './list-brokers.ts'
import { listNameServers } from './list-name-servers.ts'
import { listProxies } from './list-proxies.ts'

useDatabase()
const lab = inject('lab')
const ctx = workerContext(new AbortController().signal)
const page = { page: 1, pageSize: 500 }
afterAll(async () => {
  closeAllClusters()
  await stopMqadmin()
})

/** `name : value` or `name = value` per line, as the tool aligns them. */
function readPairs(output: string, separator: ':' | '='): Record<string, string> {
  const pairs = output.split('\n').flatMap((line): [string, string][] => {
    const match = (separator === ':' ? /^(.*?)\s*: (.*)$/ : /^(\S+)\s*= {2}(.*)$/).exec(line)
    return match?.[1] === undefined ? [] : [[match[1], match[2] ?? '']]
  })
  return Object.fromEntries(pairs)
}

describe.each(['5.5.0', '4.9.7'] as const)('RocketMQ %s', (version) => {
  const cluster = lab[version]
  let clusterId = ''
  const firstMaster = cluster.brokers.find(({ brokerId }) => brokerId === 0)
  const master = { brokerName: firstMaster?.brokerName ?? '', brokerId: 0 }
  const address = firstMaster?.address ?? ''
  beforeAll(async () => {
    ;({ clusterId } = await registerLab(cluster))
    // A busy machine may keep a broker longer than the deadline of a check; a young one has no rates yet.
    await vi.waitFor(async () => expect(await checkedBrokers()).toBe(true), { timeout: 120_000, interval: 1_000 })
  })
  async function checkedBrokers(): Promise<boolean> {
    await checkNodes(ctx, { clusterId, now: new Date() })
    const { items } = await listBrokers(ctx, { clusterId, ...page })
    return items.length === cluster.brokers.length && items.every(({ inTps }) => inTps.state === 'ok')
  }

  it('C-10: today and yesterday are those of clusterList -m, row by row', async () => {
    const { items } = await listBrokers(ctx, { clusterId, ...page })
    const rows = items.map((row) =>
      [row.clusterName, row.brokerName, row.putYesterday, row.getYesterday, row.putToday, row.getToday]
        .map((cell) => String(typeof cell === 'string' ? cell : cell.value))
        .join(' '),
    )
    const printed = async () =>
      (await mqadmin(cluster, 'clusterList -m'))
        .split('\n')
        .map((line) => line.trim().split(/\s+/))
        .filter(([first]) => first === cluster.clusterName)
        .map((words) => words.join(' '))
        .sort()
    // The tool leaves out, without a word, a broker that does not answer in time.
    await expect.poll(printed, { timeout: 120_000 }).toEqual(rows.sort())
  })

  it('C-11: the runtime has every key of brokerStatus and the values that stand still; C-24 too', async () => {
    const printed = readPairs(await mqadmin(cluster, `brokerStatus -b ${address}`), ':')
    const { items } = await getBrokerRuntime(ctx, { clusterId, ...master })
    expect(items.map(({ key }) => key).sort()).toEqual(Object.keys(printed).sort())
    expect(items.filter(({ explanation }) => explanation !== undefined).length).toBeGreaterThanOrEqual(30)
    const said = (wanted: string) => items.find(({ key }) => key === wanted)?.value
    for (const key of ['bootTimestamp', 'brokerVersionDesc', 'commitLogMinOffset', 'sendThreadPoolQueueCapacity']) {
      expect(said(key), key).toBe(printed[key])
    }

    const row = (await listBrokers(ctx, { clusterId, ...page })).items.find(
      (broker) => broker.brokerName === master.brokerName && broker.brokerId === 0,
    )
    expect(row?.diskUsedRatio.value).toBeCloseTo(Number(printed.commitLogDiskRatio), 1)
    const oldestMs = Number(printed.earliestMessageTimeStamp)
    const isEmpty = oldestMs <= 0 || oldestMs > 4e12
    expect(row?.oldestMessageAt.value?.getTime() ?? null).toBe(isEmpty ? null : oldestMs)
    expect(row?.bootAt?.getTime()).toBe(Number(printed.bootTimestamp))
    expect(row?.canWrite).toBe(true)
  })

  it('C-12: the settings are those of getBrokerConfig but for the secrets, which are nowhere', async () => {
    const printed = readPairs(await mqadmin(cluster, `getBrokerConfig -b ${address}`), '=')
    const answer = await getBrokerConfig(ctx, { clusterId, ...master })
    const redacted = answer.items.filter(({ isRedacted }) => isRedacted).map(({ key }) => key)
    expect(redacted).toEqual(cluster.admin ? ['initAuthenticationUser', 'innerClientAuthenticationCredentials'] : [])
    const shown = answer.items.filter(({ isRedacted }) => !isRedacted).map(({ key, value }) => [key, value])
    for (const key of redacted) delete printed[key]
    expect(Object.fromEntries(shown)).toEqual(printed)
    if (cluster.admin) expect(JSON.stringify(answer)).not.toContain(cluster.admin.secretKey)
  })

  it('C-23: the switches are those of the settings', async () => {
    const printed = readPairs(await mqadmin(cluster, `getBrokerConfig -b ${address}`), '=')
    const { switches } = await getClusterSwitches(ctx, { clusterId })
    for (const { key, value } of switches) expect(value, key).toBe(printed[key] ?? null)
  })

  it('C-16: the gap is that of haStatus', async () => {
    const { items } = await listBrokers(ctx, { clusterId, ...page })
    const row = items.find((broker) => broker.brokerName === master.brokerName && broker.brokerId === 0)
    if (version === '4.9.7') {
      expect(row?.haGapBytes).toMatchObject({ value: null, state: 'na', reason: 'NOT_SUPPORTED' })
      return
    }
    const printed = await mqadmin(cluster, `haStatus -b ${address}`)
    const slaves = Number(/#SlaveNum\s+(\d+)/.exec(printed)?.[1])
    const diffs = [...printed.matchAll(/^\S+:\d+\s+\d+\s+(\d+)\s/gm)].map(([, diff]) => Number(diff))
    expect(diffs).toHaveLength(slaves)
    expect(row?.haGapBytes.value ?? null).toEqual(slaves === 0 ? null : BigInt(Math.max(...diffs)))
  })

  it('C-9 C-29: name servers and proxies answer, and every announced address can be dialled', async () => {
    const servers = await listNameServers(ctx, { clusterId, ...page })
    expect(servers.items).toMatchObject(
      cluster.nameServers.map((nameServer) => ({
        address: nameServer,
        isUp: true,
        brokers: { value: cluster.brokers.length, state: 'ok' },
        topics: { state: 'ok' },
        undialable: [],
      })),
    )
    const proxies = await listProxies(ctx, { clusterId, ...page })
    expect(proxies.items).toHaveLength(cluster.proxies.length)
    for (const proxy of proxies.items) expect(proxy).toMatchObject({ isUp: true, remoting: { isUp: true } })
  })

  it('counts traffic with the counters of the broker', async () => {
    const { topics, groups } = await getBrokerStats(ctx, { clusterId, ...master })
    expect(topics.asked).toBe(Math.min(50, topics.known))
    expect(groups.reason).toBe('NOT_SAMPLED')
  })
})
