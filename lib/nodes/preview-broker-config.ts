import type { PartialEntry } from '#lib/api/endpoint.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { BrokerId } from './find-broker.ts'
import { updateBrokerConfigCommand } from './mqadmin-command.ts'
import { planConfigChange } from './plan-config-change.ts'
import type { ConfigChange, ConfigChangeItem } from './schema.ts'

/** What a change of settings would do. Nothing is written. @throws AppError INVALID_INPUT, NOT_FOUND */
export async function previewBrokerConfig(
  ctx: Context,
  input: BrokerId & ConfigChange,
): Promise<{ items: ConfigChangeItem[]; command: string; revision: string; partial?: PartialEntry[] }> {
  requirePermission(ctx, 'broker:config-write', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId)
  const { servers, items, partial, revision } = await planConfigChange(cluster, input, input)
  return {
    items,
    revision,
    command: updateBrokerConfigCommand(cluster.nameServers, servers, input.changes),
    ...(partial.length > 0 && { partial }),
  }
}
