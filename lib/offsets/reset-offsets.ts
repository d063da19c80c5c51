import { randomBytes } from 'node:crypto'
import type { FanOut } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { OffsetPreview as PreviewRow } from '#lib/db/generated/client.ts'
import { AppError, type ErrorCode } from '#lib/errors.ts'
import { SNAPSHOT_DAYS, takeOffsetSnapshots } from '#lib/groups/take-offset-snapshots.ts'
import { isSystemGroup } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { type BuiltPlan, buildPlan } from './build-plan.ts'
import { comparePlans, type StaleReason, targetsToApply } from './compare-plans.ts'
import { nextCheckAt } from './judge-queue.ts'
import { requireOwnGroup } from './refuse-reset.ts'
import { decodePlan, decodeTarget, encodeTarget, queueKey, type ResetPlan, totalsOf } from './reset-plan.ts'
import { type OffsetReset, ResetScope, type ResetTarget } from './schema.ts'
import { encodeQueues, type StoredQueue, toReset } from './stored-reset.ts'
import { readAndJudge } from './verify-reset.ts'
import { writeReset } from './write-reset.ts'

export interface ResetOffsetsInput {
  clusterId: string
  groupName: string
  previewId: string
  /** Required in production. */
  reason?: string | undefined
}

export type ResetResult = Omit<FanOut<never>, 'resource'> & OffsetReset

const DAY_MS = 86_400_000
/** If the console ends while it applies, whoever looks later reads the offsets; before this it may still be at work. */
const GIVEN_UP_MS = 120_000

/**
 * Resets a group as its preview shows: asks everything once more and refuses when the world has moved, keeps the present offsets as
 * a snapshot, writes, each request once, and reads back. Nothing is written before the snapshot is stored, and the row of the
 * reset is there before the first write, so that a crash in the middle leaves its trace and its undo.
 *
 * A preview is used once: a second click, or another process, finds it used.
 *
 * @throws AppError PREVIEW_STALE, NOT_FOUND, INVALID_INPUT without a reason in production, READ_ONLY; CLUSTER_… with the three lists
 *   when no queue was reset
 */
