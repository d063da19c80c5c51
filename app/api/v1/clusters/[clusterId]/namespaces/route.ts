import { handle } from '#lib/api/handle.ts'
import { listNamespacesEndpoint } from '#lib/namespaces/api.ts'
import { listNamespaces } from '#lib/namespaces/list-namespaces.ts'

export const GET = handle(listNamespacesEndpoint, (ctx, { params, query }) =>
  listNamespaces(ctx, { ...params, ...query }),
)
