import { handle } from '#lib/api/handle.ts'
import { testProviderEndpoint } from '#lib/sign-in/api.ts'
import { testProvider } from '#lib/sign-in/test-provider.ts'

export const POST = handle(testProviderEndpoint, (ctx, { params, body }) => testProvider(ctx, { ...params, ...body }))
