import { createHash } from 'node:crypto'
import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import type { MessageLink } from './schema.ts'

const KEEP_DAYS = 90

/** Keeps a search under a short name, which is that of its text. */
export async function createMessageLink(
  ctx: Context,
  { clusterId, query }: { clusterId: string; query: string },
): Promise<MessageLink> {
  requirePermissionIn(ctx, 'message:read', clusterId)
  await getCluster(ctx, clusterId)
  const linkId = createHash('sha256').update(query).digest('base64url').slice(0, 12)
  const target = { kind: 'message-link', name: linkId }
  const entry = {
    action: 'message-link.create',
    clusterId,
    target,
    permission: 'message:read' as const,
    detail: { query },
  }
  return audited(ctx, entry, async () => {
    const sharedAt = new Date()
    await db().messageLink.upsert({
      where: { clusterId_linkId: { clusterId, linkId } },
      create: { clusterId, linkId, query, sharedAt },
      update: { sharedAt },
    })
    return { linkId, query }
  })
}

/** @throws AppError NOT_FOUND, also for a search of messages that the actor may not read */
export async function getMessageLink(
  ctx: Context,
  { clusterId, linkId }: { clusterId: string; linkId: string },
): Promise<MessageLink> {
  requirePermissionIn(ctx, 'message:read', clusterId)
  const row = await db().messageLink.findUnique({ where: { clusterId_linkId: { clusterId, linkId } } })
  if (!row || !maySearch(ctx, clusterId, row.query))
    throw new AppError('NOT_FOUND', `There is no link ${linkId} any more: they are kept for ${KEEP_DAYS} days.`)
  return { linkId, query: row.query }
}

/** Whoever may read messages of the topic of the search; of one without a topic, or with several, of all in the cluster. */
function maySearch(ctx: Context, clusterId: string, query: string): boolean {
  const [topic, ...others] = new URLSearchParams(query).getAll('topic')
  const object = topic && others.length === 0 ? onTopic(topic) : undefined
  return hasPermission(ctx, 'message:read', clusterId, object)
}

export async function forgetMessageLinks(now: Date): Promise<void> {
  await db().messageLink.deleteMany({ where: { sharedAt: { lt: new Date(now.getTime() - KEEP_DAYS * 86_400_000) } } })
}
