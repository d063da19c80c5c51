import { describe, expect, it } from 'vitest'
import type { HaStatus } from '#lib/rocketmq/admin/brokers.ts'
import { haFacts, type ReplicaHa } from './ha-facts.ts'

const connection = (address: string, behindBytes: bigint, isInSync = true) => ({
  address,
  ackOffset: 0n,
  behindBytes,
  isInSync,
  bytesPerSecond: 0,
  transferFromOffset: 0n,
})
const master = (slaves: HaStatus['slaves'], host = '10.0.0.1'): ReplicaHa => ({
  brokerId: 0,
  announcedAddress: `${host}:10911`,
  ha: { isMaster: true, masterCommitLogMaxOffset: 1000n, inSyncSlaveCount: 0, slaves, upstream: null },
})
const slave = (brokerId: number, host: string, maxOffset: bigint): ReplicaHa => ({
  brokerId,
  announcedAddress: `${host}:10911`,
  ha: {
    isMaster: false,
    masterCommitLogMaxOffset: 0n,
    inSyncSlaveCount: 0,
    slaves: [],
    upstream: {
      masterAddress: '10.0.0.1:10912',
      maxOffset,
      masterFlushOffset: 0n,
      bytesPerSecond: 0,
      lastReadAt: null,
      lastWriteAt: null,
    },
  },
})
const none = { gapBytes: null, isInSync: null, isEstimate: false }

describe('haFacts', () => {
  const behind = slave(1, '10.0.0.2', 700n)
  const other = slave(2, '10.0.0.3', 1000n)
  const full = master([connection('10.0.0.2:4711', 300n, false), connection('10.0.0.3:4711', 0n)])
  const alone = master([connection('10.0.0.1:5', 12n)])
  const sameHost = master([connection('10.0.0.1:5', 1n), connection('10.0.0.1:6', 2n)])
  const twins = [slave(1, '10.0.0.1', 900n), slave(2, '10.0.0.1', 1200n)] as const

  it.each<[string, ReplicaHa, ReplicaHa[], object]>([
    ['a master shows the slave furthest behind', full, [full, behind, other], { gapBytes: '300', isInSync: false }],
    ['C-16: a master without a slave has no gap', master([]), [master([])], { ...none, reason: null }],
    ['a slave shows its own connection', behind, [full, behind, other], { gapBytes: '300', isInSync: false }],
    ['one that has caught up shows 0', other, [full, behind, other], { gapBytes: '0', isInSync: true }],
    [
      'a single slave on the host of its master',
      slave(1, '10.0.0.1', 0n),
      [alone, slave(1, '10.0.0.1', 0n)],
      { gapBytes: '12', isInSync: true },
    ],
    [
      'slaves of one host are told apart by their ends',
      twins[0],
      [sameHost, ...twins],
      { gapBytes: '100', isInSync: null, isEstimate: true },
    ],
    [
      'one that reads later than its master is not ahead',
      twins[1],
      [sameHost, ...twins],
      { gapBytes: '0', isEstimate: true },
    ],
    ['a slave whose master is silent', behind, [{ ...full, ha: null }, behind], { ...none, reason: 'NO_ANSWER' }],
    ['a broker that says nothing', { ...full, ha: null }, [], { ...none, reason: 'NO_ANSWER' }],
    ['a broker before 5.0', { ...full, ha: 'NOT_SUPPORTED' }, [], { ...none, reason: 'NOT_SUPPORTED' }],
  ])('%s', (_, broker, replicas, expected) => {
    expect(haFacts(broker, replicas)).toMatchObject(expected)
  })
})
