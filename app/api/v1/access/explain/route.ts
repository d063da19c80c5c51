import { handle } from '#lib/api/handle.ts'
import { explainAccess } from '#lib/users/explain-access.ts'
import { explainAccessEndpoint } from '#lib/users/grant-api.ts'

export const GET = handle(explainAccessEndpoint, (ctx, { query }) => explainAccess(ctx, query))
