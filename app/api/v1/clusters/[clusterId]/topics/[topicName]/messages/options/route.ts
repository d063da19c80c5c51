import { handle } from '#lib/api/handle.ts'
import { getSendOptionsEndpoint } from '#lib/messages/api.ts'
import { getSendOptions } from '#lib/messages/send/get-send-options.ts'

export const GET = handle(getSendOptionsEndpoint, (ctx, { params, query }) =>
  getSendOptions(ctx, { ...params, ...query }),
)
