import { handle } from '#lib/api/handle.ts'
import { createUser } from '#lib/users/create-user.ts'
import { listUsers } from '#lib/users/list-users.ts'
import { createUserEndpoint, listUsersEndpoint } from '#lib/users/user-api.ts'

export const GET = handle(listUsersEndpoint, (ctx, { query }) => listUsers(ctx, query))
export const POST = handle(createUserEndpoint, (ctx, { body }) => createUser(ctx, body))
