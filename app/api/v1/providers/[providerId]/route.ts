import { handle } from '#lib/api/handle.ts'
import { deleteProviderEndpoint, getProviderEndpoint, updateProviderEndpoint } from '#lib/sign-in/api.ts'
import { deleteProvider } from '#lib/sign-in/delete-provider.ts'
import { getProvider } from '#lib/sign-in/list-providers.ts'
import { updateProvider } from '#lib/sign-in/update-provider.ts'

export const GET = handle(getProviderEndpoint, (ctx, { params }) => getProvider(ctx, params))
export const PATCH = handle(updateProviderEndpoint, (ctx, { params, body }) =>
  updateProvider(ctx, { ...params, ...body }),
)
export const DELETE = handle(deleteProviderEndpoint, (ctx, { params }) => deleteProvider(ctx, params))
