import { handle } from '#lib/api/handle.ts'
import { getSessionEndpoint, signInEndpoint, signOutEndpoint } from '#lib/users/api.ts'
import { getSession } from '#lib/users/get-session.ts'
import { signIn } from '#lib/users/sign-in.ts'
import { signOut } from '#lib/users/sign-out.ts'

export const GET = handle(getSessionEndpoint, (ctx) => getSession(ctx))
export const POST = handle(signInEndpoint, (ctx, { body }) => signIn(ctx, body))
export const DELETE = handle(signOutEndpoint, (ctx) => signOut(ctx))
