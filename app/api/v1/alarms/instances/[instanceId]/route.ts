import { getAlarmInstanceEndpoint } from '#lib/alarms/api.ts'
import { getAlarmInstance } from '#lib/alarms/get-alarm-instance.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(getAlarmInstanceEndpoint, (ctx, { params }) => getAlarmInstance(ctx, params))
