import { handle } from '#lib/api/handle.ts'
import { unlockUser } from '#lib/users/unlock-user.ts'
import { unlockUserEndpoint } from '#lib/users/user-api.ts'

export const POST = handle(unlockUserEndpoint, (ctx, { params }) => unlockUser(ctx, params))
