import { backtestAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import { backtestAlarmRule } from '#lib/alarms/backtest-alarm-rule.ts'
import { handle } from '#lib/api/handle.ts'

export const POST = handle(backtestAlarmRuleEndpoint, (ctx, { body }) => backtestAlarmRule(ctx, body))
