import { handle } from '#lib/api/handle.ts'
import { startExportEndpoint } from '#lib/messages/api.ts'
import { startExport } from '#lib/messages/export/start-export.ts'

export const POST = handle(startExportEndpoint, (ctx, { params, body }) => startExport(ctx, { ...params, ...body }))
