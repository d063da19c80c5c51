import { listActiveAlarmsEndpoint } from '#lib/alarms/api.ts'
import { listActive } from '#lib/alarms/list-active.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(listActiveAlarmsEndpoint, (ctx, { query }) => listActive(ctx, query))
