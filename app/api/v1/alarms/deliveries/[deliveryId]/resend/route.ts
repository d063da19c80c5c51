import { handle } from '#lib/api/handle.ts'
import { resendDeliveryEndpoint } from '#lib/notifications/api.ts'
import { resendDelivery } from '#lib/notifications/resend-delivery.ts'

export const POST = handle(resendDeliveryEndpoint, (ctx, { params }) => resendDelivery(ctx, params.deliveryId))
