import { z } from 'zod'
import { endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { MaskingRule, MaskingRulePatch, MaskingSample, MaskingTest, NewMaskingRule } from './schema.ts'

const tag = 'Masking'
const RuleParams = z.object({ ruleId: z.string().min(1).max(64) })
const ruleOfPath = ({ params }: { params: { ruleId: string } }) => ({ kind: 'masking-rule', name: params.ruleId })

export const listMaskingRulesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/masking-rules',
  tag,
  summary: 'List the masking rules',
  description: 'In the order in which they are asked, each of what the one before has left.',
  query: z.strictObject(listQuery('position')),
  response: listOf(MaskingRule),
  permission: 'masking:manage',
})

export const createMaskingRuleEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/masking-rules',
  tag,
  summary: 'Add a masking rule, the last one',
  description:
    'It holds for everybody and for every way in which messages leave: lists, bodies, streams, exports, traces. Who has message:unmask can reveal one message at a time.',
  status: 201,
  body: NewMaskingRule,
  response: MaskingRule,
  permission: 'masking:manage',
  audit: { action: 'masking-rule.create', target: ({ body }) => ({ kind: 'masking-rule', name: body.name }) },
  idempotent: true,
})

export const updateMaskingRuleEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/masking-rules/{ruleId}',
  tag,
  summary: 'Change or move a masking rule',
  params: RuleParams,
  body: MaskingRulePatch,
  response: MaskingRule,
  permission: 'masking:manage',
  audit: { action: 'masking-rule.update', target: ruleOfPath },
})

export const deleteMaskingRuleEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/masking-rules/{ruleId}',
  tag,
  summary: 'Delete a masking rule',
  status: 204,
  params: RuleParams,
  response: z.undefined(),
  permission: 'masking:manage',
  audit: { action: 'masking-rule.delete', target: ruleOfPath },
})

export const testMaskingRulesEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/masking-rules/test',
  tag,
  summary: 'Show what the rules leave of a sample',
  description: 'With `rule` that one alone, whatever its topics; else all enabled ones for the topic of the sample.',
  body: z.strictObject({ rule: NewMaskingRule.optional(), sample: MaskingSample }),
  response: MaskingTest,
  permission: 'masking:manage',
  isRead: true,
})
