import { expect, test } from 'vitest'
import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import type { GroupSample } from '#lib/monitoring/sample.ts'
import { groupState } from './group-state.ts'
import { groupSample } from './testing/group-samples.ts'

const at = new Date()
const behind = (parts: Partial<GroupSample>): Partial<GroupSample> => ({
  lag: ok(500n, at),
  lagTimeMs: ok(120_000, at),
  ackTps: ok(5, at),
  ...parts,
})
const stale = <T>(value: T): Measured<T> => ({ value, state: 'stale', at })
const noClient = ok({ total: 0, remoting: 0, grpc: 0 }, at)

test.each([
  ['keeps up', {}, 'KEEPING_UP'],
  ['a commit overtook the answer of the broker', { lag: ok(-3n, at) }, 'KEEPING_UP'],
  ['less than a minute behind, whichever way', behind({ lagTimeMs: ok(59_999, at), trend: 'UP' }), 'KEEPING_UP'],
  ['nothing acknowledged for longer', behind({ ackTps: ok(0, at), trend: 'UP' }), 'STUCK'],
  ['nothing acknowledged, and the lag is steady', behind({ ackTps: ok(0, at), trend: 'FLAT' }), 'STUCK'],
  ['grows', behind({ trend: 'UP' }), 'FALLING_BEHIND'],
  ['shrinks', behind({ trend: 'DOWN' }), 'DRAINING'],
  ['shrinks because what waited expired', behind({ trend: 'DOWN', ackTps: ok(0, at) }), 'DRAINING'],
  ['stays', behind({ trend: 'FLAT' }), 'BEHIND'],
  ['behind, and no history yet', behind({ trend: null }), 'BEHIND'],
  ['behind by messages of unknown age', behind({ lagTimeMs: unknown('NO_ANSWER'), trend: 'UP' }), 'FALLING_BEHIND'],
  [
    'of unknown age, and consumed in a moment',
    behind({ lagTimeMs: unknown('NO_ANSWER'), ackTps: ok(100, at) }),
    'KEEPING_UP',
  ],
  ['nothing but a number', behind({ lagTimeMs: unknown('NO_ANSWER'), trend: null }), 'UNKNOWN'],
  ['nobody online', behind({ clients: noClient }), 'NO_CLIENT'],
  ['nobody online, lag unknown', { clients: noClient, lag: unknown('NO_ANSWER') }, 'NO_CLIENT'],
  ['G-10: never consumed', { lag: { value: null, state: 'na', at, reason: 'NEVER_CONSUMED' } }, 'NEVER_CONSUMED'],
  [
    'G-10: broadcast',
    { model: 'BROADCASTING', lag: { value: null, state: 'na', at, reason: 'BROADCAST' } },
    'BROADCAST',
  ],
  ['X-1: the lag is not known', { lag: unknown('NO_ANSWER') }, 'UNKNOWN'],
  [
    'X-1: a sum of at least 0 is no good news',
    { lag: { value: 0n, state: 'estimate', at, reason: 'PARTIAL' } },
    'UNKNOWN',
  ],
  ['X-2: the sampler has stopped', { lag: stale(0n), clients: stale({ total: 1, remoting: 1, grpc: 0 }) }, 'UNKNOWN'],
] satisfies [string, Partial<GroupSample>, string][])('%s', (_, parts, expected) => {
  expect(groupState(groupSample('g', parts))).toBe(expected)
})

test('a group that was not sampled yet', () => expect(groupState(undefined)).toBe('UNKNOWN'))
