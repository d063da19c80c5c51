import { handle } from '#lib/api/handle.ts'
import { getAuditEndpoint } from '#lib/audit/api.ts'
import { getAudit } from '#lib/audit/list-audit.ts'

export const GET = handle(getAuditEndpoint, (ctx, { params }) => getAudit(ctx, params))
