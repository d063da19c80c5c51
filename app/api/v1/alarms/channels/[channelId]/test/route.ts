import { handle } from '#lib/api/handle.ts'
import { testChannelEndpoint } from '#lib/notifications/api.ts'
import { testChannel } from '#lib/notifications/test-channel.ts'

export const POST = handle(testChannelEndpoint, (ctx, { params, body }) => testChannel(ctx, { ...params, ...body }))
