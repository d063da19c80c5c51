import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import type { SyncState } from '#lib/rocketmq/admin/controllers.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'

export interface SyncStates {
  /** The controller that answered; null where none is registered, or none leads. */
  leader: string | null
  states: SyncState[]
  partial: PartialEntry[]
}

/**
 * Which replicas of some brokers are as far as their master (1006), asked of the controller that leads (1005). Only registered
 * controllers are dialled, so a leader that is not registered is named and not asked.
 */
export async function readSyncStates(
  { admin, controllers, pageTimeoutMs: timeoutMs }: LiveCluster,
  brokerNames: readonly string[],
  signal: AbortSignal,
): Promise<SyncStates> {
  const options = { signal, timeoutMs }
  const partial: PartialEntry[] = []
  const note = (address: string, error: unknown) => {
    if (!(error instanceof RocketmqError)) throw error
    partial.push(toPartialEntry({ address }, error))
  }
  const leaders = await Promise.all(
    controllers.map(async (address) => {
      try {
        const { metadata } = await admin.controllers.probe(address, options)
        return metadata.isLeader ? address : metadata.leaderAddress
      } catch (error) {
        note(address, error)
        return null
      }
    }),
  )
  const named = leaders.find((address) => address !== null) ?? null
  const leader = leaders.find((address) => address !== null && controllers.includes(address)) ?? null
  if (leader === null) {
    if (named !== null) {
      const detail = `The controller that leads, ${named}, is not registered, so it is not asked.`
      partial.push({ address: named, code: 'NOT_FOUND', detail })
    }
    return { leader: null, states: [], partial }
  }
  try {
    return { leader, states: await admin.controllers.getSyncStates(leader, brokerNames, options), partial }
  } catch (error) {
    note(leader, error)
    return { leader, states: [], partial }
  }
}
