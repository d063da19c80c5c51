import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn, requirePermissionSomewhere } from '#lib/users/require-permission.ts'
import { openActionLink } from './alarm-links.ts'
import type { AlarmLink } from './schema.ts'

/** What a link of a message is about. @throws AppError INVALID_INPUT for a link that is altered or expired */
export async function openAlarmLink(ctx: Context, link: string, now: Date = new Date()): Promise<AlarmLink> {
  requirePermissionSomewhere(ctx, 'alarm:read')
  const opened = openActionLink(link, now)
  requirePermissionIn(ctx, 'alarm:read', opened.clusterId)
  return opened
}
