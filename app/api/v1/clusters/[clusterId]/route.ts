import { handle } from '#lib/api/handle.ts'
import { deleteClusterEndpoint, getClusterEndpoint, updateClusterEndpoint } from '#lib/clusters/api.ts'
import { deleteCluster } from '#lib/clusters/delete-cluster.ts'
import { showCluster } from '#lib/clusters/show-cluster.ts'
import { updateCluster } from '#lib/clusters/update-cluster.ts'

export const GET = handle(getClusterEndpoint, (ctx, { params }) => showCluster(ctx, params))
export const PATCH = handle(updateClusterEndpoint, (ctx, { params, body }) =>
  updateCluster(ctx, { ...params, ...body }),
)
export const DELETE = handle(deleteClusterEndpoint, (ctx, { params, query }) =>
  deleteCluster(ctx, { ...params, ...query }),
)
