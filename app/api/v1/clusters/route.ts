import { handle } from '#lib/api/handle.ts'
import { createClusterEndpoint, listClustersEndpoint } from '#lib/clusters/api.ts'
import { createCluster } from '#lib/clusters/create-cluster.ts'
import { listClusters } from '#lib/clusters/list-clusters.ts'

export const GET = handle(listClustersEndpoint, (ctx, { query }) => listClusters(ctx, query))
export const POST = handle(createClusterEndpoint, (ctx, { body }) => createCluster(ctx, body))
