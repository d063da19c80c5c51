import { z } from 'zod'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { fieldErrors } from '#lib/api/field-errors.ts'
import { unknownFields } from '#lib/api/unknown-fields.ts'
import { env } from '#lib/env.ts'
import { AppError, type FieldError } from '#lib/errors.ts'

const maxBodyBytes = 8 * 1024 * 1024
const maxJsonDepth = 64

/**
 * Path parameters by the endpoint's own template, each percent-decoded exactly once, whatever the router has made of them: names
 * in RocketMQ carry `%` (`%RETRY%g` arrives as `%25RETRY%25g`).
 *
 * @throws AppError INVALID_INPUT
 */
export function parseParams(endpoint: Endpoint, pathname: string): unknown {
  if (!endpoint.params) return undefined
  const { basePath } = env()
  const path = basePath !== '' && pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname
  const steps = path.split('/')
  const raw: Record<string, string> = {}
  for (const [i, step] of endpoint.path.split('/').entries()) {
    const name = /^\{(\w+)\}$/.exec(step)?.[1]
    if (name === undefined) continue
    raw[name] = decodeOnce(steps[i] ?? '', `params.${name}`)
  }
  return parseWith(endpoint.params, raw, 'params')
}

function decodeOnce(text: string, path: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw invalidInput([{ path, rule: 'format', detail: 'The percent-encoding is broken.' }])
  }
}

/** @throws AppError INVALID_INPUT also for a parameter that is given twice or that nobody reads */
export function parseQuery(endpoint: Endpoint, search: URLSearchParams): unknown {
  const names = [...search.keys()]
  const repeated = names.filter((name, i) => names.indexOf(name) !== i)
  if (repeated.length > 0) {
    throw invalidInput(
      [...new Set(repeated)].map((name) => ({
        path: `query.${name}`,
        rule: 'repeated',
        detail: 'Given more than once.',
      })),
    )
  }
  const parsed = parseWith(endpoint.query ?? z.object({}), Object.fromEntries(search), 'query')
  return endpoint.query ? parsed : undefined
}

/** @throws AppError INVALID_INPUT for what is not JSON, too large, too deep, or breaks a rule */
export async function parseBody(endpoint: Endpoint, request: Request): Promise<unknown> {
  if (!endpoint.body) return undefined
  if (hasNoBody(request) && endpoint.body.safeParse(undefined).success) return undefined
  return parseWith(endpoint.body, await readJson(request), 'body')
}

const hasNoBody = ({ headers }: Request) =>
  !headers.has('content-type') && !headers.has('transfer-encoding') && (headers.get('content-length') ?? '0') === '0'

/** What the body says, before any rule of the endpoint. */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') {
    throw invalidInput([
      { path: 'header.content-type', rule: 'contentType', detail: 'The body must be sent as application/json.' },
    ])
  }
  const text = await readText(request)
  if (jsonDepth(text) > maxJsonDepth) {
    throw invalidInput([
      { path: 'body', rule: 'tooDeep', params: { max: maxJsonDepth }, detail: 'The JSON is nested too deeply.' },
    ])
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalidInput([{ path: 'body', rule: 'json', detail: 'The body is not JSON.' }])
  }
  return value
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > maxBodyBytes) {
      const detail = `The body is larger than ${maxBodyBytes} bytes.`
      throw invalidInput([{ path: 'body', rule: 'tooLong', params: { max: maxBodyBytes }, detail }])
    }
    chunks.push(chunk)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw invalidInput([
      { path: 'body', rule: 'format', params: { format: 'utf-8' }, detail: 'The body is not UTF-8.' },
    ])
  }
}

/** Deepest nesting of brackets outside strings, without parsing: zod recurses where JSON.parse does not. */
export function jsonDepth(text: string): number {
  let depth = 0
  let deepest = 0
  let isInString = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i)
    if (isInString) {
      if (char === 0x5c) i++
      else if (char === 0x22) isInString = false
    } else if (char === 0x22) isInString = true
    else if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, ++depth)
    else if (char === 0x7d || char === 0x5d) depth--
  }
  return deepest
}

/**
 * Reads a value by the rules of the API: unknown fields and NUL are refused at any depth.
 *
 * @param root the first step of the paths of fields that are refused
 * @throws AppError INVALID_INPUT
 */
export function parseWith<S extends z.ZodType>(schema: S, value: unknown, root: string): z.output<S> {
  const nul = findNul(value, root)
  if (nul !== undefined)
    throw invalidInput([{ path: nul, rule: 'nul', detail: 'A NUL character is not allowed here.' }])
  const result = schema.safeParse(value, { reportInput: true })
  const unknown = unknownFields(schema, value, root)
  const broken = result.success ? [] : fieldErrors(result.error, root)
  if (!result.success || unknown.length > 0) throw invalidInput([...broken, ...unknown])
  return result.data
}

/** Postgres cannot store NUL in text, and no name or text of RocketMQ has one. */
function findNul(value: unknown, path: string): string | undefined {
  if (typeof value === 'string') return value.includes('\0') ? path : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, item] of Object.entries(value)) {
    const found = key.includes('\0') ? path : findNul(item, `${path}.${key}`)
    if (found !== undefined) return found
  }
  return undefined
}

function invalidInput(fields: FieldError[]): AppError {
  const detail = fields.map((field) => `${field.path}: ${field.detail}`).join('; ')
  return new AppError('INVALID_INPUT', detail.slice(0, 2000), { fields: fields.slice(0, 100) })
}
