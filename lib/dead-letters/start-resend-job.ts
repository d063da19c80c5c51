import type { z } from 'zod'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { effectOf, planBatch, startBatch } from '#lib/jobs/batch.ts'
import type { BatchAnswer } from '#lib/jobs/schema.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import type { startResendJobEndpoint } from './api.ts'
import { type CollectedLetter, collectLetters } from './collect-letters.ts'
import { deadLetterLimits } from './schema.ts'

type Body = z.output<NonNullable<(typeof startResendJobEndpoint)['body']>>
export type StartResendJobInput = Body & { clusterId: string; groupName: string; dryRun?: boolean | undefined }

/**
 * Sends many dead letters again as a job, or with `dryRun` says how many these are, which are left alone and who gets them.
 *
 * @throws AppError READ_ONLY, INVALID_INPUT without the typed number and cluster, PREVIEW_STALE, CONFLICT when a broker does not answer and
 *   the filter may find more, LIMIT_EXCEEDED
 */
export async function startResendJob(ctx: Context, input: StartResendJobInput, now = new Date()): Promise<BatchAnswer> {
  const { clusterId, groupName, to, topicName, again = false, reason, source, ratePerSecond } = input
  requirePermission(ctx, 'dead-letter:resend', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  if (!input.dryRun) requireWritable(cluster)
  if (to === 'TOPIC' && !topicName) {
    const detail = 'Name the topic to send them to.'
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.topicName', rule: 'required', detail }] })
  }
  if (to === 'TOPIC' && topicName) requirePermission(ctx, 'dead-letter:resend', clusterId, onTopic(topicName))
  const letters = input.filter
    ? await collectLetters(ctx, cluster, { groupName, ...input.filter }, now)
    : await namedLetters(clusterId, groupName, input.messageIds ?? [])
  const plan = planBatch(
    letters.map(({ letterId, isResent }) => ({
      target: letterId,
      skip:
        isResent && !again
          ? { code: 'ALREADY_RESENT', detail: 'It was sent again before, and did not come back.' }
          : undefined,
      effects: {},
    })),
    { things: 'deadLetters', clusterName: cluster.name },
  )
  plan.preview.effects.push(effectOf('groups', await receivers(cluster, input, letters)))
  if (input.dryRun) return plan.preview
  return startBatch(ctx, plan, input, {
    clusterId,
    kind: 'dead-letter.resend',
    input: { groupName, to, again, ...(topicName && { topicName }), ...(reason && { reason }) },
    source,
    reason,
    ratePerSecond: ratePerSecond ?? deadLetterLimits.ratePerSecond.default,
  })
}

async function namedLetters(clusterId: string, groupName: string, messageIds: string[]): Promise<CollectedLetter[]> {
  const letterIds = [...new Set(messageIds)]
  const sent = await db().deadLetterResend.findMany({
    where: { clusterId, groupName, letterId: { in: letterIds }, state: { not: 'FAILED' } },
    select: { letterId: true },
  })
  const known = new Set(sent.map(({ letterId }) => letterId))
  return letterIds.map((letterId) => ({ letterId, originTopic: null, isResent: known.has(letterId) }))
}

/** Groups that get what is sent: of a topic all that ever consumed it, as the sampler knows them. */
async function receivers(
  cluster: LiveCluster,
  { groupName, to, topicName }: StartResendJobInput,
  letters: readonly CollectedLetter[],
): Promise<string[]> {
  if (to === 'GROUP') return [groupName]
  const sample = await getSample(cluster)
  const subscribed = sample?.groups
    .get(groupName)
    ?.topics.flatMap((topic) => (topic.kind === 'RETRY' ? [] : topic.topicName))
  const origins = letters.flatMap(({ originTopic }) => originTopic ?? [])
  // Of single messages that were named nothing was read: what the group subscribes to is where they can be from.
  const topics = to === 'TOPIC' ? [topicName ?? ''] : origins.length > 0 ? origins : (subscribed ?? [])
  return [...new Set(topics.flatMap((name) => sample?.topics.get(name)?.groupNames ?? []))].sort()
}
