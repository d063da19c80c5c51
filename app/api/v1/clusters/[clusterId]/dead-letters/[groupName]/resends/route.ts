import { handle } from '#lib/api/handle.ts'
import { listResendsEndpoint } from '#lib/dead-letters/api.ts'
import { listResends } from '#lib/dead-letters/list-resends.ts'

export const GET = handle(listResendsEndpoint, (ctx, { params, query }) => listResends(ctx, { ...params, ...query }))
