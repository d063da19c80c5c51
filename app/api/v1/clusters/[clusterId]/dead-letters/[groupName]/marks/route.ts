import { handle } from '#lib/api/handle.ts'
import { markDeadLettersEndpoint } from '#lib/dead-letters/api.ts'
import { markDeadLetters } from '#lib/dead-letters/mark-dead-letters.ts'

export const PUT = handle(markDeadLettersEndpoint, (ctx, { params, body }) =>
  markDeadLetters(ctx, { ...params, ...body }),
)
