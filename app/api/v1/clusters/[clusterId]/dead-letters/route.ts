import { handle } from '#lib/api/handle.ts'
import { listDeadLetterGroupsEndpoint } from '#lib/dead-letters/api.ts'
import { listDeadLetterGroups } from '#lib/dead-letters/list-dead-letter-groups.ts'

export const GET = handle(listDeadLetterGroupsEndpoint, (ctx, { params, query }) =>
  listDeadLetterGroups(ctx, { ...params, ...query }),
)
