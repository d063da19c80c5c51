import { handle } from '#lib/api/handle.ts'
import { getProviderTestEndpoint } from '#lib/sign-in/api.ts'
import { getProviderTest } from '#lib/sign-in/test-provider.ts'

export const GET = handle(getProviderTestEndpoint, (ctx, { params }) => getProviderTest(ctx, params))
