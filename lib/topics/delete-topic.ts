import { requireConfirm } from '#lib/api/confirm.ts'
import type { FanOut } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError, type ErrorCode } from '#lib/errors.ts'
import { type TakenSnapshots, takeOffsetSnapshots } from '#lib/groups/take-offset-snapshots.ts'
import { dropMetadata } from '#lib/metadata/drop-metadata.ts'
import { getMetadata } from '#lib/metadata/get-metadata.ts'
import type { WriteResults } from '#lib/rocketmq/admin/server.ts'
import { topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { deleteRoutes } from './delete-routes.ts'
import { getTopicImpact } from './get-topic-impact.ts'
import { deleteTopicCommand } from './mqadmin-command.ts'
import { readBack } from './read-back.ts'
import { readTargets, type TopicTargets } from './read-targets.ts'
import type { DeleteTopicStep, TopicImpact } from './schema.ts'
import { undeletable } from './undeletable.ts'
import { heldConfigs } from './update-topic.ts'

export interface DeleteTopicInput {
  clusterId: string
  topicName: string
  /** The full name, typed. */
  confirm?: string | undefined
  /** Although clients are online. */
  force?: boolean | undefined
  dryRun?: boolean | undefined
}

export interface TopicDeletion extends FanOut<never> {
  steps: DeleteTopicStep[]
  /** What the groups had committed, by group. */
  snapshots: { groupName: string; snapshotId: string }[]
  /** The equivalent mqadmin lines. */
  command: string
}

/**
 * Deletes a topic: keeps the offsets that groups have of it, then 215 on each master, 216 on each name server, and the order entry
 * there. Each server answers for itself. Whatever was not done is done by the same call again, also when the brokers have lost the
 * topic already and only a name server still knows it. What people said of the topic is dropped when all is done.
 *
 * A broker whose offsets could not be kept is left alone. While not a single broker has done it, no name server is asked.
 *
 * @throws AppError PROTECTED, INVALID_INPUT for a wrong `confirm` and for topics of RocketMQ's own, CONFLICT for online clients
 *   without `force`, NOT_FOUND, READ_ONLY; CLUSTER_… with the three lists and the steps when no broker has done it
 * @see protocol notes §4.3
 */
export async function deleteTopic(ctx: Context, input: DeleteTopicInput): Promise<TopicDeletion | TopicImpact> {
  const { clusterId, topicName, confirm, force, dryRun } = input
  requirePermission(ctx, 'topic:delete', clusterId, onTopic(topicName))
  if (dryRun) return getTopicImpact(ctx, { clusterId, topicName })
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const targets = await readTargets(cluster, topicName, ctx.signal)
  const { row, inventory } = targets
  const metadata = (await getMetadata(clusterId, 'topic', [topicName])).get(topicName)
  const clusterNames = row?.clusterNames ?? cluster.clusterNames ?? inventory.info.clusterNames
  const command = deleteTopicCommand(cluster.nameServers, clusterNames, topicName)
  const entry = {
    action: 'topic.delete',
    clusterId,
    target: { kind: 'topic', name: topicName },
    permission: 'topic:delete' as const,
    before: { metadata: metadata ?? null, configs: row ? heldConfigs(row.brokers) : {} },
    detail: { confirm, force },
    command,
  }
  return audited(ctx, entry, async (record) => {
    const kind = row?.kind ?? topicKind(topicName, inventory.systemTopics)
    const refusal = undeletable({ topicName, kind }, metadata?.deletionProtection ?? false, cluster)
    if (refusal) throw refusal
    requireConfirm(confirm, topicName)
    if (row && !force) await requireNobodyOnline(ctx, { clusterId, topicName })
    const options = { signal: ctx.signal, timeoutMs: cluster.pageTimeoutMs }

    const snapshots = await takeOffsetSnapshots(ctx, cluster, {
      concerns: (offsets) => offsets.topicName === topicName,
      why: 'DELETE',
    })
    // Kept of every group that has offsets; told of those that the actor sees.
    const isSeen = ([groupName]: [string, string]) => cluster.scope.group(groupName)
    const seen = { ...snapshots, snapshotIdByGroup: new Map([...snapshots.snapshotIdByGroup].filter(isSeen)) }
    const steps = snapshotSteps(seen)
    const { results, brokerSteps } = await deleteFromBrokers(cluster, topicName, {
      targets,
      snapshots,
      signal: ctx.signal,
    })
    steps.push(...brokerSteps)
    const told = { steps, snapshots: snapshotsOf(seen), command }
    const isNothingDone = brokerSteps.length > 0 && results.done.length === 0 && row !== null
    if (isNothingDone) {
      record.after(told)
      throw nothingDone(topicName, steps)
    }

    const routes = await deleteRoutes(cluster, { topicName, clusterNames, row, isRequired: row !== null }, options)
    if (row === null && brokerSteps.length === 0 && !routes.foundAny) {
      throw new AppError('NOT_FOUND', `There is no topic ${topicName}.`)
    }
    steps.push(...routes.steps)
    record.after(told)
    const lists = listsOf(steps)
    await readBack(cluster, topicName, results)
    if (lists.failed.length + lists.unknown.length === 0)
      await dropMetadata({ clusterId, kind: 'topic', name: topicName })
    else if (lists.done.length === 0) throw nothingDone(topicName, steps)
    return { ...lists, ...told }
  })
}

/** @throws AppError CONFLICT */
async function requireNobodyOnline(ctx: Context, key: { clusterId: string; topicName: string }): Promise<void> {
  const { needsForce, groups, producers } = await getTopicImpact(ctx, key)
  if (!needsForce) return
  const online = groups.filter(({ onlineClients }) => (onlineClients ?? 0) > 0).map(({ groupName }) => groupName)
  const who = [
    ...(online.length === 0 && producers === 0 ? ['consumers outside your scope'] : []),
    ...(online.length > 0 ? [`consumers of ${online.join(', ')}`] : []),
    ...(producers > 0 ? [`${producers} producers`] : []),
  ]
  const detail = `${key.topicName} is in use by ${who.join(' and ')}. To delete it all the same, say force.`
  throw new AppError('CONFLICT', detail, { extra: { needsForce: true } })
}

async function deleteFromBrokers(
  cluster: LiveCluster,
  topicName: string,
  { targets, snapshots, signal }: { targets: TopicTargets; snapshots: TakenSnapshots; signal: AbortSignal },
): Promise<{ results: WriteResults; brokerSteps: DeleteTopicStep[] }> {
  const notKept = new Map(snapshots.partial.map((entry) => [entry.address, entry]))
  const masters = targets.masters.map(({ server }) => server)
  const results = await cluster.admin.topics.deleteFromBrokers(
    masters.filter(({ address }) => !notKept.has(address)),
    topicName,
    { signal },
  )
  const outcomes: [DeleteTopicStep['outcome'], WriteResults['failed']][] = [
    ['FAILED', results.failed],
    ['UNKNOWN', results.unknown],
  ]
  const step = (address: string, brokerName?: string) =>
    ({ step: 'BROKER', target: address, ...(brokerName && { brokerName }) }) as const
  const brokerSteps: DeleteTopicStep[] = [
    ...results.done.map(({ server }) => ({ ...step(server.address, server.brokerName), outcome: 'DONE' as const })),
    ...outcomes.flatMap(([outcome, servers]) =>
      servers.map(({ server, error }) => ({
        ...step(server.address, server.brokerName),
        outcome,
        error: toTargetError(error, server),
      })),
    ),
    ...masters.flatMap(({ address, brokerName }) => {
      const why = notKept.get(address)
      if (!why) return []
      const detail = `The offsets of its groups could not be kept, so nothing was deleted: ${why.detail}`
      return [{ ...step(address, brokerName), outcome: 'FAILED' as const, error: { code: why.code, detail } }]
    }),
    ...targets.unreachable.map(({ target, error }) => ({
      ...step(target, brokerNameOf(targets, target)),
      outcome: 'FAILED' as const,
      error,
    })),
  ]
  return { results, brokerSteps }
}

const brokerNameOf = ({ inventory }: TopicTargets, address: string): string | undefined =>
  inventory.info.brokers.find(({ servers }) => servers.some((server) => server.address === address))?.brokerName ??
  inventory.partial.find((entry) => entry.address === address)?.brokerName

const snapshotsOf = ({ snapshotIdByGroup }: TakenSnapshots) =>
  [...snapshotIdByGroup].map(([groupName, snapshotId]) => ({ groupName, snapshotId }))

const snapshotSteps = ({ snapshotIdByGroup }: TakenSnapshots): DeleteTopicStep[] =>
  [...snapshotIdByGroup.keys()].map((groupName) => ({ step: 'SNAPSHOT', target: groupName, outcome: 'DONE' }))

/** A server has done its part when all its steps are done. Snapshots are ours and no server's. */
function listsOf(steps: readonly DeleteTopicStep[]): FanOut<never> {
  const lists: FanOut<never> = { done: [], failed: [], unknown: [] }
  const byTarget = Map.groupBy(
    steps.filter(({ step }) => step !== 'SNAPSHOT'),
    ({ target }) => target,
  )
  for (const [target, parts] of byTarget) {
    const failed = parts.find(({ outcome }) => outcome === 'FAILED')
    const unknown = parts.find(({ outcome }) => outcome === 'UNKNOWN')
    if (failed?.error) lists.failed.push({ target, error: failed.error })
    else if (unknown?.error) lists.unknown.push({ target, error: unknown.error })
    else lists.done.push({ target })
  }
  return lists
}

function nothingDone(topicName: string, steps: DeleteTopicStep[]): AppError {
  const lists = listsOf(steps)
  const [silent] = lists.unknown
  const [refused] = lists.failed
  const facts = { extra: { ...lists, steps } }
  if (silent) {
    const detail = `${silent.error.detail} ${topicName} may be gone: look before you try again.`
    return new AppError('CLUSTER_TIMEOUT', detail, facts)
  }
  const { code, detail, broker } = refused?.error ?? { code: 'CLUSTER_UNREACHABLE', detail: 'No broker answered.' }
  const known: ErrorCode = code === 'CLUSTER_REJECTED' || code === 'NOT_SUPPORTED' ? code : 'CLUSTER_UNREACHABLE'
  return new AppError(known, `${detail} Nothing was deleted.`, { ...facts, ...(broker && { broker }) })
}
