import { importAlarmRulesEndpoint } from '#lib/alarms/api.ts'
import { importAlarmRules } from '#lib/alarms/import-alarm-rules.ts'
import { handle } from '#lib/api/handle.ts'

export const POST = handle(importAlarmRulesEndpoint, (ctx, { body }) => importAlarmRules(ctx, body))
