import { handle } from '#lib/api/handle.ts'
import { createToken } from '#lib/users/create-token.ts'
import { listTokens } from '#lib/users/list-tokens.ts'
import { createTokenEndpoint, listTokensEndpoint } from '#lib/users/token-api.ts'

export const GET = handle(listTokensEndpoint, (ctx, { query }) => listTokens(ctx, query))
export const POST = handle(createTokenEndpoint, (ctx, { body }) => createToken(ctx, body))
