import { audited } from '#lib/audit/audited.ts'
import { getCluster } from '#lib/clusters/get-cluster.ts'
import { db } from '#lib/db/db.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { deadLetterLimits } from './schema.ts'

export interface MarkDeadLettersInput {
  clusterId: string
  groupName: string
  originIds: string[]
  /** Absent: stays as it is. */
  handled?: boolean | undefined
  /** Absent: stays; null: none. */
  note?: string | null | undefined
}

const DAY_MS = 86_400_000

/** Says of dead letters that somebody has handled them, or takes that back, or what is worth knowing. RocketMQ learns nothing of it. */
export async function markDeadLetters(
  ctx: Context,
  input: MarkDeadLettersInput,
  now = new Date(),
): Promise<{ marked: number }> {
  const { clusterId, groupName, handled, note } = input
  requirePermission(ctx, 'dead-letter:mark', clusterId, onGroup(groupName))
  await getCluster(ctx, clusterId)
  const originIds = [...new Set(input.originIds)]
  const entry = {
    action: 'dead-letter.mark',
    clusterId,
    target: { kind: 'group', name: groupName },
    permission: 'dead-letter:mark' as const,
    detail: { originIds, ...(handled !== undefined && { handled }), ...(note !== undefined && { note }) },
  }
  const by = ctx.actor.name
  const change = {
    ...(handled !== undefined && { handledAt: handled ? now : null, handledBy: handled ? by : null }),
    ...(note !== undefined && { note: note?.trim() || null, noteAt: now, noteBy: by }),
    expiresAt: new Date(now.getTime() + deadLetterLimits.keptDays * DAY_MS),
  }
  return audited(ctx, entry, async () => {
    await db().$transaction(
      originIds.map((originId) =>
        db().deadLetterMark.upsert({
          where: { clusterId_groupName_originId: { clusterId, groupName, originId } },
          create: { clusterId, groupName, originId, ...change },
          update: change,
        }),
      ),
    )
    return { marked: originIds.length }
  })
}
