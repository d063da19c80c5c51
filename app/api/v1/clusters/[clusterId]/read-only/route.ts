import { handle } from '#lib/api/handle.ts'
import { setReadOnlyEndpoint } from '#lib/clusters/api.ts'
import { setReadOnly } from '#lib/clusters/set-read-only.ts'

export const PUT = handle(setReadOnlyEndpoint, (ctx, { params, body }) => setReadOnly(ctx, { ...params, ...body }))
