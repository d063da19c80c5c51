import { handleStream } from '#lib/api/handle.ts'
import { revealMessageBodyEndpoint } from '#lib/messages/api.ts'
import { revealMessageBody } from '#lib/messages/reveal-message-body.ts'

export const POST = handleStream(revealMessageBodyEndpoint, (ctx, { params, query, body }) =>
  revealMessageBody(ctx, { ...params, ...query, ...body }),
)
