import type { State } from '#components/ui/state-pill.tsx'
import type { Broker, Node } from '#lib/nodes/schema.ts'

/** A word of `nodes.states`. */
export type NodeWord =
  | 'ok'
  | 'unchecked'
  | 'noAnswer'
  | 'down'
  | 'notDialable'
  | 'refuses'
  | 'disk'
  | 'behind'
  | 'slow'
  | 'drained'
  | 'partlyDown'

export interface NodeState {
  state: State
  word: NodeWord
}

/** Share of a disk, and wait for a thread, from which a broker needs somebody. */
export const DISK_LIMITS = [0.75, 0.9] as const
export const WAIT_LIMITS_MS = [200, 1_000] as const

/** How the last check found a node, in one word: what stops it before what slows it. */
export function nodeState(node: Pick<Node, 'isUp' | 'error'>): NodeState {
  if (node.isUp === null) return { state: 'unknown', word: 'unchecked' }
  if (!node.isUp) {
    return node.error?.code === 'CLUSTER_TIMEOUT'
      ? { state: 'critical', word: 'noAnswer' }
      : { state: 'critical', word: 'down' }
  }
  return node.error ? { state: 'warning', word: 'refuses' } : { state: 'ok', word: 'ok' }
}

/** The same of a broker, whose numbers may be worth a word too. */
export function brokerState(broker: Broker): NodeState {
  const found = nodeState(broker)
  if (isOutOfReach(broker)) return { state: 'critical', word: 'notDialable' }
  if (found.word !== 'ok') return found
  if ((broker.diskUsedRatio.value ?? 0) > DISK_LIMITS[0]) return { state: 'warning', word: 'disk' }
  if (broker.haInSync.value === false) return { state: 'warning', word: 'behind' }
  if ((broker.sendQueueWaitMs.value ?? 0) > WAIT_LIMITS_MS[0]) return { state: 'warning', word: 'slow' }
  return broker.drainMethod === null ? found : { state: 'info', word: 'drained' }
}

/** Never seen up, and no connection comes about: the address that it announces leads nowhere from here. */
export const isOutOfReach = ({ isUp, isDialable, lastSeenAt }: Broker): boolean =>
  isUp === false && isDialable === false && lastSeenAt === null

/** Amber above the first limit, red above the second. */
export const limitTone = (value: number | null, [warning, critical]: readonly [number, number]) =>
  value === null || value <= warning ? undefined : value <= critical ? ('warning' as const) : ('critical' as const)
