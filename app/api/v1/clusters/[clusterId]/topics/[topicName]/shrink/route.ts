import { handle } from '#lib/api/handle.ts'
import { getTopicShrinkEndpoint, shrinkTopicEndpoint } from '#lib/topics/api.ts'
import { getTopicShrink, shrinkTopic } from '#lib/topics/shrink-topic.ts'

export const GET = handle(getTopicShrinkEndpoint, (ctx, { params, query }) =>
  getTopicShrink(ctx, { ...params, ...query }),
)
export const POST = handle(shrinkTopicEndpoint, (ctx, { params, body }) => shrinkTopic(ctx, { ...params, ...body }))
