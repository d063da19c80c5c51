import { handle } from '#lib/api/handle.ts'
import { getRoleDifferencesEndpoint } from '#lib/roles/api.ts'
import { getRoleDifferences } from '#lib/roles/get-role-differences.ts'

export const GET = handle(getRoleDifferencesEndpoint, (ctx, { params, query }) =>
  getRoleDifferences(ctx, { ...params, ...query }),
)
