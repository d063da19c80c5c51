import { handle } from '#lib/api/handle.ts'
import { getMessageLinkEndpoint } from '#lib/messages/api.ts'
import { getMessageLink } from '#lib/messages/message-links.ts'

export const GET = handle(getMessageLinkEndpoint, (ctx, { params }) => getMessageLink(ctx, params))
