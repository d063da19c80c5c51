import { createAlarmRuleEndpoint, listAlarmRulesEndpoint } from '#lib/alarms/api.ts'
import { listAlarmRules } from '#lib/alarms/list-alarm-rules.ts'
import { createAlarmRule } from '#lib/alarms/write-rule.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(listAlarmRulesEndpoint, (ctx, { query }) => listAlarmRules(ctx, query))
export const POST = handle(createAlarmRuleEndpoint, (ctx, { body }) => createAlarmRule(ctx, body))
