import { deleteAlarmRuleEndpoint, getAlarmRuleEndpoint, updateAlarmRuleEndpoint } from '#lib/alarms/api.ts'
import { getAlarmRule } from '#lib/alarms/list-alarm-rules.ts'
import { deleteAlarmRule, updateAlarmRule } from '#lib/alarms/write-rule.ts'
import { handle } from '#lib/api/handle.ts'

export const GET = handle(getAlarmRuleEndpoint, (ctx, { params }) => getAlarmRule(ctx, params))
export const PATCH = handle(updateAlarmRuleEndpoint, (ctx, { params, body }) =>
  updateAlarmRule(ctx, { ...body, ...params }),
)
export const DELETE = handle(deleteAlarmRuleEndpoint, (ctx, { params }) => deleteAlarmRule(ctx, params))
