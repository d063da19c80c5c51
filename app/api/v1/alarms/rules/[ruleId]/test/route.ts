import { testAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import { testAlarmRule } from '#lib/alarms/test-alarm-rule.ts'
import { handle } from '#lib/api/handle.ts'

export const POST = handle(testAlarmRuleEndpoint, (ctx, { params }) => testAlarmRule(ctx, params))
