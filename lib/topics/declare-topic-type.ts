import { audited } from '#lib/audit/audited.ts'
import { getCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { undeclared } from '#lib/metadata/stored-metadata.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { requireTopicVersion } from './check-topic-type.ts'
import { findTopic } from './find-topic.ts'
import { toTopic } from './get-topic.ts'
import { changeTopicCommand } from './mqadmin-command.ts'
import { readBack } from './read-back.ts'
import { readTargets } from './read-targets.ts'
import type { DeclarableTopicType, Topic } from './schema.ts'
import type { TopicRow } from './topic-rows.ts'
import { heldConfigs, requireChangeable, type UpdatedTopic } from './update-topic.ts'

const TYPE_KEY = 'message.type'

/**
 * Sets the type of a topic that never had one, as those of 4.x times. Once: a declared type is for ever, though a broker would take
 * another. Masters that got it already are not written to, so the same call finishes what a first one left undone.
 *
 * @throws AppError CONFLICT when another type is declared, INVALID_INPUT for a topic of RocketMQ's own, NOT_SUPPORTED on a broker
 *   before 5.0, NOT_FOUND, READ_ONLY; CLUSTER_… with the three lists and the broker's words when no master has done it
 */
export async function declareTopicType(
  ctx: Context,
  { clusterId, topicName, type }: { clusterId: string; topicName: string; type: DeclarableTopicType },
): Promise<UpdatedTopic> {
  requirePermission(ctx, 'topic:update', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const { row: found } = await findTopic(cluster, topicName, ctx.signal)
  const targets = await readTargets(cluster, topicName, ctx.signal)
  const row = targets.row ?? found
  const changes = targets.masters
    .filter(({ config }) => config.attributes[TYPE_KEY] === undefined)
    .map(({ server, config }) => ({
      server,
      before: config,
      config: { attributes: { ...config.attributes, [TYPE_KEY]: type } },
    }))
  const command = changeTopicCommand(cluster.nameServers, changes)
  const entry = {
    action: 'topic.declare-type',
    clusterId,
    target: { kind: 'topic', name: topicName },
    permission: 'topic:update' as const,
    before: { configs: heldConfigs(row.brokers) },
    detail: { type },
    command,
  }
  return audited(ctx, entry, async (record) => {
    requireUndeclared(row, type)
    const servers = changes.map(({ server }) => server)
    const options = { signal: ctx.signal, timeoutMs: cluster.pageTimeoutMs }
    await requireTopicVersion(cluster.admin, servers, 'no topic types', options)
    const results = await cluster.admin.topics.update(changes, { signal: ctx.signal })
    const outcome = toFanOut<Topic>(results, undefined, targets.unreachable)
    const shown = (await readBack(cluster, topicName, results)) ?? row
    record.after({ configs: heldConfigs(shown.brokers) })
    const metadata = (await getMetadata(clusterId, 'topic', [topicName])).get(topicName)
    return { ...outcome, resource: toTopic(shown, metadata ?? undeclared), command }
  })
}

/** @throws AppError CONFLICT, unless only some brokers have this same type: then the rest is still to be done */
function requireUndeclared(row: TopicRow, type: DeclarableTopicType): void {
  requireChangeable(row)
  const { topicName, kind } = row
  if (kind !== 'NORMAL') throw new AppError('INVALID_INPUT', `${topicName} was not made by people and has no type.`)
  const declared = row.brokers.flatMap(({ config }) => config.attributes[TYPE_KEY] ?? [])
  const isUnfinished = declared.length < row.brokers.length && declared.every((held) => held === type)
  if (isUnfinished) return
  throw new AppError('CONFLICT', `${topicName} is of type ${declared.join(', ')}, and a declared type does not change.`)
}
