import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { findGroup } from './find-group.ts'
import { toWholeConfig } from './group-settings.ts'
import { updateSubGroupCommand } from './mqadmin-command.ts'
import { readBackGroup } from './read-back-group.ts'
import type { Group, WrittenGroup } from './schema.ts'
import { requireChangeable, writeGroupConfig } from './write-group-config.ts'

/**
 * Switches consumption of a group off or on, on every master that holds it. Off: brokers refuse its clients, which stay connected
 * and receive nothing, and its lag grows; nothing is lost.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, INVALID_INPUT for a system group, CONFLICT when no broker has a config; CLUSTER_… with the
 *   three lists when no master has done it
 */
export async function switchConsume(
  ctx: Context,
  { clusterId, groupName, enabled }: { clusterId: string; groupName: string; enabled: boolean },
): Promise<WrittenGroup> {
  requirePermission(ctx, 'group:consume-switch', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const { entry } = await findGroup(cluster, groupName, ctx.signal, { fresh: true })
  const { row, item } = entry
  const lines = (row?.brokers ?? []).map(({ server, config }) =>
    updateSubGroupCommand(cluster.nameServers, [{ server }], { ...toWholeConfig(config), consumeEnable: enabled }),
  )
  const command = lines.includes('') ? '' : lines.join('\n')
  const intent = {
    action: 'group.consume-switch',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'group:consume-switch' as const,
    before: row?.brokers.map(({ server, config }) => ({
      brokerName: server.brokerName,
      consumeEnable: config.consumeEnable,
    })),
    detail: { enabled },
    command,
  }
  return audited(ctx, intent, async (record) => {
    requireChangeable(item, row)
    const results = await writeGroupConfig(cluster, row, { consumeEnable: enabled }, ctx.signal)
    const outcome = toFanOut<Group>(results)
    const metadata = (await getMetadata(clusterId, 'group', [groupName])).get(groupName)
    const resource = await readBackGroup(cluster, groupName, results, metadata)
    record.after(resource?.configs.map(({ brokerName, consumeEnable }) => ({ brokerName, consumeEnable })))
    return { ...outcome, ...(resource && { resource }), command }
  })
}
