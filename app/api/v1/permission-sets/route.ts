import { handle } from '#lib/api/handle.ts'
import { listPermissionSetsEndpoint } from '#lib/users/api.ts'
import { listPermissionSets } from '#lib/users/list-permission-sets.ts'

export const GET = handle(listPermissionSetsEndpoint, () => listPermissionSets())
