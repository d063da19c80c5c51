import { handle } from '#lib/api/handle.ts'
import { createGrant } from '#lib/users/create-grant.ts'
import { createGrantEndpoint, listGrantsEndpoint } from '#lib/users/grant-api.ts'
import { listGrants } from '#lib/users/list-grants.ts'

export const GET = handle(listGrantsEndpoint, (ctx, { query }) => listGrants(ctx, query))
export const POST = handle(createGrantEndpoint, (ctx, { body }) => createGrant(ctx, body))
