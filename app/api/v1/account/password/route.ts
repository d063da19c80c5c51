import { handle } from '#lib/api/handle.ts'
import { changePasswordEndpoint } from '#lib/users/account-api.ts'
import { changePassword } from '#lib/users/change-password.ts'

export const PUT = handle(changePasswordEndpoint, (ctx, { body }) => changePassword(ctx, body))
