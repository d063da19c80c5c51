import { handleStream } from '#lib/api/handle.ts'
import { tailMessagesEndpoint } from '#lib/messages/api.ts'
import { tailMessages } from '#lib/messages/tail/tail-messages.ts'

export const GET = handleStream(tailMessagesEndpoint, (ctx, { params, query }) =>
  tailMessages(ctx, { ...params, ...query }),
)
