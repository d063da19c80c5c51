import { handle } from '#lib/api/handle.ts'
import { createProviderEndpoint, listProvidersEndpoint } from '#lib/sign-in/api.ts'
import { createProvider } from '#lib/sign-in/create-provider.ts'
import { listProviders } from '#lib/sign-in/list-providers.ts'

export const GET = handle(listProvidersEndpoint, (ctx, { query }) => listProviders(ctx, query))
export const POST = handle(createProviderEndpoint, (ctx, { body }) => createProvider(ctx, body))
