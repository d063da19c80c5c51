import { handle } from '#lib/api/handle.ts'
import { getDeletedTopicEndpoint } from '#lib/topics/api.ts'
import { getDeletedTopic } from '#lib/topics/get-deleted-topic.ts'

export const GET = handle(getDeletedTopicEndpoint, (ctx, { params }) => getDeletedTopic(ctx, params))
