import { handle } from '#lib/api/handle.ts'
import { deleteNamespaceEndpoint, getNamespaceEndpoint, updateNamespaceEndpoint } from '#lib/namespaces/api.ts'
import { deleteNamespace } from '#lib/namespaces/delete-namespace.ts'
import { getNamespace } from '#lib/namespaces/get-namespace.ts'
import { updateNamespace } from '#lib/namespaces/update-namespace.ts'

export const GET = handle(getNamespaceEndpoint, (ctx, { params }) => getNamespace(ctx, params))
export const PATCH = handle(updateNamespaceEndpoint, (ctx, { params, body }) =>
  updateNamespace(ctx, { ...params, ...body }),
)
export const DELETE = handle(deleteNamespaceEndpoint, (ctx, { params, query }) =>
  deleteNamespace(ctx, { ...params, ...query }),
)
