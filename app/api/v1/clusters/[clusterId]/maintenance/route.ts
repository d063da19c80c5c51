import { handle } from '#lib/api/handle.ts'
import { setMaintenanceEndpoint } from '#lib/clusters/api.ts'
import { setMaintenance } from '#lib/clusters/set-maintenance.ts'

export const POST = handle(setMaintenanceEndpoint, (ctx, { params, body }) =>
  setMaintenance(ctx, { ...params, ...body }),
)
