import { handle } from '#lib/api/handle.ts'
import { testNewClusterEndpoint } from '#lib/clusters/api.ts'
import { testNewCluster } from '#lib/clusters/test-cluster.ts'

export const POST = handle(testNewClusterEndpoint, (ctx, { body }) => testNewCluster(ctx, body))
