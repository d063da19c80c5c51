import { matchAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import { matchAlarmRule } from '#lib/alarms/match-alarm-rule.ts'
import { handle } from '#lib/api/handle.ts'

export const POST = handle(matchAlarmRuleEndpoint, (ctx, { body }) => matchAlarmRule(ctx, body))
