import { z } from 'zod'
import { Time } from '#lib/api/endpoint.ts'
import { Scope } from '#lib/users/schema.ts'

export const maskingLimits = {
  rules: 100,
  paths: 50,
  pathCharacters: 256,
  propertyNames: 50,
  patternCharacters: 500,
  sampleCharacters: 64 * 1024,
} as const

/** Parts of a message that a rule looks at. */
export const MaskTarget = z.enum(['JSON', 'TEXT', 'KEYS', 'TAG', 'PROPERTIES'])
export type MaskTarget = z.output<typeof MaskTarget>
export const MaskMode = z.enum(['DENY', 'ALLOW'])
export type MaskMode = z.output<typeof MaskMode>
export const MaskAction = z.enum(['REMOVE', 'REPLACE', 'KEEP_LAST_4', 'HASH'])
export type MaskAction = z.output<typeof MaskAction>

const topicPattern = z.string().trim().min(1).max(255).meta({
  description: 'Full topic name, * for any characters. Retry, dead-letter and delayed copies follow their topic',
})
const ruleFields = {
  name: z.string().trim().min(2).max(60),
  isEnabled: z.boolean().default(true),
  clusters: Scope.shape.clusters.default('all'),
  topicPattern: topicPattern.default('*'),
  appliesTo: z.array(MaskTarget).min(1).max(5).meta({
    description:
      'JSON alone: a body that is not JSON is withheld whole. With TEXT, such a body is searched by the pattern; one that is no text is withheld',
  }),
  mode: MaskMode.default('DENY').meta({ description: 'DENY: what is named is masked; ALLOW: all but what is named' }),
  jsonPaths: z
    .array(z.string().trim().min(1).max(maskingLimits.pathCharacters))
    .max(maskingLimits.paths)
    .default([])
    .meta({ description: '$.card.number, $.items[*].price, $..iban' }),
  propertyNames: z
    .array(z.string().trim().min(1).max(255))
    .max(maskingLimits.propertyNames)
    .default([])
    .meta({ description: 'Of PROPERTIES; none with DENY: all properties of the user' }),
  pattern: z
    .string()
    .min(1)
    .max(maskingLimits.patternCharacters)
    .nullable()
    .default(null)
    .meta({ description: 'Regular expression of RE2: linear in the text, no back references, no look-around' }),
  action: MaskAction.default('REPLACE'),
}

export const NewMaskingRule = z.strictObject(ruleFields).meta({ id: 'NewMaskingRule' })
export type NewMaskingRule = z.output<typeof NewMaskingRule>

const patchFields = {
  name: ruleFields.name,
  isEnabled: z.boolean(),
  clusters: Scope.shape.clusters,
  topicPattern,
  appliesTo: ruleFields.appliesTo,
  mode: MaskMode,
  jsonPaths: ruleFields.jsonPaths.unwrap(),
  propertyNames: ruleFields.propertyNames.unwrap(),
  pattern: ruleFields.pattern.unwrap(),
  action: MaskAction,
  position: z.number().int().min(1).max(maskingLimits.rules).meta({ description: 'Its place, from 1' }),
}
export const MaskingRulePatch = z
  .strictObject({ ...patchFields, revision: z.string() })
  .partial()
  .meta({ id: 'MaskingRulePatch' })
export type MaskingRulePatch = z.output<typeof MaskingRulePatch>

export const MaskingRule = z
  .object({
    ruleId: z.string(),
    ...patchFields,
    updatedAt: Time,
    updatedBy: z.string(),
    revision: z.string(),
  })
  .meta({ id: 'MaskingRule' })
export type MaskingRule = z.output<typeof MaskingRule>

/** What was masked of a message, by which rule. */
export const MaskNote = z
  .object({
    part: z.enum(['BODY', 'KEYS', 'TAG', 'PROPERTY']),
    name: z.string().optional().meta({ description: 'Of a property' }),
    places: z.array(z.string()).optional().meta({ description: 'JSON paths in the body; the first 20' }),
    ruleName: z.string(),
    action: MaskAction,
    withheld: z
      .enum(['NOT_JSON', 'NOT_TEXT', 'DAMAGED', 'TOO_LONG', 'NOTHING_LEFT', 'TRACE'])
      .optional()
      .meta({ description: 'Nothing of the body is shown, and why' }),
  })
  .meta({ id: 'MaskNote' })
export type MaskNote = z.output<typeof MaskNote>

export const MaskingSample = z.strictObject({
  topicName: z.string().max(255).default('').meta({ description: 'Of the sample; for a test of all rules' }),
  body: z.string().max(maskingLimits.sampleCharacters).default(''),
  keys: z.array(z.string().max(1_000)).max(64).default([]),
  tags: z.string().max(1_000).nullable().default(null),
  properties: z.record(z.string().min(1).max(255), z.string().max(8_000)).default({}),
})
export type MaskingSample = z.output<typeof MaskingSample>

/** A sample as somebody without `message:unmask` sees it. */
export const MaskingTest = z
  .object({
    body: z.string().meta({ description: 'Empty when it is withheld' }),
    keys: z.array(z.string()),
    tags: z.string().nullable(),
    properties: z.record(z.string(), z.string()),
    notes: z.array(MaskNote),
  })
  .meta({ id: 'MaskingTest' })
export type MaskingTest = z.output<typeof MaskingTest>

type Suggestion = Pick<NewMaskingRule, 'appliesTo' | 'mode' | 'pattern' | 'action'>
/** Patterns to begin with. They are offered, none is on by itself. */
export const maskingSuggestions = {
  card: {
    appliesTo: ['JSON', 'TEXT', 'KEYS', 'PROPERTIES'],
    mode: 'DENY',
    pattern: String.raw`\b[2-6](?:[ -]?\d){12,18}\b`,
    action: 'KEEP_LAST_4',
  },
  phone: {
    appliesTo: ['JSON', 'TEXT', 'KEYS', 'PROPERTIES'],
    mode: 'DENY',
    pattern: String.raw`\b1[3-9]\d{9}\b|\+\d{1,3}(?:[ -]?\d){6,14}\b`,
    action: 'KEEP_LAST_4',
  },
  email: {
    appliesTo: ['JSON', 'TEXT', 'KEYS', 'PROPERTIES'],
    mode: 'DENY',
    pattern: String.raw`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}`,
    action: 'HASH',
  },
} as const satisfies Record<
  string,
  { [Key in keyof Suggestion]: Suggestion[Key] extends MaskTarget[] ? readonly MaskTarget[] : Suggestion[Key] }
>
export type MaskingSuggestion = keyof typeof maskingSuggestions
