import { ProtocolError } from '../errors.ts'
import type { Header } from './command.ts'

/** Position is the wire's language code. */
const LANGUAGES = [
  'JAVA',
  'CPP',
  'DOTNET',
  'PYTHON',
  'DELPHI',
  'ERLANG',
  'RUBY',
  'OTHER',
  'HTTP',
  'GO',
  'PHP',
  'OMS',
  'RUST',
  'NODE_JS',
] as const

const FIXED_BYTES = 2 + 1 + 2 + 4 + 4 + 4 + 4

/**
 * code int16, language int8, version int16, opaque int32, flag int32, remark (length int32, UTF-8), ext fields (byte length
 * int32, then key length int16, key, value length int32, value).
 *
 * @throws ProtocolError for a code or version that int16 would truncate (POP and LITE codes), or an unknown language
 * @see protocol notes §1.4
 */
export function encodeBinaryHeader(header: Header): Buffer {
  const language = LANGUAGES.indexOf(header.language as (typeof LANGUAGES)[number]) // indexOf wants the member type
  if (language < 0) throw new ProtocolError(`Language ${header.language} has no code in a binary header`)
  const remark = Buffer.from(header.remark ?? '', 'utf8')
  const fields = encodeFields(header.extFields)
  const bytes = Buffer.allocUnsafe(FIXED_BYTES + remark.length + fields.length)
  let at = bytes.writeInt16BE(int16(header.code, 'code'), 0)
  at = bytes.writeInt8(language, at)
  at = bytes.writeInt16BE(int16(header.version, 'version'), at)
  at = bytes.writeInt32BE(header.opaque, at)
  at = bytes.writeInt32BE(header.flag, at)
  at = bytes.writeInt32BE(remark.length, at)
  at += remark.copy(bytes, at)
  at = bytes.writeInt32BE(fields.length, at)
  fields.copy(bytes, at)
  return bytes
}

/** @throws ProtocolError when a length points outside the header */
export function decodeBinaryHeader(bytes: Buffer): Header {
  if (bytes.length < FIXED_BYTES) {
    throw new ProtocolError(`A binary header has at least ${FIXED_BYTES} bytes, this one ${bytes.length}`)
  }
  const language = LANGUAGES[bytes.readInt8(2)] ?? 'OTHER'
  const remarkEnd = endOf(bytes, 17, bytes.readInt32BE(13), bytes.length - 4, 'remark')
  const fieldsStart = remarkEnd + 4
  const fieldsEnd = endOf(bytes, fieldsStart, bytes.readInt32BE(remarkEnd), bytes.length, 'ext fields')
  return {
    code: bytes.readInt16BE(0),
    language,
    version: bytes.readInt16BE(3),
    opaque: bytes.readInt32BE(5),
    flag: bytes.readInt32BE(9),
    remark: remarkEnd === 17 ? null : bytes.toString('utf8', 17, remarkEnd),
    extFields: decodeFields(bytes, fieldsStart, fieldsEnd),
  }
}

function encodeFields(extFields: Readonly<Record<string, string>>): Buffer {
  const parts: Buffer[] = []
  for (const [name, value] of Object.entries(extFields)) {
    const key = Buffer.from(name, 'utf8')
    const text = Buffer.from(value, 'utf8')
    const keyLength = Buffer.allocUnsafe(2)
    keyLength.writeInt16BE(int16(key.length, 'ext field name length'))
    const valueLength = Buffer.allocUnsafe(4)
    valueLength.writeInt32BE(text.length)
    parts.push(keyLength, key, valueLength, text)
  }
  return Buffer.concat(parts)
}

function decodeFields(bytes: Buffer, start: number, end: number): Record<string, string> {
  const extFields: Record<string, string> = Object.create(null)
  let at = start
  while (at < end) {
    if (end - at < 2) throw new ProtocolError('An ext field is cut off', { positionBytes: at })
    const keyEnd = endOf(bytes, at + 2, bytes.readInt16BE(at), end - 4, 'ext field name')
    const valueStart = keyEnd + 4
    const valueEnd = endOf(bytes, valueStart, bytes.readInt32BE(keyEnd), end, 'ext field value')
    extFields[bytes.toString('utf8', at + 2, keyEnd)] = bytes.toString('utf8', valueStart, valueEnd)
    at = valueEnd
  }
  return extFields
}

function endOf(bytes: Buffer, start: number, length: number, limit: number, what: string): number {
  const end = start + length
  if (length < 0 || end > limit || end > bytes.length) {
    throw new ProtocolError(`Length ${length} of the ${what} does not fit`, { positionBytes: start })
  }
  return end
}

function int16(value: number, what: string): number {
  if (Number.isInteger(value) && value >= -0x8000 && value <= 0x7fff) return value
  throw new ProtocolError(`The ${what} ${value} does not fit the int16 of a binary header`)
}
