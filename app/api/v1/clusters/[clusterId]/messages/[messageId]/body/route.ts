import { handleStream } from '#lib/api/handle.ts'
import { getMessageBodyEndpoint } from '#lib/messages/api.ts'
import { getMessageBody } from '#lib/messages/get-message-body.ts'

export const GET = handleStream(getMessageBodyEndpoint, (ctx, { params, query }) =>
  getMessageBody(ctx, { ...params, ...query }),
)
