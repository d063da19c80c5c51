import { handle } from '#lib/api/handle.ts'
import { endUserSessionsEndpoint, listUserSessionsEndpoint } from '#lib/users/api.ts'
import { endUserSessions } from '#lib/users/end-session.ts'
import { listUserSessions } from '#lib/users/list-sessions.ts'

export const GET = handle(listUserSessionsEndpoint, (ctx, { params, query }) =>
  listUserSessions(ctx, { ...query, ...params }),
)
export const DELETE = handle(endUserSessionsEndpoint, (ctx, { params }) => endUserSessions(ctx, params))
