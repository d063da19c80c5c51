import { protectedError, requireConfirm } from '#lib/api/confirm.ts'
import type { FanOut, Impact, PartialEntry } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError, type ErrorCode } from '#lib/errors.ts'
import { dropMetadata } from '#lib/metadata/drop-metadata.ts'
import type { Server, WriteResults } from '#lib/rocketmq/admin/server.ts'
import { deleteRoutes } from '#lib/topics/delete-routes.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { rememberDeletion } from './deleted-groups.ts'
import { commandOf, forceReasons, readNaming, toImpact } from './deletion-impact.ts'
import { groupRows } from './group-rows.ts'
import { type DeletionPlan, type DeletionScope, type DoomedTopic, planDeletion } from './plan-deletion.ts'
import type { DeletedGroup, DeletionStep } from './schema.ts'
import { takeOffsetSnapshots } from './take-offset-snapshots.ts'

export interface DeleteGroupInput extends DeletionScope {
  clusterId: string
  groupName: string
  /** The full name, typed. */
  confirm?: string | undefined
  /** Although clients are online, or dead letters are lost. */
  force?: boolean | undefined
  dryRun?: boolean | undefined
}

type Lists = Pick<DeletionStep, 'done' | 'failed' | 'unknown'>

/**
 * Deletes a consumer group: keeps its offsets as a snapshot, deletes it with them on every master, then its retry and dead-letter
 * topics on the brokers where the group is gone, then the routes to those topics at every name server. Each server answers for
 * itself; what is left is finished by deleting once more. What the console holds of the group is forgotten when nothing is left.
 *
 * @throws AppError NOT_FOUND, PROTECTED, READ_ONLY, INVALID_INPUT for a system group or when `confirm` is not the name, CONFLICT
 *   when it needs `force`; CLUSTER_… with the lists when no master has deleted it: then its topics were not touched
 * @see protocol notes §4.4 (DELETE_SUBSCRIPTIONGROUP, 207), §4.3 (215), §4.2 (216)
 */
