import { z } from 'zod'

interface JsonSchema {
  type?: string
  const?: unknown
  enum?: unknown[]
  default?: unknown
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
  properties?: Record<string, JsonSchema>
  required?: string[]
  items?: JsonSchema
  minItems?: number
  minLength?: number
  minimum?: number
  pattern?: string
  format?: string
  $ref?: string
}

/** The smallest input that a schema takes as far as JSON Schema can say it: required fields, first choices, shortest lists. */
export function sampleInput(schema: z.ZodType): unknown {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as JsonSchema & {
    $defs?: Record<string, JsonSchema>
  } // its own types are wider
  return sampleOf(json, json.$defs ?? {})
}

function sampleOf(schema: JsonSchema, defs: Record<string, JsonSchema>): unknown {
  const { const: only, enum: choices, default: usual, $ref: ref } = schema
  if (ref !== undefined) return sampleOf(defs[ref.split('/').at(-1) ?? ''] ?? {}, defs)
  if (only !== undefined) return only
  if (usual !== undefined) return usual
  if (choices) return choices[0]
  const [first] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []
  if (first) return sampleOf(first, defs)
  switch (schema.type) {
    case 'object': {
      const fields = (schema.required ?? []).map((key) => [key, sampleOf(schema.properties?.[key] ?? {}, defs)])
      return Object.fromEntries(fields)
    }
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, defs))
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 1, -1000)
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return sampleText(schema)
  }
}

const byPattern: [RegExp, string][] = [
  [/rmq-/, 'rmq-aaaaaaaa'],
  [/\\d\{1,19\}/, '1'],
  [/host|\[\\w/, 'example.com'],
]

function sampleText({ pattern, format, minLength = 1 }: JsonSchema): string {
  if (format === 'date-time') return '2026-11-27T12:00:00.000Z'
  if (format === 'email') return 'kim@example.com'
  if (format === 'uuid') return '8f14e45f-ceea-467f-a8d5-0f1b7a9c2d11'
  const known = byPattern.find(([like]) => pattern !== undefined && like.test(pattern))
  return known?.[1] ?? 'sample'.padEnd(minLength, 'x')
}
