import { handle } from '#lib/api/handle.ts'
import { usePasswordLinkEndpoint } from '#lib/sign-in/api.ts'
import { usePasswordLink } from '#lib/sign-in/password-link.ts'

export const POST = handle(usePasswordLinkEndpoint, (ctx, { body }) => usePasswordLink(ctx, body))
