import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { askCluster } from '#lib/clusters/rocketmq-problem.ts'
import type { BrokerEpoch } from '#lib/rocketmq/admin/brokers.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { type BrokerId, findBroker, serverOf } from './find-broker.ts'
import { readSyncStates } from './read-sync-states.ts'
import type { BrokerHa } from './schema.ts'

/**
 * Replication of one broker as it says it itself (907), asked now; in controller mode also the epochs of its commit log (1007)
 * and, from the controller that leads, the sync-state set (1006).
 *
 * @throws AppError what the broker said (NOT_SUPPORTED before 5.0), or that it said nothing within the deadline of a page
 */
export async function getBrokerHa(ctx: Context, input: BrokerId): Promise<BrokerHa> {
  requirePermission(ctx, 'node:read', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  const server = serverOf(await findBroker(input))
  const options = { signal: ctx.signal, timeoutMs: cluster.pageTimeoutMs }
  const readAt = new Date()
  const [ha, epochs, sync] = await Promise.all([
    askCluster(() => cluster.admin.brokers.getHaStatus(server, options)),
    readEpochs(cluster, server, ctx.signal),
    readSyncStates(cluster, [server.brokerName], ctx.signal),
  ])
  const syncState = sync.states.find(({ brokerName }) => brokerName === server.brokerName) ?? null
  return {
    isMaster: ha.isMaster,
    commitLogMaxOffset: ha.isMaster ? ha.masterCommitLogMaxOffset : null,
    inSyncSlaves: ha.isMaster ? ha.inSyncSlaveCount : null,
    slaves: ha.slaves,
    upstream: ha.upstream,
    epochs,
    syncState,
    readAt,
    ...(sync.partial.length > 0 && { partial: sync.partial }),
  }
}

/** Null outside controller mode: brokers then refuse, some by the text of a null pointer. */
async function readEpochs(
  { admin, pageTimeoutMs: timeoutMs }: LiveCluster,
  server: Server,
  signal: AbortSignal,
): Promise<BrokerEpoch[] | null> {
  return askCluster(async () => {
    try {
      return (await admin.brokers.getEpochs(server, { signal, timeoutMs })).epochs
    } catch (error) {
      if (error instanceof BrokerError) return null
      throw error
    }
  })
}
