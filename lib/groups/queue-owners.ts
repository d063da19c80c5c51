import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import type { LiveOnline } from './read-online.ts'
import type { QueueOwnership } from './schema.ts'

export interface QueueName {
  topicName: string
  brokerName: string
  queueId: number
}

export const queueKey = ({ topicName, brokerName, queueId }: QueueName) => `${topicName}\n${brokerName}\n${queueId}`

/** How the queues of a group are shared out among its clients. */
export function ownershipOf({ online, type, model, partial }: LiveOnline): QueueOwnership {
  if (online.clients.length === 0) return partial.length === 0 ? 'NONE' : 'UNKNOWN'
  if (model === 'BROADCASTING') return 'EVERY_CLIENT'
  return type === 'POP' ? 'SHARED' : 'EXCLUSIVE'
}

/**
 * Which client reads which queue, as the clients themselves say. While they share the queues out anew two may claim one: the one
 * that pulled from it last reads it.
 *
 * @returns clientId by {@link queueKey}; a queue that no client claims is missing
 */
export function queueOwners(answers: ReadonlyMap<string, RunningInfo>): ReadonlyMap<string, string> {
  const owners = new Map<string, { clientId: string; pulledAt: number }>()
  for (const [clientId, { queues }] of answers) {
    for (const queue of queues) {
      if (queue.isDropped) continue
      const key = queueKey(queue)
      const pulledAt = queue.lastPullAt?.getTime() ?? 0
      const other = owners.get(key)
      if (!other || pulledAt > other.pulledAt) owners.set(key, { clientId, pulledAt })
    }
  }
  return new Map([...owners].map(([key, { clientId }]) => [key, clientId]))
}
