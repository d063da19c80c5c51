import type { FanOut } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { toFanOut } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import { setMetadata } from '#lib/metadata/set-metadata.ts'
import { undeclared } from '#lib/metadata/stored-metadata.ts'
import type { TopicConfigChange } from '#lib/rocketmq/admin/topics.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { requireTopicVersion } from './check-topic-type.ts'
import { findTopic } from './find-topic.ts'
import { toTopic } from './get-topic.ts'
import { changeTopicCommand } from './mqadmin-command.ts'
import { readBack } from './read-back.ts'
import { isSameConfig, readTargets, type TopicTargets } from './read-targets.ts'
import { requireQueuesWithin } from './require-within-limits.ts'
import type { Topic, TopicPatch } from './schema.ts'
import { metadataRevision, topicRevision } from './topic-revision.ts'
import type { BrokerConfig, TopicRow } from './topic-rows.ts'

type UpdateTopicInput = TopicPatch & { clusterId: string; topicName: string }
type ConfigPatch = Pick<TopicPatch, 'queuesPerBroker' | 'permission' | 'isOrdered'>

export interface UpdatedTopic extends FanOut<Topic> {
  /** The equivalent mqadmin lines; empty when no broker was asked. */
  command: string
}

const permBits = { RW: 6, R: 4, W: 2 } as const
const READ_AND_WRITE_BITS = 6

/**
 * Changes a topic. Queues, permission and the ordered flag go to every master that has it: read, changed and written as a whole,
 * for request 17 replaces what a broker holds; all that was not asked to change stays, each broker's own too. A master that holds
 * it so already is not written to, so the same call finishes what a first one left undone. Remark, labels, owner and protection
 * touch no broker; they declare a topic that nobody declared, and are kept only when a broker has done its part.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, CONFLICT when the revision is old, INVALID_INPUT when queues would be lost or the topic is
 *   none that people change; CLUSTER_… with the three lists when no master has done it
 * @see protocol notes §4.3 (UPDATE_AND_CREATE_TOPIC, 17)
 */
