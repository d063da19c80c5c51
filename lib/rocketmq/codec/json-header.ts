import { ProtocolError } from '../errors.ts'
import type { Header } from './command.ts'

/** Keys in the order Java writes them, so that our frames compare with captured ones. */
export function encodeJsonHeader(header: Header): Buffer {
  const hasFields = Object.keys(header.extFields).length > 0
  const members = {
    code: header.code,
    ...(hasFields ? { extFields: header.extFields } : {}),
    flag: header.flag,
    language: header.language,
    opaque: header.opaque,
    ...(header.remark === null ? {} : { remark: header.remark }),
    serializeTypeCurrentRPC: 'JSON',
    version: header.version,
  }
  return Buffer.from(JSON.stringify(members), 'utf8')
}

/**
 * Unlike bodies, headers are standard JSON from every server: all members are strings and int32.
 *
 * @throws ProtocolError when it is no JSON object or a member has the wrong type
 * @see protocol notes §1.2
 */
export function decodeJsonHeader(bytes: Buffer): Header {
  const header = parseObject(bytes)
  return {
    code: int32(header, 'code'),
    language: typeof header.language === 'string' ? header.language : 'OTHER',
    version: header.version === undefined ? 0 : int32(header, 'version'),
    opaque: int32(header, 'opaque'),
    flag: int32(header, 'flag'),
    remark: remarkOf(header),
    extFields: extFieldsOf(header),
  }
}

function parseObject(bytes: Buffer): Record<string, unknown> {
  let header: unknown
  try {
    header = JSON.parse(bytes.toString('utf8'))
  } catch (cause) {
    throw new ProtocolError('The header is not JSON', { cause })
  }
  if (!isPlainObject(header)) throw new ProtocolError('The header is not a JSON object', { path: '$' })
  return header
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function int32(header: Record<string, unknown>, name: string): number {
  const value = header[name]
  if (typeof value === 'number' && (value | 0) === value) return value
  throw new ProtocolError(`The header's ${name} is not an int32`, { path: `$.${name}` })
}

function remarkOf(header: Record<string, unknown>): string | null {
  const { remark } = header
  if (remark === undefined || remark === null) return null
  if (typeof remark === 'string') return remark
  throw new ProtocolError('The remark is not a string', { path: '$.remark' })
}

function extFieldsOf(header: Record<string, unknown>): Record<string, string> {
  const extFields: Record<string, string> = Object.create(null)
  const given = header.extFields
  if (given === undefined || given === null) return extFields
  if (!isPlainObject(given)) throw new ProtocolError('The extFields are not an object', { path: '$.extFields' })
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') extFields[name] = value
    else if (value !== null)
      throw new ProtocolError(`Ext field ${name} is not a string`, { path: `$.extFields.${name}` })
  }
  return extFields
}
