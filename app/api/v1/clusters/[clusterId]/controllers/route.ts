import { handle } from '#lib/api/handle.ts'
import { listControllersEndpoint } from '#lib/nodes/api.ts'
import { listControllers } from '#lib/nodes/list-controllers.ts'

export const GET = handle(listControllersEndpoint, (ctx, { params, query }) =>
  listControllers(ctx, { ...params, ...query }),
)
