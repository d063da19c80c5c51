import { handle } from '#lib/api/handle.ts'
import { getTopicEndpoint, updateTopicEndpoint } from '#lib/topics/api.ts'
import { getTopic } from '#lib/topics/get-topic.ts'
import { updateTopic } from '#lib/topics/update-topic.ts'

export const GET = handle(getTopicEndpoint, (ctx, { params }) => getTopic(ctx, params))
export const PATCH = handle(updateTopicEndpoint, (ctx, { params, body }) => updateTopic(ctx, { ...params, ...body }))