export async function updateTopic(ctx: Context, input: UpdateTopicInput): Promise<UpdatedTopic> {
  const { clusterId, topicName, revision, queuesPerBroker, permission, isOrdered, ...metadataPatch } = input
  requirePermission(ctx, 'topic:update', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const patch = { queuesPerBroker, permission, isOrdered }
  const asksBrokers = Object.values(patch).some((value) => value !== undefined)
  const { row: found } = await findTopic(cluster, topicName, ctx.signal)
  const targets = asksBrokers ? await readTargets(cluster, topicName, ctx.signal) : null
  const row = targets?.row ?? found
  const before = (await getMetadata(clusterId, 'topic', [topicName])).get(topicName)
  const changes = targets ? changesOf(row, targets, patch) : []
  const command = changeTopicCommand(cluster.nameServers, changes)
  const entry = {
    action: 'topic.update',
    clusterId,
    target: { kind: 'topic', name: topicName },
    permission: 'topic:update' as const,
    before: targets ? { ...before, configs: heldConfigs(row.brokers) } : (before ?? null),
    detail: { ...patch, ...metadataPatch },
    ...(command !== '' && { command }),
  }
  return audited(ctx, entry, async (record) => {
    const stored = before ?? undeclared
    if (targets && revision !== undefined && revision !== topicRevision(row, stored)) throw changedMeanwhile(topicName)
    if (queuesPerBroker !== undefined) requireQueuesWithin(await readLimits(clusterId), queuesPerBroker)
    const { outcome, shown } = targets
      ? await writeConfigs(ctx, cluster, { row, targets, changes, patch })
      : { outcome: { done: [], failed: [], unknown: [] }, shown: row }
    const hasMetadata = Object.values(metadataPatch).some((value) => value !== undefined)
    const metadata =
      hasMetadata || !asksBrokers
        ? await setMetadata({
            clusterId,
            kind: 'topic',
            name: topicName,
            patch: metadataPatch,
            // Judged above, before anything was sent; what brokers have done is not taken back for a change in between.
            revision: targets || revision === undefined ? undefined : metadataRevision(revision),
            by: ctx.actor.name,
          })
        : stored
    record.after({ ...(metadata.isDeclared && metadata), ...(targets && { configs: heldConfigs(shown.brokers) }) })
    return { ...outcome, resource: toTopic(shown, metadata), command }
  })
}

async function writeConfigs(
  ctx: Context,
  cluster: LiveCluster,
  {
    row,
    targets,
    changes,
    patch,
  }: { row: TopicRow; targets: TopicTargets; changes: TopicConfigChange[]; patch: ConfigPatch },
): Promise<{ outcome: FanOut<Topic>; shown: TopicRow }> {
  const { admin, pageTimeoutMs: timeoutMs } = cluster
  if (patch.isOrdered !== undefined) {
    const ordering = changes.filter(({ before }) => before.order !== patch.isOrdered).map(({ server }) => server)
    await requireTopicVersion(admin, ordering, 'no ordered flag', { signal: ctx.signal, timeoutMs })
  }
  const results = await admin.topics.update(changes, { signal: ctx.signal })
  const outcome = toFanOut<Topic>(results, undefined, targets.unreachable)
  return { outcome, shown: (await readBack(cluster, row.topicName, results)) ?? row }
}

/** @throws AppError INVALID_INPUT */
function changesOf(row: TopicRow, { masters }: TopicTargets, patch: ConfigPatch): TopicConfigChange[] {
  requireChangeable(row)
  requireNoFewerQueues(row, patch.queuesPerBroker)
  return masters.flatMap(({ server, config }) => {
    const change = {
      ...(patch.queuesPerBroker !== undefined && {
        readQueueNums: patch.queuesPerBroker,
        writeQueueNums: patch.queuesPerBroker,
      }),
      // The inherit bit is no right and stays.
      ...(patch.permission && { perm: (config.perm & ~READ_AND_WRITE_BITS) | permBits[patch.permission] }),
      ...(patch.isOrdered !== undefined && { order: patch.isOrdered }),
    }
    return isSameConfig(config, { ...config, ...change }) ? [] : [{ server, before: config, config: change }]
  })
}

/** @throws AppError INVALID_INPUT for a topic whose config people do not write */
export function requireChangeable({ topicName, kind, brokers }: TopicRow): void {
  if (kind === 'SYSTEM') throw new AppError('INVALID_INPUT', `${topicName} is a topic that RocketMQ keeps for itself.`)
  if (brokers.some(({ config }) => config.isStatic)) {
    const detail = `${topicName} is a static topic: its queues are mapped over all brokers and change only together with the mapping.`
    throw new AppError('INVALID_INPUT', detail)
  }
}

/** Queues that are taken away while they hold messages are read by nobody any more. */
function requireNoFewerQueues({ topicName, brokers }: TopicRow, queuesPerBroker: number | undefined): void {
  if (queuesPerBroker === undefined) return
  const most = Math.max(...brokers.map(({ config }) => Math.max(config.readQueueNums, config.writeQueueNums)))
  if (queuesPerBroker >= most) return
  const detail = `${topicName} has ${most} queues per broker. Fewer lose what is in the rest: shrink the topic instead, which waits until they are drained.`
  const fields = [{ path: 'body.queuesPerBroker', rule: 'onlyMoreQueues', params: { queues: most }, detail }]
  throw new AppError('INVALID_INPUT', detail, { fields })
}

export const changedMeanwhile = (topicName: string) =>
  new AppError('CONFLICT', `${topicName} was changed by somebody else meanwhile. Load it again.`)

/** As the audit keeps them. */
export const heldConfigs = (brokers: readonly BrokerConfig[]) =>
  Object.fromEntries(
    brokers.map(({ server, config: { topicName: _, ...config } }) => [
      server.brokerName,
      { ...config, attributes: { ...config.attributes } },
    ]),
  )
