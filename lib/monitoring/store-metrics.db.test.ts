import { beforeEach, describe, expect, it } from 'vitest'
import { registerCluster } from '#lib/clusters/testing/register.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { clusterSample, groupSample } from '#lib/groups/testing/group-samples.ts'
import { workerContext } from '#lib/users/context.ts'
import { listMetrics } from './list-metrics.ts'
import { type MetricPoint, PASS_METRIC } from './metric-points.ts'
import { findStore } from './metric-store.ts'
import { queryMetrics } from './query-metrics.ts'
import { readStoreSize } from './read-store-size.ts'
import { rollUp } from './roll-up.ts'
import type { ClusterSample } from './sample.ts'
import { forgetStored, storePoints } from './store-metrics.ts'

useDatabase()

const ctx = workerContext(new AbortController().signal)
const MINUTE_MS = 60_000
const start = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 2 * 3_600_000)
const minute = (n: number) => new Date(start.getTime() + n * MINUTE_MS)

let clusterId: string
beforeEach(async () => {
  clusterId = (await registerCluster()).clusterId
})

const pass: MetricPoint = {
  metric: PASS_METRIC,
  scope: 'cluster',
  brokerName: '',
  topicName: '',
  groupName: '',
  value: 1,
}
const lag = (groupName: string, value: number | null, parts: Partial<MetricPoint> = {}): MetricPoint => ({
  ...pass,
  metric: 'lag',
  scope: 'group',
  groupName,
  value,
  ...parts,
})
/** One pass: the groups there are, and what was measured of them. */
const store = (n: number, points: MetricPoint[], parts: Partial<ClusterSample> = {}, maxSeries?: number) => {
  const names = new Set(points.flatMap(({ groupName }) => groupName || []))
  const groups = [...names].map((name) =>
    groupSample(name, name.startsWith('cast') ? { lag: { value: null, state: 'na', at: minute(n) } } : {}),
  )
  return storePoints({ ...clusterSample(clusterId, groups, minute(n)), ...parts }, [pass, ...points], maxSeries)
}
const lagOf = async (scope: 'group' | 'namespace', object: object, to: number) => {
  const { series } = await queryMetrics(ctx, {
    clusterId,
    metric: 'lag',
    scope,
    objects: [object],
    from: minute(0),
    to: minute(to),
    stepSeconds: 60,
  })
  const [line] = series
  return {
    isDeleted: line?.isDeleted,
    values: line?.points.map(([, value]) => (value === null ? null : Number(value))),
  }
}

describe('what is gone', () => {
  it('ends where it was last measured, is marked deleted, and goes on when it is back', async () => {
    await store(0, [lag('a', 5), lag('b', 7)])
    await store(1, [lag('a', 5)])
    await store(2, [lag('a', 5)])
    expect(await lagOf('group', { groupName: 'b' }, 2)).toEqual({ isDeleted: true, values: [7, null, null] })
    expect(await lagOf('group', { groupName: 'a' }, 2)).toEqual({ isDeleted: false, values: [5, 5, 5] })
    await store(3, [lag('a', 5), lag('b', 7)])
    expect(await lagOf('group', { groupName: 'b' }, 3)).toEqual({ isDeleted: false, values: [7, null, null, 7] })
  })

  it('is not judged while a broker is silent: that one may have it', async () => {
    const partial = [
      { address: '10.0.0.1:10911', brokerName: 'broker-a', code: 'CLUSTER_UNREACHABLE', detail: 'refused' },
    ]
    await store(0, [lag('a', 5), lag('b', 7)])
    await store(1, [lag('a', 5)], { partial })
    expect(await lagOf('group', { groupName: 'b' }, 1)).toEqual({ isDeleted: false, values: [7, null] })
  })

  it('is seen by the next worker too', async () => {
    await store(0, [lag('a', 5), lag('b', 7)])
    forgetStored(clusterId)
    await store(1, [lag('a', 5)])
    expect(await lagOf('group', { groupName: 'b' }, 1)).toEqual({ isDeleted: true, values: [7, null] })
  })
})

it('a namespace is the sum of its groups, unknown as soon as one is, whatever lag does not apply to', async () => {
  await store(0, [lag('pay%a', 5), lag('pay%b', 7), lag('other', 100)])
  await store(1, [lag('pay%a', 5), lag('pay%b', null), lag('other', 100)])
  await store(2, [lag('pay%a', 5), lag('pay%b', 8), lag('other', 100)])
  expect((await lagOf('namespace', { namespace: 'pay' }, 2)).values).toEqual([12, null, 13])
})

it('a source that changes is stored once, and one that is lost is no source', async () => {
  await store(0, [lag('a', 5)])
  await store(1, [lag('a', 5, { source: 'exporter' }), lag('b', 5, { source: 'exporter' })])
  await store(2, [lag('a', 5, { source: 'exporter' }), lag('b', 5)])
  const stored = () =>
    db().metricSource.findMany({ where: { clusterId, metric: 'lag', scope: 'group' }, orderBy: { at: 'asc' } })
  expect((await stored()).map(({ source }) => source)).toEqual(['admin', 'exporter', 'mixed'])
  const sourceOf = async () =>
    (await listMetrics(ctx, { clusterId })).items.find(({ metric }) => metric === 'lag')?.availability.source
  expect(await sourceOf()).toBe('mixed')
  await store(3, [])
  await store(20, [])
  expect((await stored()).at(-1)?.source).toBe('none')
  expect(await sourceOf()).toBeNull()
})

it('what comes after the roll-up has passed its minute is rolled up again', async () => {
  for (let n = 0; n < 60; n += 1) if (n !== 30) await store(n, [lag('a', 5)])
  await rollUp(ctx, { clusterId, now: minute(65) })
  expect((await findStore(clusterId))?.fiveMinuteUntil).toEqual(minute(60))
  await store(30, [lag('a', 5)])
  expect((await findStore(clusterId))?.fiveMinuteUntil).toEqual(minute(0))
  await rollUp(ctx, { clusterId, now: minute(65) })
  const { series } = await queryMetrics(ctx, {
    clusterId,
    metric: 'lag',
    scope: 'group',
    objects: [{ groupName: 'a' }],
    from: minute(0),
    to: new Date(minute(60).getTime() - 1),
    stepSeconds: 300,
  })
  expect(series[0]?.points.map(([, value]) => Number(value))).toEqual(Array.from({ length: 12 }, () => 5))
  const rows = await db().metricSample5m.findMany({ where: { at: minute(0) } })
  expect(new Set(rows.map(({ count }) => count))).toEqual(new Set([60]))
})

it('series beyond the cap are counted, and shown', async () => {
  const points = Array.from({ length: 10 }, (_, i) => lag(`g${i}`, i))
  expect(await store(0, points, {}, 8)).toEqual({ dropped: 3 })
  expect((await readStoreSize(clusterId))?.droppedSeries).toBe(3)
  // The rest is stored.
  expect((await lagOf('group', { groupName: 'g3' }, 1)).values).toEqual([3, null])
})

it('what is no number is not known', async () => {
  await store(0, [lag('a', 5)])
  await store(1, [lag('a', Number.NaN)])
  expect((await lagOf('group', { groupName: 'a' }, 1)).values).toEqual([5, null])
})
