import { handle } from '#lib/api/handle.ts'
import { queryMessagesEndpoint } from '#lib/messages/api.ts'
import { queryMessages } from '#lib/messages/query-messages.ts'

export const GET = handle(queryMessagesEndpoint, (ctx, { params, query }) =>
  queryMessages(ctx, { ...params, ...query }),
)
