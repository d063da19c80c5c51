import { handleStream } from '#lib/api/handle.ts'
import { exportSelectionEndpoint } from '#lib/messages/api.ts'
import { exportSelection } from '#lib/messages/export/export-selection.ts'

export const POST = handleStream(exportSelectionEndpoint, (ctx, { params, body }) =>
  exportSelection(ctx, { ...params, ...body }),
)
