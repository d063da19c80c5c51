import { handle } from '#lib/api/handle.ts'
import { verifyAuditEndpoint } from '#lib/audit-chain/api.ts'
import { verifyAudit } from '#lib/audit-chain/verify-audit.ts'

export const GET = handle(verifyAuditEndpoint, (ctx, { query }) => verifyAudit(ctx, query))
