import { handle } from '#lib/api/handle.ts'
import { getTopicQueuesEndpoint } from '#lib/topics/api.ts'
import { getTopicQueues } from '#lib/topics/get-topic-queues.ts'

export const GET = handle(getTopicQueuesEndpoint, (ctx, { params, query }) =>
  getTopicQueues(ctx, { ...params, ...query }),
)
