import { handle } from '#lib/api/handle.ts'
import { listDeliveriesEndpoint } from '#lib/notifications/api.ts'
import { listDeliveries } from '#lib/notifications/list-deliveries.ts'

export const GET = handle(listDeliveriesEndpoint, (ctx, { query }) => listDeliveries(ctx, query))
