import { handle } from '#lib/api/handle.ts'
import { getRoleMayEndpoint } from '#lib/roles/api.ts'
import { getRoleMay } from '#lib/roles/get-role-may.ts'

export const GET = handle(getRoleMayEndpoint, (ctx, { params, query }) => getRoleMay(ctx, { ...params, ...query }))
