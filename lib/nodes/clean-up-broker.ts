import type { FanOut } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { StartedJob } from '#lib/jobs/schema.ts'
import { startJob } from '#lib/jobs/start-job.ts'
import { mqadminLine } from '#lib/mqadmin-line.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findBroker, serverOf } from './find-broker.ts'
import type { CleanupKind } from './schema.ts'

export interface StartCleanupInput {
  clusterId: string
  brokerName: string
  brokerId: number
  kind: CleanupKind
  /** On every broker of the cluster. */
  everywhere?: boolean | undefined
  source?: string | undefined
  reason?: string | undefined
}

/** A broker goes through all its files before it answers. */
const CLEANUP_TIMEOUT_MS = 120_000
/** One after another: cleaning costs a broker disk and time. */
const RATE = 1

/**
 * Has a broker, or all of them, drop files that nothing needs any more, as a job with a result per broker.
 *
 * @throws AppError NOT_FOUND, FORBIDDEN, READ_ONLY
 */
export async function startCleanup(ctx: Context, input: StartCleanupInput): Promise<StartedJob> {
  const { clusterId, brokerName, brokerId, kind, everywhere, source, reason } = input
  requirePermission(ctx, 'broker:cleanup', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const one = serverOf(await findBroker({ clusterId, brokerName, brokerId }))
  const { info } = await cluster.getInventory({ signal: ctx.signal, fresh: true })
  const servers = everywhere ? info.brokers.flatMap((broker) => broker.servers) : [one]
  return startJob(ctx, {
    clusterId,
    kind: 'broker.cleanup',
    input: { cleanup: kind },
    items: servers.map(({ address }) => ({ target: address })),
    source,
    reason,
    ratePerSecond: RATE,
  })
}

/**
 * Cleans one broker, which may take minutes.
 *
 * @throws AppError NOT_FOUND for an address that is no broker's, READ_ONLY; CLUSTER_… when it refuses or does not answer
 */
export async function cleanUpBroker(
  ctx: Context,
  { clusterId, address, kind }: { clusterId: string; address: string; kind: CleanupKind },
): Promise<FanOut<never>> {
  requirePermission(ctx, 'broker:cleanup', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const { info } = await cluster.getInventory({ signal: ctx.signal })
  const server: Server | undefined = info.brokers
    .flatMap((broker) => broker.servers)
    .find((known) => known.address === address)
  if (!server) throw new AppError('NOT_FOUND', `${address} is no broker of ${cluster.name}.`)
  const entry = {
    action: 'broker.cleanup',
    clusterId,
    target: { kind: 'node', name: server.brokerName },
    permission: 'broker:cleanup' as const,
    detail: { kind, address },
    command: mqadminLine(kind, cluster.nameServers, ['-b', server.announcedAddress]),
  }
  return audited(ctx, entry, async () => {
    const options = { signal: ctx.signal, timeoutMs: CLEANUP_TIMEOUT_MS }
    return toFanOut<never>(await cluster.admin.brokers.clean([server], kind, options))
  })
}
