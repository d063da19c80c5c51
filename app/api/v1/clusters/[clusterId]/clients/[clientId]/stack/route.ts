import { handle } from '#lib/api/handle.ts'
import { getStackEndpoint } from '#lib/clients/api.ts'
import { getStack } from '#lib/clients/get-stack.ts'

export const GET = handle(getStackEndpoint, (ctx, { params, query }) => getStack(ctx, { ...params, ...query }))
