import { handle } from '#lib/api/handle.ts'
import { getTopicRouteEndpoint } from '#lib/topics/api.ts'
import { getTopicRoute } from '#lib/topics/get-topic-route.ts'

export const GET = handle(getTopicRouteEndpoint, (ctx, { params }) => getTopicRoute(ctx, params))