export async function resetOffsets(ctx: Context, input: ResetOffsetsInput): Promise<ResetResult> {
  const { clusterId, groupName, previewId, reason } = input
  requirePermission(ctx, 'offset:reset', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  const preview = await db().offsetPreview.findUnique({ where: { previewId } })
  const isOwn = preview?.clusterId === clusterId && preview.groupName === groupName && preview.actorId === ctx.actor.id
  const target = preview && isOwn ? decodeTarget(preview.target) : null
  const entry = {
    action: 'offset.reset',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'offset:reset' as const,
    detail: { previewId, target: target && encodeTarget(target), scope: isOwn ? preview?.scope : undefined },
    ...(reason && { reason }),
  }
  return audited(ctx, entry, async (record) => {
    requireOwnGroup(groupName, isSystemGroup(groupName))
    if (!preview || !target)
      throw new AppError('NOT_FOUND', `There is no preview ${previewId} of ${groupName} that is yours.`)
    if (target.kind === 'SNAPSHOT') requirePermission(ctx, 'offset:restore', clusterId, onGroup(groupName))
    requireWritable(cluster)
    requireReason(cluster, reason)
    requireFresh(preview)
    const shown = decodePlan(preview.plan)
    const scope = ResetScope.parse(preview.scope)
    const now = await buildPlan(cluster, { groupName, scope, target }, ctx.signal)
    const moved = comparePlans(shown, now.plan)
    if (moved) throw stale(moved)
    const plan = targetsToApply(shown, now.plan)
    await claim(preview)
    const snapshotId = await keepOffsets(ctx, cluster, { groupName, plan, target })
    record.before({ snapshotId, totals: totalsOf(plan.queues), mechanism: plan.mechanism })
    const result = await apply(ctx, cluster, { groupName, plan, target, reason, snapshotId, built: now })
    record.after({ resetId: result.resetId, outcomes: outcomesOf(result) })
    return result
  })
}

function requireReason({ environment }: LiveCluster, reason: string | undefined): void {
  if (reason || environment !== 'production') return
  const detail = 'A reset in production needs a reason.'
  throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.reason', rule: 'required', detail }] })
}

function requireFresh({ expiresAt, usedAt }: PreviewRow): void {
  if (usedAt) throw stale('USED')
  if (expiresAt <= new Date()) throw stale('EXPIRED')
}

const staleDetails: Record<StaleReason | 'USED' | 'EXPIRED', string> = {
  USED: 'This preview has been applied already.',
  EXPIRED: 'The preview is older than 5 minutes.',
  QUEUES: 'Queues have come, gone or moved to another broker since the preview.',
  MODEL: 'The clients consume by another model than at the preview.',
  CLIENTS: 'A client has come, or the last one has gone, since the preview.',
  MECHANISM: 'A broker resets in another way than at the preview.',
  OFFSETS: 'An offset of the group has moved since the preview.',
}

const stale = (reason: keyof typeof staleDetails) =>
  new AppError('PREVIEW_STALE', `${staleDetails[reason]} Nothing was written: look at a new preview.`, { reason })

/** Exactly one call gets to use a preview. */
async function claim({ previewId }: PreviewRow): Promise<void> {
  const { count } = await db().offsetPreview.updateMany({
    where: { previewId, usedAt: null },
    data: { usedAt: new Date() },
  })
  if (count === 0) throw stale('USED')
}

/**
 * The offsets of all queues of the scope, stored. Of a group without clients they must be those that the plan was made of.
 *
 * @returns null when the group has committed none of them, so that there is nothing to go back to
 */
async function keepOffsets(
  ctx: Context,
  cluster: LiveCluster,
  { groupName, plan, target }: { groupName: string; plan: ResetPlan; target: ResetTarget },
): Promise<string | null> {
  const topicNames = new Set(plan.queues.map(({ topicName }) => topicName))
  // Those alone: an undo must not take queues back that the reset never touched.
  const touched = new Set(plan.queues.map(queueKey))
  const { snapshotIdByGroup, offsetsByGroup, partial } = await takeOffsetSnapshots(ctx, cluster, {
    concerns: (committed) => committed.groupName === groupName && topicNames.has(committed.topicName),
    holds: (queue) => touched.has(queueKey(queue)),
    why: target.kind === 'GROUP' ? 'COPY' : 'RESET',
  })
  const addresses = new Map(plan.queues.map(({ address, brokerName }) => [address, brokerName]))
  const silent = partial.filter(({ address }) => addresses.has(address))
  if (silent.length > 0) {
    const names = silent.map(({ address }) => addresses.get(address)).join(', ')
    throw new AppError(
      'CLUSTER_TIMEOUT',
      `${names} did not tell its offsets, so they could not be kept. Nothing was changed.`,
    )
  }
  if (!plan.isOnline) {
    const kept = new Map(
      (offsetsByGroup.get(groupName) ?? []).map((offset) => [queueKey(offset), offset.consumerOffset]),
    )
    for (const queue of plan.queues) {
      const offset = kept.get(queueKey(queue))
      if (offset !== undefined && offset !== queue.currentOffset) throw stale('OFFSETS')
    }
  }
  return snapshotIdByGroup.get(groupName) ?? null
}

async function apply(
  ctx: Context,
  cluster: LiveCluster,
  {
    groupName,
    plan,
    target,
    reason,
    snapshotId,
    built,
  }: {
    groupName: string
    plan: ResetPlan
    target: ResetTarget
    reason: string | undefined
    snapshotId: string | null
    built: BuiltPlan
  },
): Promise<ResetResult> {
  const startedAt = new Date()
  const resetId = `rst_${randomBytes(12).toString('base64url')}`
  const queues = plan.queues.map(toStoredQueue)
  await db().offsetReset.create({
    data: {
      resetId,
      clusterId: cluster.clusterId,
      groupName,
      snapshotId,
      resetBy: ctx.actor.name,
      reason: reason ?? null,
      target: storedTarget(target),
      mechanism: plan.mechanism,
      wasOnline: plan.isOnline,
      startedAt,
      queues: encodeQueues(queues),
      nextCheckAt: new Date(startedAt.getTime() + GIVEN_UP_MS),
      expiresAt: new Date(startedAt.getTime() + SNAPSHOT_DAYS * DAY_MS),
    },
  })
  const servers = new Map(built.facts.inventory.topicConfigs.map(({ server }) => [server.address, server]))
  await writeReset(cluster, { groupName, queues, pushes: plan.pushes, servers })
  const appliedAt = new Date()
  // What was written is kept before it is read back: the reading may fail, or take long.
  const nextCheck = nextCheckAt(plan.mechanism, appliedAt, 0)
  await db().offsetReset.update({
    where: { resetId },
    data: { appliedAt, queues: encodeQueues(queues), nextCheckAt: nextCheck },
  })
  const seen = await readAndJudge(cluster, { groupName, queues, isLast: false, signal: ctx.signal }).catch(() => queues)
  // A verification that came first knows more.
  await db().offsetReset.updateMany({
    where: { resetId, checksDone: 0, nextCheckAt: nextCheck },
    data: { queues: encodeQueues(seen), checkedAt: new Date() },
  })
  const row = await db().offsetReset.findUniqueOrThrow({ where: { resetId } })
  const lists = listsOf(queues)
  requireSomeDone(queues, lists, { resetId, snapshotId })
  return { ...lists, ...toReset(row) }
}

function toStoredQueue(queue: ResetPlan['queues'][number]): StoredQueue {
  const { maxOffset: _, storeTimestamp: __, note: ___, ...kept } = queue
  // A push goes to all queues of its topic.
  const isThere = queue.currentOffset === queue.targetOffset && queue.mechanism !== 'CLIENTS'
  return {
    ...kept,
    write: isThere ? 'NOT_NEEDED' : 'PENDING',
    outcome: isThere ? 'APPLIED' : 'UNKNOWN',
    consumerOffset: queue.currentOffset,
    hasMoved: false,
  }
}

/** Typed offsets are those of the queues: they are not kept twice. */
function storedTarget(target: ResetTarget): object {
  return target.kind === 'OFFSETS' ? { kind: target.kind } : encodeTarget(target)
}

type Lists = Omit<FanOut<never>, 'resource'>

const unanswered = { code: 'CLUSTER_TIMEOUT', detail: 'No answer: it may have taken effect.' }

function listsOf(queues: readonly StoredQueue[]): Lists {
  const lists: Lists = { done: [], failed: [], unknown: [] }
  for (const queue of queues) {
    const target = queueKey(queue)
    if (queue.write === 'DONE' || queue.write === 'NOT_NEEDED') lists.done.push({ target })
    else lists[queue.write === 'FAILED' ? 'failed' : 'unknown'].push({ target, error: queue.error ?? unanswered })
  }
  return lists
}

/** @throws AppError when not one queue was reset */
function requireSomeDone(queues: readonly StoredQueue[], lists: Lists, ids: object): void {
  const first = lists.unknown[0] ?? lists.failed[0]
  if (!first || queues.some(({ write }) => write === 'DONE')) return
  const isUnknown = lists.unknown.length > 0
  const code: ErrorCode = isUnknown
    ? 'CLUSTER_TIMEOUT'
    : first.error.code === 'NOT_SUPPORTED'
      ? 'NOT_SUPPORTED'
      : 'CLUSTER_REJECTED'
  const ending = isUnknown ? 'It may have taken effect: its offsets are read again.' : 'Nothing was changed.'
  throw new AppError(code, `${first.error.detail} ${ending}`, {
    ...(first.error.broker && { broker: withoutUndefined(first.error.broker) }),
    extra: { ...lists, done: [], ...ids },
  })
}

function withoutUndefined({ brokerName, ...broker }: NonNullable<Lists['failed'][number]['error']['broker']>) {
  return { ...broker, ...(brokerName !== undefined && { brokerName }) }
}

const outcomesOf = ({ queues }: OffsetReset) =>
  Object.fromEntries([...Map.groupBy(queues, ({ outcome }) => outcome)].map(([outcome, all]) => [outcome, all.length]))
