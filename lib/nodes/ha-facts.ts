import type { HaStatus } from '#lib/rocketmq/admin/brokers.ts'
import type { HaFacts } from './node-facts.ts'

/** One member of a replica set after it was asked for its replication (907). */
export interface ReplicaHa {
  brokerId: number
  /** `host:port` that it serves at. */
  announcedAddress: string
  /** Null: no answer. */
  ha: HaStatus | 'NOT_SUPPORTED' | null
}

/**
 * Replication of one broker. A master shows the slave that is furthest behind; without one connected there is no gap. A slave
 * shows its own connection as the master counts it. Where several slaves run on one host the master's list does not tell them
 * apart: then the gap is the difference of the two ends, read one after the other.
 *
 * @param replicas all of its brokerName, itself among them
 */
export function haFacts(broker: ReplicaHa, replicas: readonly ReplicaHa[]): HaFacts {
  const { ha } = broker
  if (ha === 'NOT_SUPPORTED') return none('NOT_SUPPORTED')
  if (ha === null) return none('NO_ANSWER')
  if (ha.isMaster) {
    if (ha.slaves.length === 0) return { ...none(null), inSyncSlaves: 0 }
    const furthest = ha.slaves.toSorted((a, b) => Number(b.behindBytes - a.behindBytes))[0]
    const facts = known(
      furthest?.behindBytes ?? 0n,
      ha.slaves.every(({ isInSync }) => isInSync),
    )
    return { ...facts, inSyncSlaves: ha.slaves.filter(({ isInSync }) => isInSync).length }
  }
  const master = replicas.find((other) => typeof other.ha === 'object' && other.ha?.isMaster)?.ha
  if (!master || typeof master !== 'object') return none('NO_ANSWER')
  const host = hostOf(broker.announcedAddress)
  const neighbours = replicas.filter((other) => other.brokerId !== 0 && hostOf(other.announcedAddress) === host)
  const connections = master.slaves.filter(({ address }) => hostOf(address) === host)
  const [connection] = connections
  if (connection && connections.length === 1 && neighbours.length === 1) {
    return known(connection.behindBytes, connection.isInSync)
  }
  if (!ha.upstream) return none('NOT_REPORTED')
  const gap = master.masterCommitLogMaxOffset - ha.upstream.maxOffset
  return { ...known(gap, null), isEstimate: true }
}

const none = (reason: HaFacts['reason']): HaFacts => ({
  gapBytes: null,
  isInSync: null,
  inSyncSlaves: null,
  isEstimate: false,
  reason,
})

/** A slave may be ahead for a moment: the two ends are not read at once. */
const known = (gap: bigint, isInSync: boolean | null): HaFacts => ({
  gapBytes: String(gap > 0n ? gap : 0n),
  isInSync,
  inSyncSlaves: null,
  isEstimate: false,
  reason: null,
})

const hostOf = (address: string) => address.slice(0, address.lastIndexOf(':'))
