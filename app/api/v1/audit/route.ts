import { handle } from '#lib/api/handle.ts'
import { listAuditEndpoint } from '#lib/audit/api.ts'
import { listAudit } from '#lib/audit/list-audit.ts'

export const GET = handle(listAuditEndpoint, (ctx, { query }) => listAudit(ctx, query))
