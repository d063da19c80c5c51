import { deleteSilenceEndpoint, updateSilenceEndpoint } from '#lib/alarms/api.ts'
import { deleteSilence, updateSilence } from '#lib/alarms/write-silence.ts'
import { handle } from '#lib/api/handle.ts'

export const PATCH = handle(updateSilenceEndpoint, (ctx, { params, body }) =>
  updateSilence(ctx, { ...body, ...params }),
)
export const DELETE = handle(deleteSilenceEndpoint, (ctx, { params }) => deleteSilence(ctx, params))
