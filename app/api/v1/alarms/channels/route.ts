import { handle } from '#lib/api/handle.ts'
import { createChannelEndpoint, listChannelsEndpoint } from '#lib/notifications/api.ts'
import { createChannel } from '#lib/notifications/create-channel.ts'
import { listChannels } from '#lib/notifications/list-channels.ts'

export const GET = handle(listChannelsEndpoint, (ctx, { query }) => listChannels(ctx, query))
export const POST = handle(createChannelEndpoint, (ctx, { body }) => createChannel(ctx, body))
