import { handle } from '#lib/api/handle.ts'
import { getAccountEndpoint, updateAccountEndpoint } from '#lib/users/account-api.ts'
import { getAccount } from '#lib/users/get-account.ts'
import { updateAccount } from '#lib/users/update-account.ts'

export const GET = handle(getAccountEndpoint, (ctx) => getAccount(ctx))
export const PATCH = handle(updateAccountEndpoint, (ctx, { body }) => updateAccount(ctx, body))
