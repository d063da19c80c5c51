import { handleStream } from '#lib/api/handle.ts'
import { getExportFileEndpoint } from '#lib/messages/api.ts'
import { getExportFile } from '#lib/messages/export/get-export-file.ts'

export const GET = handleStream(getExportFileEndpoint, (ctx, { params }) => getExportFile(ctx, params))
