import { handle } from '#lib/api/handle.ts'
import { getSnippetEndpoint } from '#lib/connect/api.ts'
import { getSnippet } from '#lib/connect/get-snippet.ts'

export const GET = handle(getSnippetEndpoint, (ctx, { params, query }) => getSnippet(ctx, { ...params, ...query }))
