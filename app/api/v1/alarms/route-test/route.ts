import { handle } from '#lib/api/handle.ts'
import { testRouteEndpoint } from '#lib/notifications/api.ts'
import { testRoute } from '#lib/notifications/test-route.ts'

export const POST = handle(testRouteEndpoint, (ctx, { body }) => testRoute(ctx, body))
