import type { FanOut } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { requireNew } from '#lib/metadata/require-new.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { type StoredMetadata, undeclared } from '#lib/metadata/stored-metadata.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { NewTopicConfig, TopicConfig } from '#lib/rocketmq/admin/topics.ts'
import { topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionToCreate } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { checkTopicType } from './check-topic-type.ts'
import { chooseMasters } from './choose-masters.ts'
import { toTopic } from './get-topic.ts'
import { updateTopicCommand } from './mqadmin-command.ts'
import { readBack } from './read-back.ts'
import { requireQueuesWithin, requireWithinLimits } from './require-within-limits.ts'
import type { NewTopic, Topic } from './schema.ts'
import { type TopicRow, topicRows } from './topic-rows.ts'

export type CreateTopicInput = NewTopic & { clusterId: string }
export interface CreatedTopic extends FanOut<Topic> {
  /** The equivalent mqadmin lines. */
  command: string
}

const permBits = { RW: 6, R: 4, W: 2 } as const

/**
 * Creates a topic on every master of the cluster, of some RocketMQ clusters, or on chosen brokers; there is no server call that
 * does it everywhere, so each master answers for itself. A topic that exists on some masters is added to further ones by naming
 * these, with the config that it has.
 *
 * The brokers are read before, for request 17 replaces the config of a topic that exists, and after, so that the next list has
 * it. A master without an answer may have done it: it is `unknown`, never tried again here.
 *
 * @throws AppError CONFLICT when it exists, LIMIT_EXCEEDED, INVALID_INPUT, NOT_SUPPORTED, READ_ONLY; CLUSTER_… with the three
 *   lists when no master has done it
 * @see protocol notes §4.3 (UPDATE_AND_CREATE_TOPIC, 17)
 */
export async function createTopic(ctx: Context, input: CreateTopicInput): Promise<CreatedTopic> {
  const { clusterId, topicName } = input
  const object = onTopic(topicName)
  const right = requirePermissionToCreate(ctx, 'topic:create', clusterId, object, input)
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const config = toConfig(input)
  const inventory = await cluster.getWholeInventory({ signal: ctx.signal, fresh: true })
  requireOwnName(topicName, inventory)
  if (right === 'AS_NEW') {
    const isThere = topicRows(inventory).has(topicName)
    await requireNew('topic:create', clusterId, object, { isThere, partial: inventory.partial })
  }
  const chosen = chooseMasters(inventory.info, cluster.clusterNames, input)
  const command = updateTopicCommand(cluster.nameServers, chosen.targets, config)
  const entry = {
    action: 'topic.create',
    clusterId,
    target: { kind: 'topic', name: topicName },
    permission: 'topic:create' as const,
    detail: input,
    command,
  }
  return audited(ctx, entry, async (record) => {
    const masters = withoutExisting(input, config, chosen.masters, inventory)
    const rows = topicRows(inventory)
    if (!rows.has(topicName)) {
      const limits = await requireWithinLimits(cluster, {
        kind: 'topic',
        name: topicName,
        namespaces: namespacesOf(rows),
      })
      requireQueuesWithin(limits, input.queuesPerBroker)
    }
    const { admin, pageTimeoutMs: timeoutMs } = cluster
    await checkTopicType(admin, masters, input.type, { signal: ctx.signal, timeoutMs })
    const results = await admin.topics.create(masters, config, { signal: ctx.signal })
    const outcome = toFanOut<Topic>(results)
    const metadata = await declare(ctx, cluster, input, { isNew: !rows.has(topicName), isFirst: right === 'AS_NEW' })
    const row = await readBack(cluster, topicName, results)
    record.after({ ...config, metadata })
    return { ...outcome, ...(row && { resource: toTopic(row, metadata) }), command }
  })
}

/** Of every topic that counts. */
const namespacesOf = (rows: ReadonlyMap<string, TopicRow>) =>
  [...rows.values()].filter(({ kind }) => kind === 'NORMAL').map(({ namespace }) => namespace)

function toConfig(input: NewTopic): NewTopicConfig {
  return {
    topicName: input.topicName,
    readQueueNums: input.queuesPerBroker,
    writeQueueNums: input.queuesPerBroker,
    perm: permBits[input.permission ?? 'RW'],
    order: input.isOrdered ?? false,
    attributes: {
      'message.type': input.type,
      ...(input.cleanupPolicy && { 'cleanup.policy': input.cleanupPolicy }),
      ...(input.queueType && { 'queue.type': input.queueType }),
    },
  }
}

/** Names that brokers keep for themselves: their own, their cluster's and the built-in ones. */
function requireOwnName(topicName: string, { systemTopics }: Inventory): void {
  if (topicKind(topicName, systemTopics) === 'NORMAL') return
  const detail = `${topicName} is a name that RocketMQ keeps for itself.`
  throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.topicName', rule: 'systemName', detail }] })
}

/**
 * The chosen masters less those that have the topic already.
 *
 * @throws AppError CONFLICT when none is left, when it exists elsewhere and no brokers were named, or with another config
 */
function withoutExisting(
  { topicName, brokerNames }: NewTopic,
  config: NewTopicConfig,
  masters: readonly Server[],
  inventory: Inventory,
): Server[] {
  const row = topicRows(inventory).get(topicName)
  if (!row) return [...masters]
  const missing = masters.filter(({ brokerName }) => !row.brokerNames.includes(brokerName))
  const facts = { extra: { existsOn: row.brokerNames, missingOn: missing.map(({ brokerName }) => brokerName) } }
  const exists = `${topicName} exists already on ${row.brokerNames.join(', ')}`
  if (missing.length === 0) throw new AppError('CONFLICT', `${exists}.`, facts)
  if (!brokerNames) {
    const rest = facts.extra.missingOn.join(', ')
    throw new AppError('CONFLICT', `${exists}. To add it to ${rest}, name these as brokerNames.`, facts)
  }
  const differing = row.brokers.find(({ config: held }) => !isSameConfig(config, held))
  if (differing) {
    const where = differing.server.brokerName
    throw new AppError('CONFLICT', `${exists}, with another config than this on ${where}. Add it with the same.`, facts)
  }
  return missing
}

/** Whether a broker that holds `held` would hold the same after a write of `wanted`. A broker before 5.0 holds no attributes. */
function isSameConfig(wanted: NewTopicConfig, held: TopicConfig): boolean {
  const heldType = held.attributes['message.type'] ?? 'NORMAL'
  return (
    held.readQueueNums === wanted.readQueueNums &&
    held.writeQueueNums === wanted.writeQueueNums &&
    held.perm === wanted.perm &&
    held.order === wanted.order &&
    heldType === wanted.attributes['message.type']
  )
}

/** What people say of the topic. One that is only added to further brokers keeps what it has and this does not name. */
async function declare(
  ctx: Context,
  { clusterId, environment }: LiveCluster,
  { topicName, remark, labels, owner, deletionProtection }: NewTopic,
  { isNew, isFirst }: { isNew: boolean; isFirst: boolean },
): Promise<StoredMetadata> {
  const given = { remark, labels, owner, deletionProtection }
  const isProtected = deletionProtection ?? environment === 'production'
  const patch = isNew
    ? { remark: remark ?? null, labels: labels ?? {}, owner: owner ?? null, deletionProtection: isProtected }
    : given
  // Who must be the first to describe it does not write over what somebody else said a moment ago.
  const revision = isFirst ? undeclared.revision : undefined
  return setMetadata({ clusterId, kind: 'topic', name: topicName, patch, by: ctx.actor.name, revision })
}
