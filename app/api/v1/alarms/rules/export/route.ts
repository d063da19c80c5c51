import { exportAlarmRulesEndpoint } from '#lib/alarms/api.ts'
import { exportAlarmRules } from '#lib/alarms/list-alarm-rules.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(exportAlarmRulesEndpoint, (ctx, { query }) => exportAlarmRules(ctx, query))
