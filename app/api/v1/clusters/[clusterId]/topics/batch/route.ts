import { handle } from '#lib/api/handle.ts'
import { batchTopicsEndpoint } from '#lib/topics/api.ts'
import { batchTopics } from '#lib/topics/batch-topics.ts'

export const POST = handle(batchTopicsEndpoint, (ctx, { params, query, body }) =>
  batchTopics(ctx, { ...params, ...query, ...body }),
)
