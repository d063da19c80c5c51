import { handle } from '#lib/api/handle.ts'
import { listDeadLettersEndpoint } from '#lib/dead-letters/api.ts'
import { listDeadLetters } from '#lib/dead-letters/list-dead-letters.ts'

export const GET = handle(listDeadLettersEndpoint, (ctx, { params, query }) =>
  listDeadLetters(ctx, { ...params, ...query }),
)
