import { handleStream } from '#lib/api/handle.ts'
import { exportAuditEndpoint } from '#lib/audit/api.ts'
import { exportAudit } from '#lib/audit/export-audit.ts'

export const POST = handleStream(exportAuditEndpoint, (ctx, { body }) => exportAudit(ctx, body))
