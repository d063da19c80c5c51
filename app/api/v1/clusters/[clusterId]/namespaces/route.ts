import { handle } from '#lib/api/handle.ts'
import { createNamespaceEndpoint, listNamespacesEndpoint } from '#lib/namespaces/api.ts'
import { createNamespace } from '#lib/namespaces/create-namespace.ts'
import { listNamespaces } from '#lib/namespaces/list-namespaces.ts'

export const GET = handle(listNamespacesEndpoint, (ctx, { params, query }) =>
  listNamespaces(ctx, { ...params, ...query }),
)
export const POST = handle(createNamespaceEndpoint, (ctx, { params, body }) =>
  createNamespace(ctx, { ...params, ...body }),
)
