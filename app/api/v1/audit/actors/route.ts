import { handle } from '#lib/api/handle.ts'
import { listAuditActorsEndpoint } from '#lib/audit/api.ts'
import { listAuditActors } from '#lib/audit/list-audit-groups.ts'

export const GET = handle(listAuditActorsEndpoint, (ctx, { query }) => listAuditActors(ctx, query))
