import { handle } from '#lib/api/handle.ts'
import { testMaskingRulesEndpoint } from '#lib/masking/api.ts'
import { testMaskingRules } from '#lib/masking/test-masking-rules.ts'

export const POST = handle(testMaskingRulesEndpoint, (ctx, { body }) => testMaskingRules(ctx, body))
