import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import type { GroupConfig } from '#lib/rocketmq/admin/groups.ts'
import type { TopicRow } from './topic-rows.ts'

/** What the configs of the groups say about how they read. */
export interface GroupFit {
  /** One per broker that has the group. */
  configsOf: (groupName: string) => GroupConfig[]
  /** Ordered delivery, on any broker; null when no broker that answered has a config of it. */
  isOrdered: (groupName: string) => boolean | null
  /** Every broker has answered: a group without config has none. */
  isComplete: boolean
}

/** From the group inventory: at most one request per broker. Without any answer nothing is known, which is no error here. */
export async function getGroupFit(cluster: LiveCluster, signal: AbortSignal): Promise<GroupFit> {
  try {
    const { groupConfigs, partial } = await cluster.getGroupInventory({ signal })
    const configsOf = (groupName: string) => groupConfigs.flatMap(({ configs }) => configs.get(groupName) ?? [])
    return {
      configsOf,
      isOrdered(groupName) {
        const configs = configsOf(groupName)
        return configs.length === 0 ? null : configs.some(({ consumeMessageOrderly }) => consumeMessageOrderly)
      },
      isComplete: partial.length === 0,
    }
  } catch (error) {
    if (error instanceof AppError) return { configsOf: () => [], isOrdered: () => null, isComplete: false }
    throw error
  }
}

/**
 * A FIFO topic that a concurrent group reads, or the other way round. Only types that somebody declared, and only what is known,
 * can misfit.
 */
export function isWrongFit(
  { type, isTypeDeclared, kind }: Pick<TopicRow, 'type' | 'isTypeDeclared' | 'kind'>,
  isOrdered: boolean | null,
): boolean {
  if (kind !== 'NORMAL' || !isTypeDeclared || isOrdered === null) return false
  if (type === 'FIFO') return !isOrdered
  return isOrdered && (type === 'NORMAL' || type === 'DELAY' || type === 'TRANSACTION')
}
