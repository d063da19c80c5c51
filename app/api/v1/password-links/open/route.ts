import { handle } from '#lib/api/handle.ts'
import { openPasswordLinkEndpoint } from '#lib/sign-in/api.ts'
import { openPasswordLink } from '#lib/sign-in/password-link.ts'

export const POST = handle(openPasswordLinkEndpoint, (ctx, { body }) => openPasswordLink(ctx, body))
