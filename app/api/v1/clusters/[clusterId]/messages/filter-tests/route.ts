import { handle } from '#lib/api/handle.ts'
import { testFilterEndpoint } from '#lib/messages/api.ts'
import { testFilter } from '#lib/messages/test-filter.ts'

export const POST = handle(testFilterEndpoint, (ctx, { params, body }) => testFilter(ctx, { ...params, ...body }))
