import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import type { NoticeChannel } from './channel-schema.ts'
import { findChannelRow, toChannel } from './find-channel.ts'

/** @throws AppError NOT_FOUND */
export async function getChannel(ctx: Context, channelId: string): Promise<NoticeChannel> {
  requirePermission(ctx, 'channel:manage')
  return toChannel(await findChannelRow(channelId))
}
