import { handle } from '#lib/api/handle.ts'
import { revokeTokenEndpoint } from '#lib/users/api.ts'
import { revokeToken } from '#lib/users/revoke-token.ts'

export const DELETE = handle(revokeTokenEndpoint, (ctx, { params }) => revokeToken(ctx, params))
