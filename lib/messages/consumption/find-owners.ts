import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { askClients, OWNERS_AGE_MS } from '#lib/groups/ask-clients.ts'
import { askEach } from '#lib/groups/ask-each.ts'
import { type QueueName, queueKey, queueOwners } from '#lib/groups/queue-owners.ts'
import type { ReachableClients } from '#lib/groups/read-online.ts'

/** For the clients of all groups together: the rest of the answer is there already. */
const PATIENCE_MS = 500

/**
 * Which client of each group reads a queue, as the clients themselves say; never guessed. One group after the other, for each may
 * have hundreds of clients; who does not answer in time leaves its group without an owner until somebody asks again.
 *
 * @param reachable by group name; groups whose queues belong to one client each
 * @returns clientId by group name
 */
export async function findOwners(
  cluster: LiveCluster,
  reachable: ReadonlyMap<string, ReachableClients>,
  queue: QueueName,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const owners = new Map<string, string>()
  const deadlineMs = performance.now() + PATIENCE_MS
  await askEach([...reachable], 1, async ([groupName, clients]) => {
    const patienceMs = deadlineMs - performance.now()
    const answers = await askClients(cluster, groupName, clients, { signal, patienceMs, maxAgeMs: OWNERS_AGE_MS })
    const owner = queueOwners(answers).get(queueKey(queue))
    if (owner !== undefined) owners.set(groupName, owner)
  })
  return owners
}
