import { getCluster } from '#lib/clusters/get-cluster.ts'
import { askCluster } from '#lib/clusters/rocketmq-problem.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { type BrokerId, findBroker, serverOf } from './find-broker.ts'
import { explainRuntime } from './runtime-keys.ts'
import type { RuntimeItem } from './schema.ts'

/**
 * What one broker measures of itself (28), asked now: every key that it sends, those of plug-ins too.
 *
 * @throws AppError what the broker said, or that it said nothing within the deadline of a page
 */
export async function getBrokerRuntime(ctx: Context, input: BrokerId): Promise<{ items: RuntimeItem[]; readAt: Date }> {
  requirePermission(ctx, 'node:read', input.clusterId)
  const { admin, pageTimeoutMs } = await getCluster(ctx, input.clusterId)
  const server = serverOf(await findBroker(input))
  const readAt = new Date()
  const runtime = await askCluster(() =>
    admin.brokers.getRuntime(server, { signal: ctx.signal, timeoutMs: pageTimeoutMs }),
  )
  return { items: explainRuntime(runtime), readAt }
}
