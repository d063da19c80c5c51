import { handle } from '#lib/api/handle.ts'
import { getAcl1AccountsEndpoint } from '#lib/roles/api.ts'
import { getAcl1Accounts } from '#lib/roles/get-acl1-accounts.ts'

export const GET = handle(getAcl1AccountsEndpoint, (ctx, { params }) => getAcl1Accounts(ctx, params))
