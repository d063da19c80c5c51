import { z } from 'zod'
import { formatDate, formatTime, zoneOffsetMinutes } from '#lib/format.ts'

export interface CsvColumn {
  /** Name of the field; of a field in a field `worstLag.groupName`. */
  name: string
  cell: (item: unknown) => unknown
}

type Step = (value: unknown) => unknown

/**
 * The columns of a CSV file of such items: every field in the order of the schema, fields within fields by their dotted name, and
 * at the end which measured fields are stale and which estimated. A measured value that is not known reads `?`, one that does not
 * apply is empty. Lists and maps are `a;b` and `key=value;key=value`, with `\` before a `;` or `\` of their own.
 *
 * @param timeZone IANA zone of the times, which are ISO 8601 with their distance from UTC
 */
export function csvColumns(item: z.ZodObject, timeZone: string): CsvColumn[] {
  const toCell = (value: unknown): unknown => {
    if (value instanceof Date) return zonedIso(value, timeZone)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) {
      return value.every((entry) => typeof entry !== 'object') ? joined(value.map(String)) : value
    }
    const entries = Object.entries(value)
    const isMap = entries.every(([, entry]) => typeof entry === 'string')
    return isMap ? joined(entries.map(([key, entry]) => `${key}=${entry}`)) : value
  }
  const columns: CsvColumn[] = []
  const measuredFields: { name: string; step: Step }[] = []

  function add(name: string, schema: z.ZodType, step: Step): void {
    const shape = shapeOf(schema)
    if (shape === null) {
      columns.push({ name, cell: (value) => toCell(step(value)) })
      return
    }
    const { value: inner, state } = shape
    if (inner && state) {
      measuredFields.push({ name, step })
      const innerShape = shapeOf(inner)
      const fields: [string, Step][] =
        innerShape === null
          ? [[name, (value) => value]]
          : Object.keys(innerShape).map((key) => [`${name}.${key}`, (value) => field(value, key)])
      for (const [fieldName, read] of fields) {
        columns.push({
          name: fieldName,
          cell: (value) => {
            const measured = step(value)
            return field(measured, 'state') === 'unknown' ? '?' : toCell(read(field(measured, 'value')))
          },
        })
      }
      return
    }
    for (const [key, part] of Object.entries(shape)) {
      add(name === '' ? key : `${name}.${key}`, part, (value) => field(step(value), key))
    }
  }
  add('', item, (value) => value)

  const inState = (wanted: string) => (value: unknown) =>
    joined(measuredFields.filter(({ step }) => field(step(value), 'state') === wanted).map(({ name }) => name))
  if (measuredFields.length > 0) {
    columns.push({ name: 'stale', cell: inState('stale') }, { name: 'estimated', cell: inState('estimate') })
  }
  return columns
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined // an object has any key

/** Fields of an object, however often it may be missing; null for all else. */
function shapeOf(schema: z.ZodType): Record<string, z.ZodType> | null {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return shapeOf(schema.unwrap() as z.ZodType)
  return schema instanceof z.ZodObject ? (schema.shape as Record<string, z.ZodType>) : null
}

const joined = (parts: readonly string[]): string => parts.map((part) => part.replace(/[\\;]/g, '\\$&')).join(';')

/** `2026-11-22T22:32:07.123+08:00`; in UTC it ends in `Z`, as in the API. */
export function zonedIso(at: Date, timeZone: string): string {
  if (timeZone === 'UTC') return at.toISOString()
  const offset = zoneOffsetMinutes(at, timeZone)
  const sign = offset < 0 ? '-' : '+'
  const two = (value: number) => `${Math.trunc(Math.abs(value))}`.padStart(2, '0')
  return `${formatDate(at, timeZone)}T${formatTime(at, timeZone)}${sign}${two(offset / 60)}:${two(offset % 60)}`
}
