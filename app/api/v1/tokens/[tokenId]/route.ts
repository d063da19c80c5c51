import { handle } from '#lib/api/handle.ts'
import { revokeToken } from '#lib/users/revoke-token.ts'
import { revokeTokenEndpoint } from '#lib/users/token-api.ts'

export const DELETE = handle(revokeTokenEndpoint, (ctx, { params }) => revokeToken(ctx, params))
