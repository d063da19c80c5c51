import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { undeclared } from '#lib/metadata/stored-metadata.ts'
import type { TopicConfigChange } from '#lib/rocketmq/admin/topics.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { findTopic } from './find-topic.ts'
import { toTopic } from './get-topic.ts'
import { changeTopicCommand } from './mqadmin-command.ts'
import { readBack } from './read-back.ts'
import { isSameConfig, readTargets, type TopicTargets } from './read-targets.ts'
import type { Topic } from './schema.ts'
import type { BrokerConfig } from './topic-rows.ts'
import { heldConfigs, requireChangeable, type UpdatedTopic } from './update-topic.ts'

interface LevelTopicInput {
  clusterId: string
  topicName: string
  /** brokerName whose config the others get. */
  fromBroker: string
}

/**
 * Gives the config that a topic has on one broker to all others that have it: queues, permission, flags and attributes. What holds
 * it already is not written to, so the same call finishes what a first one left undone.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, INVALID_INPUT for a broker that does not have it, and when another would lose queues that
 *   are read; CLUSTER_… with the three lists when no master has done it
 */
export async function levelTopic(
  ctx: Context,
  { clusterId, topicName, fromBroker }: LevelTopicInput,
): Promise<UpdatedTopic> {
  requirePermission(ctx, 'topic:update', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const { row: found } = await findTopic(cluster, topicName, ctx.signal)
  const targets = await readTargets(cluster, topicName, ctx.signal)
  const row = targets.row ?? found
  requireChangeable(row)
  const changes = changesOf(targets, fromBroker)
  const command = changeTopicCommand(cluster.nameServers, changes)
  const entry = {
    action: 'topic.level',
    clusterId,
    target: { kind: 'topic', name: topicName },
    permission: 'topic:update' as const,
    before: { configs: heldConfigs(row.brokers) },
    detail: { fromBroker },
    command,
  }
  return audited(ctx, entry, async (record) => {
    const results = await cluster.admin.topics.update(changes, { signal: ctx.signal })
    const outcome = toFanOut<Topic>(results, undefined, targets.unreachable)
    const shown = (await readBack(cluster, topicName, results)) ?? row
    record.after({ configs: heldConfigs(shown.brokers) })
    const metadata = (await getMetadata(clusterId, 'topic', [topicName])).get(topicName)
    return { ...outcome, resource: toTopic(shown, metadata ?? undeclared), command }
  })
}

function changesOf({ masters }: TopicTargets, fromBroker: string): TopicConfigChange[] {
  const model = masters.find(({ server }) => server.brokerName === fromBroker)
  if (!model) {
    const detail = `${fromBroker} does not have the topic now, or does not answer.`
    const fields = [{ path: 'body.fromBroker', rule: 'unknownBroker', params: { name: fromBroker }, detail }]
    throw new AppError('INVALID_INPUT', detail, { fields })
  }
  const { topicName: _, isStatic: __, ...wanted } = model.config
  return masters
    .filter(({ config }) => !isSameConfig(config, model.config))
    .map((broker) => {
      requireNoFewer(broker, model)
      return { server: broker.server, before: broker.config, config: wanted }
    })
}

/** Queues that are taken away while they hold messages are read by nobody any more. */
function requireNoFewer({ server, config }: BrokerConfig, model: BrokerConfig): void {
  if (config.readQueueNums <= model.config.readQueueNums) return
  const [from, to] = [model.server.brokerName, server.brokerName]
  const detail = `${to} has ${config.readQueueNums} read queues and ${from} has ${model.config.readQueueNums}: what is in the rest would be lost. Level to ${to}, or shrink the topic.`
  const params = { broker: to, from, queues: config.readQueueNums }
  throw new AppError('INVALID_INPUT', detail, {
    fields: [{ path: 'body.fromBroker', rule: 'levelLosesQueues', params, detail }],
  })
}
