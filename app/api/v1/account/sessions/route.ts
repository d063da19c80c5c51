import { handle } from '#lib/api/handle.ts'
import { listOwnSessionsEndpoint } from '#lib/users/account-api.ts'
import { listOwnSessions } from '#lib/users/list-sessions.ts'

export const GET = handle(listOwnSessionsEndpoint, (ctx, { query }) => listOwnSessions(ctx, query))
