import { handle } from '#lib/api/handle.ts'
import { inviteUserEndpoint } from '#lib/sign-in/api.ts'
import { inviteUser } from '#lib/sign-in/invite-user.ts'

export const POST = handle(inviteUserEndpoint, (ctx, { params, body }) => inviteUser(ctx, { ...params, ...body }))
