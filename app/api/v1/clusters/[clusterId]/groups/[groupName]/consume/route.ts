import { handle } from '#lib/api/handle.ts'
import { switchConsumeEndpoint } from '#lib/groups/api.ts'
import { switchConsume } from '#lib/groups/switch-consume.ts'

export const PUT = handle(switchConsumeEndpoint, (ctx, { params, body }) => switchConsume(ctx, { ...params, ...body }))
