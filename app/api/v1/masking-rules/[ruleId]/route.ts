import { handle } from '#lib/api/handle.ts'
import { deleteMaskingRuleEndpoint, updateMaskingRuleEndpoint } from '#lib/masking/api.ts'
import { deleteMaskingRule } from '#lib/masking/delete-masking-rule.ts'
import { updateMaskingRule } from '#lib/masking/update-masking-rule.ts'

export const PATCH = handle(updateMaskingRuleEndpoint, (ctx, { params, body }) =>
  updateMaskingRule(ctx, { ...params, ...body }),
)
export const DELETE = handle(deleteMaskingRuleEndpoint, (ctx, { params }) => deleteMaskingRule(ctx, params.ruleId))
