import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { compileRule } from './compile-rule.ts'
import { maskBody } from './mask-body.ts'
import { maskProperties } from './mask-terms.ts'
import { faultsOf } from './require-sound-rule.ts'
import { readRules } from './rule-row.ts'
import type { MaskingSample, MaskingTest, NewMaskingRule } from './schema.ts'

/**
 * A sample as the rules leave it: one rule, as it stands in a form, whatever its topics; or all that are enabled and for the topic of the
 * sample, of every cluster. Nothing of the sample is kept.
 *
 * @throws AppError INVALID_INPUT for a rule that cannot be used
 */
export async function testMaskingRules(
  ctx: Context,
  { rule, sample }: { rule?: NewMaskingRule | undefined; sample: MaskingSample },
): Promise<MaskingTest> {
  requirePermission(ctx, 'masking:manage')
  if (rule) {
    const fields = faultsOf(rule).map((fault) => ({ ...fault, path: fault.path.replace('body.', 'body.rule.') }))
    if (fields.length > 0) throw new AppError('INVALID_INPUT', fields.map(({ detail }) => detail).join(' '), { fields })
  }
  const stored = rule ? [rule] : (await readRules()).filter(({ isEnabled }) => isEnabled)
  const rules = stored.map(compileRule).filter(({ isForTopic }) => rule !== undefined || isForTopic(sample.topicName))
  const properties = new Map(Object.entries(sample.properties))
  if (sample.keys.length > 0) properties.set('KEYS', sample.keys.join(' '))
  if (sample.tags) properties.set('TAGS', sample.tags)
  const bodyRules = rules.filter(({ appliesTo }) => appliesTo.has('JSON') || appliesTo.has('TEXT'))
  const body = maskBody(bodyRules, Buffer.from(sample.body))
  const terms = maskProperties(rules, properties)
  const shown = new Map(terms?.properties ?? properties)
  const keys = (shown.get('KEYS') ?? '').split(' ').filter(Boolean)
  const tags = shown.get('TAGS') ?? null
  shown.delete('KEYS')
  shown.delete('TAGS')
  return {
    body: body ? body.bytes.toString() : sample.body,
    keys,
    tags,
    properties: Object.fromEntries(shown),
    notes: [...(body?.notes ?? []), ...(terms?.notes ?? [])],
  }
}
