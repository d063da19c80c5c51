import type { SubscriptionData } from '#lib/rocketmq/admin/groups.ts'
import { ownSubscriptions } from './online.ts'
import type { SubscriptionSet } from './sample.ts'

/** What one client says that it subscribes to; null when it was not asked or did not answer. */
export interface ClientSubscriptions {
  clientId: string
  subscriptions: readonly SubscriptionData[] | null
}

export interface Consistency {
  consistency: 'CONSISTENT' | 'INCONSISTENT' | 'UNKNOWN'
  /** Clients whose set is not that of most. */
  inconsistentClients: number
  /** Distinct sets, the one of most clients first. */
  sets: Omit<SubscriptionSet, 'since'>[]
}

const textOf = (set: SubscriptionSet['subscriptions']) => JSON.stringify(set)

/**
 * Do all online clients of a group subscribe to the same topics with the same expressions? A broker keeps one set per group, so
 * each client is asked; with one that cannot be asked the answer is unknown, unless those that answered differ already. A
 * single client agrees with itself.
 */
export function compareSubscriptions(clients: readonly ClientSubscriptions[]): Consistency {
  const bySet = new Map<string, Omit<SubscriptionSet, 'since'> & { clientIds: string[] }>()
  for (const { clientId, subscriptions } of clients) {
    if (subscriptions === null) continue
    const own = ownSubscriptions(subscriptions).map(({ topicName, expressionType, expression }) => ({
      topicName,
      expressionType,
      expression,
    }))
    const key = textOf(own)
    const set = bySet.get(key) ?? { subscriptions: own, clientIds: [] }
    set.clientIds.push(clientId)
    bySet.set(key, set)
  }
  const sets = [...bySet.values()].sort((a, b) => b.clientIds.length - a.clientIds.length)
  const answered = sets.reduce((sum, { clientIds }) => sum + clientIds.length, 0)
  if (sets.length > 1) {
    return { consistency: 'INCONSISTENT', inconsistentClients: answered - (sets[0]?.clientIds.length ?? 0), sets }
  }
  const isKnown = answered === clients.length || clients.length === 1
  return { consistency: isKnown ? 'CONSISTENT' : 'UNKNOWN', inconsistentClients: 0, sets }
}
