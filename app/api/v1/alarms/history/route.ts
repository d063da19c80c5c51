import { listAlarmHistoryEndpoint } from '#lib/alarms/api.ts'
import { listAlarmHistory } from '#lib/alarms/list-alarm-history.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(listAlarmHistoryEndpoint, (ctx, { query }) => listAlarmHistory(ctx, query))
