import { handle } from '#lib/api/handle.ts'
import { levelTopicEndpoint } from '#lib/topics/api.ts'
import { levelTopic } from '#lib/topics/level-topic.ts'

export const POST = handle(levelTopicEndpoint, (ctx, { params, body }) => levelTopic(ctx, { ...params, ...body }))
