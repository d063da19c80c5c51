import { handle } from '#lib/api/handle.ts'
import { getTopicConfigsEndpoint } from '#lib/topics/api.ts'
import { getTopicConfigs } from '#lib/topics/get-topic-configs.ts'

export const GET = handle(getTopicConfigsEndpoint, (ctx, { params }) => getTopicConfigs(ctx, params))
