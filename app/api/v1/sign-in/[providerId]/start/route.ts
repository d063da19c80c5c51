import { handle } from '#lib/api/handle.ts'
import { startSignInEndpoint } from '#lib/sign-in/api.ts'
import { startSignIn } from '#lib/sign-in/start-sign-in.ts'

export const POST = handle(startSignInEndpoint, (ctx, { params, body }) => startSignIn(ctx, { ...params, ...body }))
