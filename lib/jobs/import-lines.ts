import { parse } from 'csv-parse/sync'
import { AppError } from '#lib/errors.ts'
import { maxItemsPerJob } from './schema.ts'

export type ImportFormat = 'csv' | 'ndjson'

/** One thing to be imported, as it stands in the file: all values text in CSV, anything in NDJSON. */
export interface ImportLine {
  /** Where it ends in the file, from 1; the head of a CSV counts. */
  line: number
  /** Null when the line cannot be read at all. */
  values: Record<string, unknown> | null
  problem?: string
}

/**
 * Reads what was pasted or uploaded.
 *
 * @throws AppError INVALID_INPUT for a CSV that is none, LIMIT_EXCEEDED for more lines than a job takes
 */
export function importLines(format: ImportFormat, text: string): ImportLine[] {
  const lines = format === 'csv' ? csvLines(text) : ndjsonLines(text)
  if (lines.length <= maxItemsPerJob) return lines
  const detail = `An import takes ${maxItemsPerJob} lines; these are ${lines.length}.`
  throw new AppError('LIMIT_EXCEEDED', detail, { limit: maxItemsPerJob, used: lines.length })
}

function csvLines(text: string): ImportLine[] {
  try {
    const rows: { record: Record<string, string>; info: { lines: number } }[] = parse(text, {
      bom: true,
      // The files of lists name at their end who did not answer.
      comment: '#',
      comment_no_infix: true,
      columns: (head: string[]) => head.map((name) => name.trim()),
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    })
    return rows.map(({ record, info }) => ({ line: info.lines, values: record }))
  } catch (cause) {
    const detail = `This is no CSV: ${cause instanceof Error ? cause.message : String(cause)}`
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.text', rule: 'csv', detail }] }, { cause })
  }
}

function ndjsonLines(text: string): ImportLine[] {
  return text
    .split(/\r?\n/)
    .map((json, index): ImportLine | null => {
      if (json.trim() === '') return null
      const line = index + 1
      try {
        const value: unknown = JSON.parse(json)
        if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { line, values: { ...value } }
        return { line, values: null, problem: 'A line must be an object.' }
      } catch {
        return { line, values: null, problem: 'This line is no JSON.' }
      }
    })
    .filter((line) => line !== null)
}

/** A value by any of its names, in any case; undefined when it is absent, empty or `?`, as lists write what they do not know. */
export function cellOf(values: Record<string, unknown>, ...names: string[]): unknown {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const [, value] = Object.entries(values).find(([name]) => wanted.has(name.toLowerCase())) ?? []
  if (value === '' || value === '?' || value === null) return undefined
  // The apostrophe that keeps a spreadsheet from running a cell is ours, not the person's.
  return typeof value === 'string' ? value.replace(/^'(?=[\s']*[=+\-@]|[\t\r\n])/, '') : value
}

/** A number written as text becomes one; what is none stays text, for the schema to refuse. */
export function numberOf(value: unknown): unknown {
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
}

export function booleanOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  const text = value.toLowerCase()
  return text === 'true' ? true : text === 'false' ? false : value
}

/** `broker-a;broker-b` as a list. */
export function listOfNames(value: unknown): unknown {
  return typeof value === 'string' ? parts(value) : value
}

/** `team=pay;tier=gold` as labels. */
export function labelsOf(value: unknown): unknown {
  if (typeof value !== 'string') return value
  return Object.fromEntries(
    parts(value).map((pair) => {
      const at = pair.indexOf('=')
      return at === -1 ? [pair, ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()]
    }),
  )
}

/** Split at each `;` that has no `\` before it. */
function parts(text: string): string[] {
  const found = text.match(/(?:\\[\s\S]|[^;\\])+/g) ?? []
  return found.map((part) => part.replace(/\\([\\;])/g, '$1').trim()).filter((part) => part !== '')
}
