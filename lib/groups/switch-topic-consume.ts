import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { findGroup } from './find-group.ts'
import { readBackGroup } from './read-back-group.ts'
import type { Group, WrittenGroup } from './schema.ts'
import { noMaster, requireChangeable } from './write-group-config.ts'

export interface SwitchTopicInput {
  clusterId: string
  groupName: string
  topic: string
  enabled: boolean
}

/**
 * Switches consumption of one topic of a group off or on, on every master that holds the group. Off: brokers refuse the pulls of its
 * remoting push consumers in this topic; all else of the group goes on. POP, pull and gRPC clients do not obey, and brokers before
 * 5.0 do not know it (NOT_SUPPORTED for each).
 *
 * @throws AppError NOT_FOUND, READ_ONLY, INVALID_INPUT for a system group and for a topic that no broker has, CONFLICT when no broker
 *   has a config; CLUSTER_… with the three lists when no master has done it
 */
export async function switchTopicConsume(ctx: Context, input: SwitchTopicInput): Promise<WrittenGroup> {
  const { clusterId, groupName, topic: topicName, enabled } = input
  requirePermission(ctx, 'group:consume-switch', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const { entry } = await findGroup(cluster, groupName, ctx.signal, { fresh: true })
  const { row, item } = entry
  const forbiddenOf = (brokers: readonly { brokerName: string; forbiddenTopics: readonly string[] }[]) =>
    brokers.map(({ brokerName, forbiddenTopics }) => ({ brokerName, forbiddenTopics }))
  const intent = {
    // Not that of the whole group: who switched that off is read from the audit.
    action: 'group.topic-consume-switch',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'group:consume-switch' as const,
    before: forbiddenOf(
      (row?.brokers ?? []).map(({ server, config }) => ({ ...config, brokerName: server.brokerName })),
    ),
    detail: { topic: topicName, enabled },
    // mqadmin has no command for it.
    command: '',
  }
  return audited(ctx, intent, async (record) => {
    requireChangeable(item, row)
    // Switched on again can be what is gone meanwhile.
    if (!enabled) await requireTopic(cluster, topicName, ctx.signal)
    const servers = row.brokers.map(({ server }) => server)
    const results = await cluster.admin.groups.setTopicReadable(
      servers.filter(({ brokerId }) => brokerId === 0),
      { groupName, topicName, isReadable: enabled },
      { signal: ctx.signal },
    )
    for (const server of servers)
      if (server.brokerId !== 0)
        results.failed.push({ server, error: noMaster(server, RequestCode.UPDATE_AND_GET_GROUP_FORBIDDEN) })
    const outcome = toFanOut<Group>(results)
    const metadata = (await getMetadata(clusterId, 'group', [groupName])).get(groupName)
    const resource = await readBackGroup(cluster, groupName, results, metadata)
    if (resource) record.after(forbiddenOf(resource.configs))
    return { ...outcome, ...(resource && { resource }), command: '' }
  })
}

async function requireTopic(
  cluster: Awaited<ReturnType<typeof getCluster>>,
  topicName: string,
  signal: AbortSignal,
): Promise<void> {
  const { topicConfigs } = await cluster.getInventory({ signal })
  if (topicConfigs.some(({ configs }) => configs.has(topicName))) return
  const detail = `No broker has a topic ${topicName}.`
  throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.topic', rule: 'exists', detail }] })
}
