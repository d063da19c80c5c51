import { handle } from '#lib/api/handle.ts'
import { createMaskingRuleEndpoint, listMaskingRulesEndpoint } from '#lib/masking/api.ts'
import { createMaskingRule } from '#lib/masking/create-masking-rule.ts'
import { listMaskingRules } from '#lib/masking/list-masking-rules.ts'

export const GET = handle(listMaskingRulesEndpoint, (ctx, { query }) => listMaskingRules(ctx, query))
export const POST = handle(createMaskingRuleEndpoint, (ctx, { body }) => createMaskingRule(ctx, body))
