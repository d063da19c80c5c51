import { handle } from '#lib/api/handle.ts'
import { listTimersEndpoint } from '#lib/timers/api.ts'
import { listTimers } from '#lib/timers/list-timers.ts'

export const GET = handle(listTimersEndpoint, (ctx, { params, query }) => listTimers(ctx, { ...params, ...query }))
