import { acknowledgeAlarms } from '#lib/alarms/acknowledge-alarm.ts'
import { acknowledgeAlarmsEndpoint } from '#lib/alarms/api.ts'
import { handle } from '#lib/api/handle.ts'

export const POST = handle(acknowledgeAlarmsEndpoint, (ctx, { body }) => acknowledgeAlarms(ctx, body))
