import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import { STALE_AFTER_MS } from '#lib/clusters/health-facts.ts'
import type { ClusterNode } from '#lib/db/generated/client.ts'
import type { NewestMinute } from '#lib/monitoring/newest-of-brokers.ts'
import { knownCves, splitMuted } from './known-cves.ts'
import { BrokerFacts } from './node-facts.ts'
import type { Broker } from './schema.ts'
import { toNode } from './to-node.ts'

/** What is known of the brokers of a cluster beside their rows. */
export interface BesideBrokers {
  /** Weaknesses that nobody is warned of in the cluster. */
  muted: ReadonlySet<string>
  /** `refusedByBrokers`. */
  refused: ReadonlyMap<string, NewestMinute>
}

/** A stored broker as it may be shown now; null for a row that is none. */
export function toBroker(row: ClusterNode, now: Date, { muted, refused }: BesideBrokers): Broker | null {
  const { clusterName, brokerName, brokerId } = row
  if (row.kind !== 'broker' || clusterName === null || brokerName === null || brokerId === null) return null
  const facts = BrokerFacts.parse(row.facts)
  const heardAt = facts.heardAt === null ? null : new Date(facts.heardAt)
  const hasAnswered = heardAt !== null && heardAt.getTime() === row.checkedAt?.getTime()
  const shown = measure({ heardAt, hasAnswered, now })
  const isSilent = shown(0).state === 'unknown'
  const number = (value: number | null) => shown(value)
  const int64 = (value: string | null) => shown(value === null ? null : BigInt(value))
  const { ha, config } = facts
  return {
    ...toNode(row, now),
    clusterName,
    brokerName,
    brokerId,
    role: brokerId === 0 ? 'MASTER' : 'SLAVE',
    isActingMaster: facts.isActingMaster,
    isDialable: facts.isDialable,
    bootAt: facts.bootAt === null ? null : new Date(facts.bootAt),
    inTps: number(facts.inTps),
    outTps: number(facts.outTps),
    inTps1m: isSilent ? null : facts.inTps1m,
    inTps10m: isSilent ? null : facts.inTps10m,
    outTps1m: isSilent ? null : facts.outTps1m,
    outTps10m: isSilent ? null : facts.outTps10m,
    putToday: int64(facts.putToday),
    putYesterday: int64(facts.putYesterday),
    getToday: int64(facts.getToday),
    getYesterday: int64(facts.getYesterday),
    diskUsedRatio: number(facts.diskUsedRatio),
    // The broker rounds it to a tenth of its unit.
    diskFreeBytes: estimate(int64(facts.diskFreeBytes)),
    commitLogBytes: int64(facts.commitLogBytes),
    oldestMessageAt: oldest(shown(facts.oldestMessageAt === null ? null : new Date(facts.oldestMessageAt))),
    sendQueueWaitMs: number(facts.sendQueueWaitMs),
    pageCacheLockMs: number(facts.pageCacheLockMs),
    pools: isSilent ? [] : facts.pools,
    haGapBytes: haValue(int64(ha?.gapBytes ?? null), ha),
    haInSync: haValue(shown(ha?.isInSync ?? null), ha),
    rejectedPerSecond: rejected(number(facts.rejectedPerSecond), brokerId === 0 ? refused.get(brokerName) : undefined),
    canWrite: config?.canWrite ?? null,
    drainMethod: config?.drainMethod ?? null,
    driftKeys: config?.driftKeys ?? [],
    ...splitMuted(knownCves('broker', row.version), muted),
  }
}

/**
 * The state of what a broker said: good when it answered the last check and that is recent; stale for three periods after it was
 * last heard, or once the checks themselves have stopped; then not known.
 */
function measure({ heardAt, hasAnswered, now }: { heardAt: Date | null; hasAnswered: boolean; now: Date }) {
  return <T>(value: T | null): Measured<T> => {
    if (heardAt === null) return unknown('NO_ANSWER')
    const isOld = now.getTime() - heardAt.getTime() > STALE_AFTER_MS
    if (!hasAnswered && isOld) return unknown('NO_ANSWER', heardAt)
    if (value === null) return unknown('NOT_REPORTED', heardAt)
    return hasAnswered && !isOld ? ok(value, heardAt) : { value, state: 'stale', at: heardAt, reason: 'OLD' }
  }
}

const estimate = <T>(measured: Measured<T>): Measured<T> =>
  measured.state === 'ok' ? { ...measured, state: 'estimate' } : measured

/** An answer without an oldest message: the store is empty. */
const oldest = (measured: Measured<Date>): Measured<Date> =>
  measured.reason === 'NOT_REPORTED' ? { value: null, state: 'na', at: measured.at } : measured

/**
 * Failed puts, which the broker counts itself, and busy answers, which only its metrics endpoint tells. No request is both: what is
 * refused as too busy does not reach the store. Without one of the two it is "at least".
 */
function rejected(failedPuts: Measured<number>, busy: NewestMinute | undefined): Measured<number> {
  const failed: Measured<number> =
    failedPuts.reason === 'NOT_REPORTED' ? unknown('NOT_SAMPLED', failedPuts.at) : failedPuts
  if (!busy || failed.reason === 'NO_ANSWER')
    return failed.state === 'ok' ? { ...failed, state: 'estimate', reason: 'PARTIAL' } : failed
  if (failed.value === null || failed.at === null)
    return { value: busy.value, state: 'estimate', at: busy.at, reason: 'PARTIAL' }
  const oldest = new Date(Math.min(failed.at.getTime(), busy.at.getTime()))
  return { ...failed, value: failed.value + busy.value, at: oldest }
}

function haValue<T>(measured: Measured<T>, ha: BrokerFacts['ha']): Measured<T> {
  if (measured.reason !== 'NOT_REPORTED') return ha?.isEstimate ? estimate(measured) : measured
  if (ha === null) return unknown('NOT_SAMPLED', measured.at)
  // A master without a slave has no gap, and a version without the request never will tell.
  if (ha.gapBytes === null && ha.reason === null) return { value: null, state: 'na', at: measured.at }
  if (ha.reason === 'NOT_SUPPORTED') return { value: null, state: 'na', at: measured.at, reason: ha.reason }
  return unknown(ha.reason ?? 'NOT_REPORTED', measured.at)
}
