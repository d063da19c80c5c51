import { handle } from '#lib/api/handle.ts'
import { getTopicProducersEndpoint } from '#lib/topics/api.ts'
import { getTopicProducers } from '#lib/topics/get-topic-producers.ts'

export const GET = handle(getTopicProducersEndpoint, (ctx, { params, query }) =>
  getTopicProducers(ctx, { ...params, ...query }),
)
