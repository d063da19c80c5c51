import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { ok } from '#lib/api/endpoint.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { listClusters } from '#lib/clusters/list-clusters.ts'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { groupSample } from '#lib/groups/testing/group-samples.ts'
import { NodeReader } from '#lib/monitoring/node-numbers.ts'
import { storeSample } from '#lib/monitoring/sample-store.ts'
import { emptyMemory } from '#lib/monitoring/sampler-memory.ts'
import { putSamples } from '#lib/monitoring/testing/put-samples.ts'
import { type FakeClusterOptions, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import { handMadeSample } from '#lib/topics/testing/hand-made-sample.ts'
import { workerContext } from '#lib/users/context.ts'
import { checkNodes } from './check-nodes.ts'

useDatabase()
afterAll(closeAllClusters)

const ctx = workerContext(new AbortController().signal)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const now = new Date()
const waits = (lag: bigint, lagTimeMs: number) => ({ lag: ok(lag, now), lagTimeMs: ok(lagTimeMs, now) })

async function registered(options: FakeClusterOptions = {}) {
  const fake = await startFakeCluster({ brokers: 2, ...options })
  onTestFinished(() => fake.stop())
  const { clusterId } = await registerCluster({ nameServers: fake.nameServers })
  const row = async () =>
    (await listClusters(ctx, { page: 1, pageSize: 500 })).items.find((item) => item.clusterId === clusterId)
  const sampled = (groups: Parameters<typeof handMadeSample>[0]['groups'] = []) =>
    storeSample({ ...handMadeSample({ groups }), clusterId, at: now }, emptyMemory())
  return { fake, clusterId, row, sampled }
}

/** Stored samples of one series, as the sampler writes them. */
async function history(
  clusterId: string,
  series: { metric: string; scope: string; brokerName?: string; groupName?: string },
  points: readonly (readonly [Date, number])[],
) {
  await putSamples(clusterId, series, points)
}

describe('the row of the fleet', () => {
  it('counts groups as their list does, and names the one with the longest lag time', async () => {
    const groups = ['pay%g', 'slow', 'CID_RMQ_SYS_TRANS'].map((groupName) => ({ groupName }))
    const { clusterId, row, sampled } = await registered({ groups })
    await sampled([
      groupSample('slow', { ...waits(5n, 30_000), trend: 'DOWN' }),
      groupSample('pay%g', { ...waits(9_000n, 20_000), trend: 'UP' }),
      groupSample('CID_RMQ_SYS_TRANS', waits(1n, 99_000_000)),
      groupSample('watchers@broadcast', waits(1n, 99_000_000)),
    ])
    await checkNodes(ctx, { clusterId, now })
    expect(await row()).toMatchObject({
      groups: { value: 2, state: 'ok' },
      worstLag: { groupName: 'slow', lag: { value: 5n }, lagTimeMs: { value: 30_000, state: 'ok' }, trend: 'DOWN' },
      groupsBehind: { value: 0, state: 'ok' },
      worstBehind: null,
    })
  })

  it('C-18: names what is known of the versions of its brokers', async () => {
    const { clusterId, row } = await registered({ runtime: { brokerVersionDesc: 'V5_1_0' } })
    await checkNodes(ctx, { clusterId, now })
    expect(await row()).toMatchObject({ versionLowest: '5.1.0', cves: ['CVE-2023-33246', 'CVE-2024-23321'] })
  })

  it('names the worst group that is stuck or falls behind, and since when', async () => {
    const { clusterId, row, sampled } = await registered()
    const began = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS - 20 * MINUTE_MS)
    const before = new Date(began.getTime() - 10 * MINUTE_MS)
    const minutes = Array.from({ length: 31 }, (_, index) => new Date(before.getTime() + index * MINUTE_MS))
    await history(
      clusterId,
      { metric: 'pass', scope: 'cluster' },
      minutes.map((at) => [at, 1]),
    )
    await history(clusterId, { metric: 'lagTimeMs', scope: 'group', groupName: 'stuck' }, [
      [before, 0],
      [began, 90_000],
    ])
    await sampled([
      groupSample('stuck', { ...waits(7n, 1_200_000), ackTps: ok(0, now), trend: 'UP' }),
      groupSample('behind', { ...waits(8n, 300_000), ackTps: ok(2, now), trend: 'UP' }),
      groupSample('draining', { ...waits(9n, 9_000_000), ackTps: ok(2, now), trend: 'DOWN' }),
    ])
    await checkNodes(ctx, { clusterId, now })
    const first = await row()
    expect(first).toMatchObject({
      worstLag: { groupName: 'draining' },
      groupsBehind: { value: 2, state: 'ok' },
      worstBehind: { groupName: 'stuck', state: 'STUCK', lag: { value: 7n }, since: began },
    })
    // The same group keeps its date.
    await checkNodes(ctx, { clusterId, now: new Date(now.getTime() + 15_000) })
    expect((await row())?.worstBehind?.since).toEqual(began)
  })

  it('X-1: what the sampler could not tell is not 0 groups behind', async () => {
    const { clusterId, row, sampled } = await registered()
    await sampled([groupSample('g', { lag: { value: null, state: 'unknown', at: null, reason: 'NO_ANSWER' } })])
    await checkNodes(ctx, { clusterId, now })
    expect(await row()).toMatchObject({ groupsBehind: { value: null, state: 'unknown' }, worstLag: null })
  })

  it('C-24: the disk forecast needs 24 h of samples, and is that of the disk which is full first', async () => {
    const { clusterId, row } = await registered()
    const hours = (perHour: number) =>
      Array.from({ length: 26 }, (_, hour): [Date, number] => [
        new Date(now.getTime() - (25 - hour) * HOUR_MS),
        0.5 + hour * perHour,
      ])
    await checkNodes(ctx, { clusterId, now })
    expect((await row())?.diskFullInDays).toMatchObject({ value: null, state: 'unknown', reason: 'NOT_SAMPLED' })
    await history(clusterId, { metric: 'diskUsedRatio', scope: 'broker', brokerName: 'broker-a' }, hours(0.001))
    await history(clusterId, { metric: 'diskUsedRatio', scope: 'broker', brokerName: 'broker-b' }, hours(0.01))
    await checkNodes(ctx, { clusterId, now: new Date(now.getTime() + 11 * MINUTE_MS) })
    const forecast = (await row())?.diskFullInDays
    expect(forecast?.state).toBe('estimate')
    // (0.9 − 0.75) / 0.24 a day
    expect(forecast?.value).toBeCloseTo(0.625, 3)
    // Charts of brokers have each its own.
    const { brokers } = await new NodeReader().read(clusterId, new Date())
    expect(brokers.get('broker-b')?.diskFullInDays).toBeCloseTo(forecast?.value ?? 0, 1)
    expect(brokers.get('broker-a')?.diskFullInDays).toBeGreaterThan(forecast?.value ?? 0)
  })

  it('X-4: the list of clusters asks nobody', async () => {
    const { fake, clusterId, row, sampled } = await registered()
    await sampled([groupSample('g')])
    await checkNodes(ctx, { clusterId, now })
    const before = fake.requestCount
    await row()
    expect(fake.requestCount).toBe(before)
  })
})
