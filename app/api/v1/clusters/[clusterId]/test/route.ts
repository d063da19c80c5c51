import { handle } from '#lib/api/handle.ts'
import { testClusterEndpoint } from '#lib/clusters/api.ts'
import { testCluster } from '#lib/clusters/test-cluster.ts'

export const POST = handle(testClusterEndpoint, (ctx, { params, body }) => testCluster(ctx, { ...params, patch: body }))
