import { handle } from '#lib/api/handle.ts'
import { getRunningInfoEndpoint } from '#lib/clients/api.ts'
import { getRunningInfo } from '#lib/clients/get-running-info.ts'

export const GET = handle(getRunningInfoEndpoint, (ctx, { params, query }) =>
  getRunningInfo(ctx, { ...params, ...query }),
)
