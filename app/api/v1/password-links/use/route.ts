import { handle } from '#lib/api/handle.ts'
import { setPasswordByLinkEndpoint } from '#lib/sign-in/api.ts'
import { setPasswordByLink } from '#lib/sign-in/password-link.ts'

export const POST = handle(setPasswordByLinkEndpoint, (ctx, { body }) => setPasswordByLink(ctx, body))
