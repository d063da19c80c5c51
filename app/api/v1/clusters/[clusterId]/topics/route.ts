import { handle } from '#lib/api/handle.ts'
import { createTopicEndpoint, listTopicsEndpoint } from '#lib/topics/api.ts'
import { createTopic } from '#lib/topics/create-topic.ts'
import { listTopics } from '#lib/topics/list-topics.ts'

export const GET = handle(listTopicsEndpoint, (ctx, { params, query }) => listTopics(ctx, { ...params, ...query }))
export const POST = handle(createTopicEndpoint, (ctx, { params, body }) => createTopic(ctx, { ...params, ...body }))
