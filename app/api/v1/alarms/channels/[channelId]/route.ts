import { handle } from '#lib/api/handle.ts'
import { deleteChannelEndpoint, getChannelEndpoint, updateChannelEndpoint } from '#lib/notifications/api.ts'
import { deleteChannel } from '#lib/notifications/delete-channel.ts'
import { getChannel } from '#lib/notifications/get-channel.ts'
import { updateChannel } from '#lib/notifications/update-channel.ts'

export const GET = handle(getChannelEndpoint, (ctx, { params }) => getChannel(ctx, params.channelId))
export const PATCH = handle(updateChannelEndpoint, (ctx, { params, body }) =>
  updateChannel(ctx, { ...params, ...body }),
)
export const DELETE = handle(deleteChannelEndpoint, (ctx, { params }) => deleteChannel(ctx, params.channelId))
