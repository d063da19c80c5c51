import { previewSilenceEndpoint } from '#lib/alarms/api.ts'
import { previewSilence } from '#lib/alarms/list-silences.ts'
import { handle } from '#lib/api/handle.ts'

export const POST = handle(previewSilenceEndpoint, (ctx, { body }) => previewSilence(ctx, body))
