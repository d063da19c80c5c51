import { AppError } from '#lib/errors.ts'
import { maskerOf } from '#lib/masking/masker-of.ts'
import { originalOf } from '#lib/masking/original-of.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'

/** How what looks for messages sees them: as they are shown to everybody, or as they are stored. */
export interface Sight {
  /** The reader has `message:unmask`. Absent: sees the masked form. */
  mayUnmask?: boolean | undefined
}

/** @param topic whose messages are looked at; undefined: of any */
export const sightOf = (ctx: Context, clusterId: string, topic?: string): Sight => ({
  mayUnmask: hasPermission(ctx, 'message:unmask', clusterId, topic === undefined ? undefined : onTopic(topic)),
})

/** A message for a filter, a tag or a key that is looked for; never to be shown. */
export const seenAs = (message: StoredMessage, { mayUnmask = false }: Sight): StoredMessage =>
  mayUnmask ? originalOf(message) : message

/**
 * Whoever sees the masked form only finds nothing by a key or a tag that a rule hides, and "no messages" would be a lie.
 *
 * @param topic undefined: of any
 * @throws AppError FORBIDDEN
 */
export async function requireSight(
  ctx: Context,
  clusterId: string,
  { topic, ...terms }: { topic?: string | undefined; key?: string | undefined; tag?: string | undefined },
): Promise<void> {
  if (sightOf(ctx, clusterId, topic).mayUnmask) return
  const masker = await maskerOf(clusterId)
  for (const [name, target] of [
    ['key', 'KEYS'],
    ['tag', 'TAG'],
  ] as const) {
    const term = terms[name]
    if (term === undefined || masker.maskTerm(topic ?? null, target, term) === term) continue
    const detail = `A masking rule hides this ${name}, so only who has the permission message:unmask can look for it.`
    throw new AppError('FORBIDDEN', detail, { permission: 'message:unmask', reason: 'MASKED' })
  }
}
