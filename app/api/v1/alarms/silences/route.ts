import { createSilenceEndpoint, listSilencesEndpoint } from '#lib/alarms/api.ts'
import { listSilences } from '#lib/alarms/list-silences.ts'
import { createSilence } from '#lib/alarms/write-silence.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(listSilencesEndpoint, (ctx, { query }) => listSilences(ctx, query))
export const POST = handle(createSilenceEndpoint, (ctx, { body }) => createSilence(ctx, body))
