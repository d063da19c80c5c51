import { handle } from '#lib/api/handle.ts'
import { endOwnSessionEndpoint } from '#lib/users/account-api.ts'
import { endOwnSession } from '#lib/users/end-session.ts'

export const DELETE = handle(endOwnSessionEndpoint, (ctx, { params }) => endOwnSession(ctx, params))
