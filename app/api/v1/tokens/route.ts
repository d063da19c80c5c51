import { handle } from '#lib/api/handle.ts'
import { createTokenEndpoint, listTokensEndpoint } from '#lib/users/api.ts'
import { createToken } from '#lib/users/create-token.ts'
import { listTokens } from '#lib/users/list-tokens.ts'

export const GET = handle(listTokensEndpoint, (ctx, { query }) => listTokens(ctx, query))
export const POST = handle(createTokenEndpoint, (ctx, { body }) => createToken(ctx, body))
