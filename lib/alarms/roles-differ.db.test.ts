import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { minute, sampledCluster } from './testing/sampled-cluster.ts'

useDatabase()
afterAll(closeAllClusters)
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: minute(0) })
  return () => vi.useRealTimers()
})

it('R-6: roles that brokers hold differently fire; equal again resolves, and not known is neither', async () => {
  const { clusterId, rule, evaluate, states, told, instances } = await sampledCluster()
  await rule({
    level: 'cluster',
    forPeriods: 0,
    keepFiringMs: 0,
    conditions: [{ metric: 'rolesDiffer', operator: 'gt', thresholds: { warning: 0 } }],
  })
  const compared = (n: number, differing: number | null) => {
    const row = { comparedAt: minute(n), differing }
    return db().roleComparison.upsert({ where: { clusterId }, create: { clusterId, ...row }, update: row })
  }
  await evaluate(1)
  expect(await states()).toEqual([])
  await compared(1, 2)
  await evaluate(2)
  expect(await instances()).toMatchObject([{ state: 'FIRING', metric: 'rolesDiffer', value: 2, level: 'cluster' }])
  // A broker is silent: nobody can say that all is well.
  await compared(2, null)
  await evaluate(3)
  expect(await states()).toEqual(['FIRING'])
  await compared(3, 0)
  await evaluate(4)
  await evaluate(5)
  expect(await states()).toEqual(['OK'])
  expect((await told()).map((each) => each.split(' ')[0])).toEqual(['FIRING', 'RESOLVED'])
})
