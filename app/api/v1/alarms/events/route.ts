import { listAlarmEventsEndpoint } from '#lib/alarms/api.ts'
import { listAlarmEvents } from '#lib/alarms/list-alarm-events.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(listAlarmEventsEndpoint, (ctx, { query }) => listAlarmEvents(ctx, query))
