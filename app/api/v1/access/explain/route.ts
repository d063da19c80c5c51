import { handle } from '#lib/api/handle.ts'
import { explainAccessEndpoint } from '#lib/users/api.ts'
import { explainAccess } from '#lib/users/explain-access.ts'

export const GET = handle(explainAccessEndpoint, (ctx, { query }) => explainAccess(ctx, query))
