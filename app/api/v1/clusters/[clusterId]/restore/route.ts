import { handle } from '#lib/api/handle.ts'
import { restoreClusterEndpoint } from '#lib/clusters/api.ts'
import { restoreCluster } from '#lib/clusters/restore-cluster.ts'

export const POST = handle(restoreClusterEndpoint, (ctx, { params }) => restoreCluster(ctx, params))
