import { handle } from '#lib/api/handle.ts'
import { getSetUpEndpoint, setUpEndpoint } from '#lib/users/session-api.ts'
import { getSetUp, setUp } from '#lib/users/set-up.ts'

export const GET = handle(getSetUpEndpoint, () => getSetUp())
export const POST = handle(setUpEndpoint, (ctx, { body }) => setUp(ctx, body))
