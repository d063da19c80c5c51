import { expect, it } from 'vitest'
import { ok } from '#lib/api/endpoint.ts'
import type { BehindGroup, ClusterItem, Health } from '#lib/clusters/schema.ts'
import { fleetProblemRows } from './fleet-problem-rows.ts'

const now = new Date('2026-11-26T12:00:00Z')
const cluster = (clusterId: string, health: Health, worstBehind: BehindGroup | null = null) =>
  ({ clusterId, health, worstBehind }) as ClusterItem // the fields that are read
const group = (state: BehindGroup['state'], lagTimeMs: number): BehindGroup => ({
  groupName: 'g',
  state,
  lag: ok(1n, now),
  lagTimeMs: ok(lagTimeMs, now),
  trend: 'UP',
  since: null,
})
const MINUTE_MS = 60_000

it('names health and the worst group of each cluster, the worst first; silences what people work on', () => {
  const rows = fleetProblemRows([
    cluster('a', 'HEALTHY'),
    cluster('b', 'WARNING'),
    cluster('c', 'HEALTHY', group('STUCK', MINUTE_MS)),
    cluster('d', 'ABNORMAL', group('FALLING_BEHIND', MINUTE_MS)),
    cluster('e', 'MAINTENANCE', group('STUCK', MINUTE_MS)),
    cluster('f', 'UNKNOWN', group('FALLING_BEHIND', 90 * MINUTE_MS)),
  ])
  expect(rows.map(({ id, state }) => [id, state])).toEqual([
    ['c group', 'critical'],
    ['d', 'critical'],
    ['f group', 'critical'],
    ['b', 'warning'],
    ['d group', 'warning'],
    ['f', 'unknown'],
  ])
})
