import { handle } from '#lib/api/handle.ts'
import { getRolePoliciesEndpoint, putRolePoliciesEndpoint } from '#lib/roles/api.ts'
import { getRolePolicies } from '#lib/roles/get-role-policies.ts'
import { putRolePolicies } from '#lib/roles/put-role-policies.ts'

export const GET = handle(getRolePoliciesEndpoint, (ctx, { params }) => getRolePolicies(ctx, params))
export const PUT = handle(putRolePoliciesEndpoint, (ctx, { params, query, body }) =>
  putRolePolicies(ctx, { ...params, ...query, ...body }),
)
