import { handle } from '#lib/api/handle.ts'
import { getOffsetsAtEndpoint } from '#lib/messages/api.ts'
import { getOffsetsAt } from '#lib/messages/get-offsets-at.ts'

export const GET = handle(getOffsetsAtEndpoint, (ctx, { params, query }) => getOffsetsAt(ctx, { ...params, ...query }))
