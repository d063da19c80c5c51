import { handle } from '#lib/api/handle.ts'
import { getAcl1WhiteListEndpoint } from '#lib/roles/api.ts'
import { getAcl1WhiteList } from '#lib/roles/get-acl1-white-list.ts'

export const GET = handle(getAcl1WhiteListEndpoint, (ctx, { params }) => getAcl1WhiteList(ctx, params))
