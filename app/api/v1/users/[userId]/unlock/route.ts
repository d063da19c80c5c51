import { handle } from '#lib/api/handle.ts'
import { unlockUserEndpoint } from '#lib/users/api.ts'
import { unlockUser } from '#lib/users/unlock-user.ts'

export const POST = handle(unlockUserEndpoint, (ctx, { params }) => unlockUser(ctx, params))
