import { describe, expect, it } from 'vitest'
import { ok, unknown } from '#lib/api/endpoint.ts'
import type { GroupEntry } from '#lib/groups/group-entries.ts'
import type { GroupState } from '#lib/groups/schema.ts'
import { findProblems, type ProblemsInput } from './find-problems.ts'

const now = new Date('2026-11-26T12:00:00Z')
const sample = { at: now, periodMs: 15_000 }
const HOUR = 3_600_000

interface Parts {
  state: GroupState
  lag?: bigint
  lagTimeMs?: number
  consumeEnable?: boolean
  isSystem?: boolean
  consistency?: 'INCONSISTENT'
}

const group = (groupName: string, parts: Parts) =>
  ({
    item: {
      groupName,
      isSystem: parts.isSystem ?? false,
      state: parts.state,
      lag: ok(parts.lag ?? 0n, now),
      lagTimeMs: parts.lagTimeMs === undefined ? unknown('NOT_SAMPLED') : ok(parts.lagTimeMs, now),
      trend: null,
      consumeEnable: parts.consumeEnable ?? true,
      consistency: parts.consistency ?? null,
      inconsistentClients: 1,
      clients: ok({ total: 2, remoting: 2, grpc: 0 }, now),
    },
    sample: { inconsistentSince: now },
  }) as unknown as GroupEntry // the parts that problems are found by

const find = (parts: Partial<ProblemsInput>) =>
  findProblems({ reasons: [], healthSince: now, groups: [], brokers: [], sample, silent: [], now, ...parts }).map(
    ({ code, severity, object, count }) => [severity, code, object?.name ?? count],
  )

describe('findProblems', () => {
  it('of a cluster in order there is nothing', () => {
    expect(
      find({ groups: [group('a', { state: 'KEEPING_UP', lag: 3n }), group('b', { state: 'BROADCAST' })] }),
    ).toEqual([])
  })

  it('the broken things first, and of the groups the oldest first', () => {
    const groups = [
      group('young', { state: 'FALLING_BEHIND', lag: 10n, lagTimeMs: 120_000 }),
      group('old', { state: 'FALLING_BEHIND', lag: 10n, lagTimeMs: 2 * HOUR }),
      group('stuck', { state: 'STUCK', lag: 10n, lagTimeMs: 300_000 }),
      group('differs', { state: 'KEEPING_UP', consistency: 'INCONSISTENT' }),
    ]
    const reasons = [{ code: 'SLAVE_DOWN', params: {}, count: 2, link: '/nodes' } as const]
    expect(find({ groups, reasons })).toEqual([
      ['critical', 'GROUP_FALLING_BEHIND', 'old'],
      ['critical', 'GROUP_STUCK', 'stuck'],
      ['warning', 'SLAVE_DOWN', 2],
      ['warning', 'GROUP_FALLING_BEHIND', 'young'],
      ['warning', 'GROUP_INCONSISTENT', 'differs'],
    ])
  })

  it('a group that was switched off, or that nobody runs, waits as it must', () => {
    const groups = [
      group('off', { state: 'STUCK', lag: 10n, lagTimeMs: HOUR, consumeEnable: false }),
      group('nobody', { state: 'NO_CLIENT', lag: 10n, lagTimeMs: 2 * HOUR }),
      group('empty', { state: 'NO_CLIENT' }),
      group('CID_RMQ_SYS_TRANS', { state: 'STUCK', lag: 10n, isSystem: true }),
    ]
    expect(find({ groups })).toEqual([
      ['warning', 'GROUP_STUCK', 'off'],
      ['warning', 'GROUP_NO_CLIENT', 'nobody'],
    ])
  })

  it('names five of a kind and counts the rest', () => {
    const groups = Array.from({ length: 40 }, (_, i) =>
      group(`g${i}`, { state: 'STUCK', lag: 1n, lagTimeMs: i * 1000 }),
    )
    const found = find({ groups })
    expect(found).toHaveLength(6)
    expect(found[0]).toEqual(['critical', 'GROUP_STUCK', 'g39'])
    expect(found.at(-1)).toEqual(['critical', 'GROUP_STUCK_MORE', 35])
  })

  it('X-1, X-2: what is not known is a problem of its own, never a calm line', () => {
    expect(find({ sample: null })).toEqual([['unknown', 'NOT_SAMPLED', 1]])
    expect(find({ sample: { at: new Date(now.getTime() - 60_000), periodMs: 15_000 } })).toEqual([
      ['unknown', 'SAMPLE_OLD', 1],
    ])
    expect(find({ silent: ['broker-b'] })).toEqual([['unknown', 'SERVERS_SILENT', 1]])
    expect(find({ groups: [group('g', { state: 'UNKNOWN', lag: 5n })] })).toEqual([['unknown', 'GROUPS_UNKNOWN', 1]])
  })

  it('a server that the health names already is not named twice', () => {
    const reasons = [{ code: 'MASTER_DOWN', params: { names: 'broker-b' }, count: 1, link: '/nodes' } as const]
    expect(find({ reasons, silent: ['broker-b'] })).toEqual([['critical', 'MASTER_DOWN', 1]])
  })
})
