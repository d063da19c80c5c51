import { handle } from '#lib/api/handle.ts'
import { endUserSessions } from '#lib/users/end-session.ts'
import { listUserSessions } from '#lib/users/list-sessions.ts'
import { endUserSessionsEndpoint, listUserSessionsEndpoint } from '#lib/users/user-api.ts'

export const GET = handle(listUserSessionsEndpoint, (ctx, { params, query }) =>
  listUserSessions(ctx, { ...query, ...params }),
)
export const DELETE = handle(endUserSessionsEndpoint, (ctx, { params }) => endUserSessions(ctx, params))
