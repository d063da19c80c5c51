import { handle } from '#lib/api/handle.ts'
import { signInWithPassword } from '#lib/sign-in/sign-in-with-password.ts'
import { signOutEverywhere } from '#lib/sign-in/sign-out-everywhere.ts'
import { getSession } from '#lib/users/get-session.ts'
import { getSessionEndpoint, signInEndpoint, signOutEndpoint } from '#lib/users/session-api.ts'

export const GET = handle(getSessionEndpoint, (ctx) => getSession(ctx))
export const POST = handle(signInEndpoint, (ctx, { body }) => signInWithPassword(ctx, body))
export const DELETE = handle(signOutEndpoint, (ctx) => signOutEverywhere(ctx))