export async function deleteGroup(ctx: Context, input: DeleteGroupInput): Promise<DeletedGroup | Impact> {
  const { clusterId, groupName, confirm, force, dryRun } = input
  requirePermission(ctx, 'group:delete', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  if (!dryRun) requireWritable(cluster)
  const plan = await planDeletion(cluster, groupName, input, ctx.signal)
  if (dryRun) return toImpact(plan, cluster, await readNaming(ctx, input))
  const command = commandOf(plan, cluster)
  const entry = {
    action: 'group.delete',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'group:delete' as const,
    before: {
      configs: plan.entry?.row?.brokers.map(({ server, config }) => ({ brokerName: server.brokerName, ...config })),
      metadata: plan.metadata,
      topics: plan.topics,
    },
    detail: { force: force ?? false, retryTopics: input.retryTopics ?? true, deadLetters: input.deadLetters },
    command,
  }
  return audited(ctx, entry, async (record) => {
    requireAllowed(plan, confirm, force ?? false)
    const { steps, snapshotId } = await runSteps(ctx, cluster, plan)
    const lists = joinByServer(steps)
    const isComplete = lists.failed.length + lists.unknown.length === 0
    if (isComplete) await dropMetadata({ clusterId, kind: 'group', name: groupName })
    const reappearedOn = await readBack(cluster, plan, lists)
    record.after({ steps, snapshotId, reappearedOn })
    return { ...lists, steps, snapshotId, reappearedOn, command }
  })
}

function requireAllowed(plan: DeletionPlan, confirm: string | undefined, force: boolean): void {
  const { groupName, isSystem, metadata } = plan
  if (isSystem) throw new AppError('INVALID_INPUT', `${groupName} is a group that RocketMQ keeps for itself.`)
  if (metadata?.deletionProtection) throw protectedError(groupName)
  requireConfirm(confirm, groupName)
  const reasons = forceReasons(plan)
  if (force || reasons.length === 0) return
  throw new AppError('CONFLICT', `${groupName} is deleted only with force=true: ${reasons.join('; ')}.`, {
    extra: { needsForce: true },
  })
}

async function runSteps(
  ctx: Context,
  cluster: LiveCluster,
  plan: DeletionPlan,
): Promise<{ steps: DeletionStep[]; snapshotId: string | null }> {
  const { groupName } = plan
  const { admin } = cluster
  const taken = await takeOffsetSnapshots(ctx, cluster, {
    concerns: (committed) => committed.groupName === groupName,
    why: 'DELETE',
  })
  const snapshotId = taken.snapshotIdByGroup.get(groupName) ?? null
  // What cannot be read cannot be kept, so it is not deleted.
  const unread = new Map(taken.partial.map((entry) => [entry.address, entry]))
  const snapshot: DeletionStep = {
    step: 'SNAPSHOT',
    name: groupName,
    done: plan.masters.filter(({ address }) => !unread.has(address)).map(({ address }) => ({ target: address })),
    failed: taken.partial.map(toFailed),
    unknown: [],
  }
  const masters = plan.masters.filter(({ address }) => !unread.has(address))
  const deleted = await admin.groups.delete(masters, groupName, { signal: ctx.signal })
  const group: DeletionStep = {
    step: 'DELETE_GROUP',
    name: groupName,
    ...toLists(deleted, [...unread.values(), ...plan.lost]),
  }
  if (deleted.done.length === 0) throw nothingDone(group, [snapshot, group])
  // What was begun is finished: from here on only deadlines end it.
  rememberDeletion(cluster.clusterId, groupName, new Date())
  const steps = [snapshot, group]
  const isGone = new Set(deleted.done.map(({ server }) => server.brokerName))
  for (const topic of plan.topics) steps.push(...(await deleteTopic(cluster, plan, topic, isGone)))
  return { steps, snapshotId }
}

async function deleteTopic(
  cluster: LiveCluster,
  { masters }: DeletionPlan,
  { topicName, brokerNames }: DoomedTopic,
  isGone: ReadonlySet<string>,
): Promise<DeletionStep[]> {
  const steps: DeletionStep[] = []
  const holders = masters.filter(({ brokerName }) => brokerNames.includes(brokerName))
  if (brokerNames.length > 0) {
    const servers = holders.filter(({ brokerName }) => isGone.has(brokerName))
    const results = await cluster.admin.topics.deleteFromBrokers(servers, topicName)
    const waiting = holders.filter(({ brokerName }) => !isGone.has(brokerName))
    const lists = toLists(results, waiting.map(notReached))
    steps.push({ step: 'DELETE_TOPIC', name: topicName, ...lists })
    // A broker that has it brings its route back.
    if (lists.failed.length + lists.unknown.length > 0 || holders.length < brokerNames.length) return steps
  }
  steps.push({ step: 'DELETE_ROUTE', name: topicName, ...(await routesStep(cluster, masters, topicName)) })
  return steps
}

/** The routes to the brokers of these clusters; those of others behind the same name servers stay. */
async function routesStep(cluster: LiveCluster, masters: readonly Server[], topicName: string): Promise<Lists> {
  const clusterNames = [...new Set(masters.map(({ clusterName }) => clusterName))]
  const input = { topicName, clusterNames, row: null, isRequired: true }
  const { steps } = await deleteRoutes(cluster, input, { timeoutMs: cluster.pageTimeoutMs })
  const lists: Lists = { done: [], failed: [], unknown: [] }
  for (const { target, outcome, error } of steps) {
    if (outcome === 'DONE') lists.done.push({ target })
    else lists[outcome === 'UNKNOWN' ? 'unknown' : 'failed'].push({ target, error: error ?? notTried })
  }
  return lists
}

const notTried = { code: 'CLUSTER_UNREACHABLE', detail: 'Not tried: what goes before it is not done.' }

const toFailed = ({ address, code, detail }: PartialEntry) => ({ target: address, error: { code, detail } })

const notReached = ({ address, brokerName }: Server): PartialEntry => ({
  address,
  brokerName,
  code: 'CLUSTER_UNREACHABLE',
  detail: `Not tried: the group is not deleted on ${brokerName} yet.`,
})

function toLists(results: WriteResults, others: readonly PartialEntry[]): Lists {
  const notDone = ({ server, error }: WriteResults['failed'][number]) => ({
    target: server.address,
    error: toTargetError(error, server),
  })
  return {
    done: results.done.map(({ server }) => ({ target: server.address })),
    failed: [...results.failed.map(notDone), ...others.map(toFailed)],
    unknown: results.unknown.map(notDone),
  }
}

/** Each server once, by the worst that happened at it. */
function joinByServer(steps: readonly DeletionStep[]): Pick<FanOut<never>, 'done' | 'failed' | 'unknown'> {
  const failed = new Map(steps.flatMap((step) => step.failed).map((entry) => [entry.target, entry]))
  const unknown = new Map(steps.flatMap((step) => step.unknown).map((entry) => [entry.target, entry]))
  for (const target of unknown.keys()) failed.delete(target)
  const done = new Set(steps.flatMap((step) => step.done).map(({ target }) => target))
  return {
    done: [...done].filter((target) => !failed.has(target) && !unknown.has(target)).map((target) => ({ target })),
    failed: [...failed.values()],
    unknown: [...unknown.values()],
  }
}

function nothingDone({ done, failed, unknown }: DeletionStep, steps: readonly DeletionStep[]): AppError {
  const [silent] = unknown
  const [refused] = failed
  const first = silent ?? refused
  if (!first) return new AppError('CLUSTER_UNREACHABLE', 'No master is registered at the name servers.')
  const code = silent || first.error.code !== 'CLUSTER_TIMEOUT' ? first.error.code : 'CLUSTER_UNREACHABLE'
  const sentence = silent ? 'It may have taken effect: look before you try again.' : 'Nothing was deleted.'
  return new AppError((silent ? 'CLUSTER_TIMEOUT' : code) as ErrorCode, `${first.error.detail} ${sentence}`, {
    ...(first.error.broker && { broker: first.error.broker }),
    extra: { done, failed, unknown, steps },
  })
}

/** The next lists have it no more. @returns brokers that have it again: a client that is online brought it back */
async function readBack(cluster: LiveCluster, { groupName }: DeletionPlan, { done }: Lists): Promise<string[]> {
  const freshAddresses = new Set(done.map(({ target }) => target))
  const [groups] = await Promise.all([
    cluster.getGroupInventory({ fresh: true, freshAddresses }),
    cluster.getInventory({ fresh: true, freshAddresses }),
  ])
  const holders = groupRows(groups).get(groupName)?.brokers ?? []
  return holders
    .filter(({ server, isStale }) => !isStale && freshAddresses.has(server.address))
    .map(({ server }) => server.brokerName)
}
