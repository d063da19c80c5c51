import { handle } from '#lib/api/handle.ts'
import { signInByHeaderEndpoint } from '#lib/sign-in/api.ts'
import { signInByHeader } from '#lib/sign-in/sign-in-by-header.ts'

export const POST = handle(signInByHeaderEndpoint, (ctx, { params }) => signInByHeader(ctx, params))
