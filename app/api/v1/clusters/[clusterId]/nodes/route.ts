import { handle } from '#lib/api/handle.ts'
import { listNodesEndpoint } from '#lib/nodes/api.ts'
import { listNodes } from '#lib/nodes/list-nodes.ts'

export const GET = handle(listNodesEndpoint, (ctx, { params, query }) => listNodes(ctx, { ...params, ...query }))
