import { handle } from '#lib/api/handle.ts'
import { deleteTopicEndpoint, getTopicEndpoint, updateTopicEndpoint } from '#lib/topics/api.ts'
import { deleteTopic } from '#lib/topics/delete-topic.ts'
import { getTopic } from '#lib/topics/get-topic.ts'
import { updateTopic } from '#lib/topics/update-topic.ts'

export const GET = handle(getTopicEndpoint, (ctx, { params }) => getTopic(ctx, params))
export const PATCH = handle(updateTopicEndpoint, (ctx, { params, body }) => updateTopic(ctx, { ...params, ...body }))
export const DELETE = handle(deleteTopicEndpoint, (ctx, { params, query }) => deleteTopic(ctx, { ...params, ...query }))
