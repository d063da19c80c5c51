import { z } from 'zod'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { CreatableTopicType, type DeletedTopic } from './schema.ts'

/** So long a deleted topic is offered again. */
const OFFERED_DAYS = 30
const DAY_MS = 86_400_000
/** Attempts of one deletion that are looked through for what the brokers held. */
const MOST_ATTEMPTS = 50

/** As `deleteTopic` leaves it in the audit. */
const Before = z.object({
  metadata: z
    .object({
      remark: z.string().nullable(),
      labels: z.record(z.string(), z.string()),
      owner: z.string().nullable(),
      deletionProtection: z.boolean(),
    })
    .nullable(),
  configs: z.record(
    z.string(),
    z.object({
      readQueueNums: z.number(),
      writeQueueNums: z.number(),
      perm: z.number(),
      order: z.boolean(),
      attributes: z.record(z.string(), z.string()),
    }),
  ),
})

/**
 * What a topic was that was deleted here within the last 30 days, to create it again: read from the audit of its deletion. Its
 * messages are gone.
 *
 * @throws AppError NOT_FOUND when none of that name was deleted to the end
 */
export async function getDeletedTopic(
  ctx: Context,
  { clusterId, topicName }: { clusterId: string; topicName: string },
): Promise<DeletedTopic> {
  requirePermission(ctx, 'topic:read', clusterId, onTopic(topicName))
  await getCluster(ctx, clusterId)
  const attempts = await db().auditEvent.findMany({
    where: {
      ...{ clusterId, targetKind: 'topic', targetName: topicName, action: 'topic.delete' },
      at: { gte: new Date(Date.now() - OFFERED_DAYS * DAY_MS) },
    },
    include: { outcome: true },
    orderBy: { sequence: 'desc' },
    take: MOST_ATTEMPTS,
  })
  const last = attempts.findIndex(({ outcome }) => outcome?.outcome === 'SUCCESS')
  const previous = attempts.findIndex(({ outcome }, index) => index > last && outcome?.outcome === 'SUCCESS')
  const deletion = attempts[last]
  // An attempt that finished what earlier ones began found less than those: all of one deletion count.
  const found = attempts.slice(Math.max(0, last), previous < 0 ? undefined : previous).flatMap(({ outcome }) => {
    const parsed = Before.safeParse(outcome?.before)
    return parsed.success ? [parsed.data] : []
  })
  const configs = new Map(found.flatMap((before) => Object.entries(before.configs)))
  const [config] = configs.values()
  if (!deletion || !config) {
    throw new AppError('NOT_FOUND', `No topic ${topicName} was deleted here within ${OFFERED_DAYS} days.`)
  }
  const { attributes, perm, readQueueNums, writeQueueNums, order } = config
  const type = CreatableTopicType.safeParse(attributes['message.type'])
  const permission = permissionOf(perm)
  return {
    topicName,
    deletedAt: deletion.at,
    deletedBy: deletion.actorName,
    expiresAt: new Date(deletion.at.getTime() + OFFERED_DAYS * DAY_MS),
    type: type.success ? type.data : 'NORMAL',
    queuesPerBroker: Math.max(readQueueNums, writeQueueNums),
    permission: permission === 'NONE' ? 'RW' : permission,
    isOrdered: order,
    cleanupPolicy: attributes['cleanup.policy'] === 'COMPACTION' ? 'COMPACTION' : 'DELETE',
    queueType: attributes['queue.type'] === 'BatchCQ' ? 'BatchCQ' : 'SimpleCQ',
    brokerNames: [...configs.keys()].sort(),
    ...(found[0]?.metadata ?? { remark: null, labels: {}, owner: null, deletionProtection: false }),
  }
}
