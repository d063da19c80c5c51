import { handle } from '#lib/api/handle.ts'
import { adoptTopic } from '#lib/topics/adopt-topic.ts'
import { adoptTopicEndpoint } from '#lib/topics/api.ts'

export const POST = handle(adoptTopicEndpoint, (ctx, { params, body }) => adoptTopic(ctx, { ...params, ...body }))
