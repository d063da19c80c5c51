import { handle } from '#lib/api/handle.ts'
import { createMessageLinkEndpoint } from '#lib/messages/api.ts'
import { createMessageLink } from '#lib/messages/message-links.ts'

export const POST = handle(createMessageLinkEndpoint, (ctx, { params, body }) =>
  createMessageLink(ctx, { ...params, ...body }),
)
