import { handle } from '#lib/api/handle.ts'
import { listAuditObjectsEndpoint } from '#lib/audit/api.ts'
import { listAuditObjects } from '#lib/audit/list-audit-groups.ts'

export const GET = handle(listAuditObjectsEndpoint, (ctx, { query }) => listAuditObjects(ctx, query))
