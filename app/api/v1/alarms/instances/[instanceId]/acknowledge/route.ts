import { acknowledgeAlarm } from '#lib/alarms/acknowledge-alarm.ts'
import { acknowledgeAlarmEndpoint } from '#lib/alarms/api.ts'
import { handle } from '#lib/api/handle.ts'

export const POST = handle(acknowledgeAlarmEndpoint, (ctx, { params, body }) =>
  acknowledgeAlarm(ctx, { ...params, ...body }),
)
