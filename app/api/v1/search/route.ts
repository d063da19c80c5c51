import { handle } from '#lib/api/handle.ts'
import { searchEndpoint } from '#lib/search/api.ts'
import { searchObjects } from '#lib/search/search-objects.ts'

export const GET = handle(searchEndpoint, (ctx, { query }) => searchObjects(ctx, query))
