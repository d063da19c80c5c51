import { handle } from '#lib/api/handle.ts'
import { getMessageEndpoint } from '#lib/messages/api.ts'
import { getMessage } from '#lib/messages/get-message.ts'

export const GET = handle(getMessageEndpoint, (ctx, { params, query }) => getMessage(ctx, { ...params, ...query }))
