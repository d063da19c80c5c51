import { handle } from '#lib/api/handle.ts'
import { sendMessageEndpoint } from '#lib/messages/api.ts'
import { sendMessages } from '#lib/messages/send/send-messages.ts'

export const POST = handle(sendMessageEndpoint, (ctx, { params, body }) => sendMessages(ctx, { ...params, ...body }))
