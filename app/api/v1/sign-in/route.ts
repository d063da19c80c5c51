import { handle } from '#lib/api/handle.ts'
import { getSignInOptionsEndpoint } from '#lib/sign-in/api.ts'
import { getSignInOptions } from '#lib/sign-in/get-sign-in-options.ts'

export const GET = handle(getSignInOptionsEndpoint, (ctx) => getSignInOptions(ctx))
