import { handle } from '#lib/api/handle.ts'
import { revealMessageEndpoint } from '#lib/messages/api.ts'
import { revealMessage } from '#lib/messages/reveal-message.ts'

export const POST = handle(revealMessageEndpoint, (ctx, { params, query, body }) =>
  revealMessage(ctx, { ...params, ...query, ...body }),
)
