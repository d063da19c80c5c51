import type { PartialEntry } from '#lib/api/endpoint.ts'
import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { askClients, OWNERS_AGE_MS } from './ask-clients.ts'
import { findGroup } from './find-group.ts'
import { progressRows } from './progress-rows.ts'
import { ownershipOf, queueOwners } from './queue-owners.ts'
import { GROUP_PATIENCE_MS, ONLINE_PATIENCE_MS, readGroupProgress } from './read-group-progress.ts'
import { askableClients, readOnline } from './read-online.ts'
import type { GroupProgress } from './schema.ts'

/**
 * Where a group stands, queue by queue, asked now of every broker. The queues of a broker that does not answer are listed with
 * unknown figures. Owners are what the remoting clients say themselves,
 * within the last 15 s; never guessed.
 *
 * @param input.topic only this topic
 * @param input.patienceMs for whom an answer may take longer than a page's
 * @throws AppError NOT_FOUND
 */
export async function getGroupProgress(
  ctx: Context,
  {
    clusterId,
    groupName,
    topic,
    patienceMs = GROUP_PATIENCE_MS,
  }: { clusterId: string; groupName: string; topic?: string | undefined; patienceMs?: number },
): Promise<GroupProgress & { partial?: PartialEntry[] }> {
  requirePermission(ctx, 'group:read', clusterId, onGroup(groupName))
  const { signal } = ctx
  const cluster = await getCluster(ctx, clusterId)
  const [{ entry }, inventory] = await Promise.all([
    findGroup(cluster, groupName, signal),
    cluster.getInventory({ signal }),
  ])
  requireAnswers(inventory)
  const readAt = new Date()
  const deadlineMs = performance.now() + patienceMs
  const online = readOnline({ ...cluster, pageTimeoutMs: ONLINE_PATIENCE_MS }, groupName, signal)
  const question = { groupName, sample: entry.sample, inventory, online, topicName: topic, deadlineMs, signal }
  const [{ live, topics, isIncomplete, partial }, clients] = await Promise.all([
    readGroupProgress(cluster, question),
    // Slower clients leave their queues without an owner.
    online.then((live) =>
      live.model === 'BROADCASTING'
        ? new Map<string, RunningInfo>()
        : askClients(cluster, groupName, live, {
            signal,
            patienceMs: deadlineMs - performance.now(),
            maxAgeMs: OWNERS_AGE_MS,
          }),
    ),
  ])
  return {
    ...progressRows({
      topics,
      ownerOf: queueOwners(clients),
      isBroadcast: live.model === 'BROADCASTING',
      isIncomplete,
    }),
    ownership: ownershipOf(live),
    owners: { asked: askableClients(live).length, answered: clients.size },
    readAt,
    ...(partial.length > 0 && { partial }),
  }
}
