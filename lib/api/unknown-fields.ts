import type { z } from 'zod'
import type { FieldError } from '#lib/errors.ts'

type Schema = z.core.$ZodType

/**
 * Fields of `value` that the schema does not know, at any depth. zod drops them silently; a caller who mistypes an optional field
 * must hear of it. Objects that take any key (`record`, `looseObject`) are left alone.
 */
export function unknownFields(schema: Schema, value: unknown, path: string): FieldError[] {
  const { def } = (schema as z.core.$ZodTypes)._zod // the union of all kinds, told apart by `def.type`
  switch (def.type) {
    case 'object': {
      if (!isObject(value)) return []
      const shape = def.shape as Record<string, Schema>
      return Object.entries(value).flatMap(([key, field]) => {
        const known = Object.hasOwn(shape, key) ? shape[key] : undefined
        if (known) return unknownFields(known, field, `${path}.${key}`)
        // With a catch-all zod decides itself: it takes the key or reports it.
        return def.catchall ? [] : [{ path: `${path}.${key}`, rule: 'unknown', detail: 'There is no such field.' }]
      })
    }
    case 'array':
      return Array.isArray(value) ? value.flatMap((item, i) => unknownFields(def.element, item, `${path}.${i}`)) : []
    case 'record':
      return isObject(value)
        ? Object.entries(value).flatMap(([key, item]) => unknownFields(def.valueType, item, `${path}.${key}`))
        : []
    case 'tuple':
      return Array.isArray(value) ? def.items.flatMap((item, i) => unknownFields(item, value[i], `${path}.${i}`)) : []
    case 'union': {
      const chosen = def.options.find((option) => isAccepted(option, value))
      return chosen ? unknownFields(chosen, value, path) : []
    }
    case 'intersection': {
      // A key is unknown only if both sides do not know it.
      const right = new Set(unknownFields(def.right, value, path).map((field) => field.path))
      return unknownFields(def.left, value, path).filter((field) => right.has(field.path))
    }
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'catch':
    case 'readonly':
    case 'nonoptional':
      return value === undefined || value === null ? [] : unknownFields(def.innerType, value, path)
    case 'pipe':
      // A codec or transform reads its `in`; a preprocess has nothing to say there, its `out` does.
      return unknownFields(kindOf(def.in) === 'transform' ? def.out : def.in, value, path)
    case 'lazy':
      return unknownFields(def.getter(), value, path)
    default:
      return []
  }
}

const kindOf = (schema: Schema) => schema._zod.def.type
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function isAccepted(schema: Schema, value: unknown): boolean {
  const result = schema._zod.run({ value, issues: [] }, { async: false })
  return !(result instanceof Promise) && result.issues.length === 0
}
