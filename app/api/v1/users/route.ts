import { handle } from '#lib/api/handle.ts'
import { createUserEndpoint, listUsersEndpoint } from '#lib/users/api.ts'
import { createUser } from '#lib/users/create-user.ts'
import { listUsers } from '#lib/users/list-users.ts'

export const GET = handle(listUsersEndpoint, (ctx, { query }) => listUsers(ctx, query))
export const POST = handle(createUserEndpoint, (ctx, { body }) => createUser(ctx, body))
