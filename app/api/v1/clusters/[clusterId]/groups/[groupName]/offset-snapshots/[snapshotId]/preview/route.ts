import { handle } from '#lib/api/handle.ts'
import { previewOffsetRestoreEndpoint } from '#lib/offsets/api.ts'
import { previewOffsetReset } from '#lib/offsets/preview-offset-reset.ts'

export const POST = handle(previewOffsetRestoreEndpoint, (ctx, { params: { snapshotId, ...group } }) =>
  previewOffsetReset(ctx, { ...group, scope: {}, target: { kind: 'SNAPSHOT', snapshotId } }),
)
