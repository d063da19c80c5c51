import { handle } from '#lib/api/handle.ts'
import { openAlarmLinkEndpoint } from '#lib/notifications/api.ts'
import { openAlarmLink } from '#lib/notifications/open-alarm-link.ts'

export const GET = handle(openAlarmLinkEndpoint, (ctx, { params }) => openAlarmLink(ctx, params.link))
