import { decodeBinaryHeader, encodeBinaryHeader } from './binary-header.ts'
import type { Header, SerializeType } from './command.ts'
import { decodeJsonHeader, encodeJsonHeader } from './json-header.ts'

/** @throws ProtocolError when the header does not fit that form, e.g. a code above 32767 in the binary one */
export function encodeHeader(serializeType: SerializeType, header: Header): Buffer {
  return serializeType === 'JSON' ? encodeJsonHeader(header) : encodeBinaryHeader(header)
}

/** @throws ProtocolError when the bytes are no header of that form */
export function decodeHeader(serializeType: SerializeType, bytes: Buffer): Header {
  return serializeType === 'JSON' ? decodeJsonHeader(bytes) : decodeBinaryHeader(bytes)
}
