import { isUtf8 } from 'node:buffer'
import { gunzipSync } from 'node:zlib'

/** Of what a producer compressed by itself: no more is unpacked for a look. */
const MAX_UNPACKED_BYTES = 16 * 1024 * 1024
/** Read of a long body to tell what it is. */
const MAX_LOOKED_AT_BYTES = 256 * 1024
/** Of the two-byte characters of a text in GBK, so many are of the 6,763 of GB 2312 that nearly all Chinese is written in. */
const MIN_COMMON_SHARE = 0.8

/** Control characters that no text has, but for tab and the line ends; a replacement character stands for what is none. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NOT_IN_TEXT = /[\u0000-\u0008\u000b\u000e-\u001a\u001c-\u001f\u007f\ufffd]/

export interface DetectedText {
  charset: string
}

/**
 * Tells text from bytes: UTF-8, UTF-16 with a byte-order mark, else Chinese in GBK. Null when it is none of these.
 *
 * Nothing in a message says its charset. UTF-8 proves itself; GBK does not (nearly all bytes are GBK of something), so it must
 * also be made of the characters that people write.
 *
 * @param isCut the bytes may end in the middle of a character
 */
export function detectText(bytes: Buffer, isCut = false): DetectedText | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeText(bytes, 'utf-16le', isCut)
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeText(bytes, 'utf-16be', isCut)
  const utf8 = decodeText(bytes, 'utf-8', isCut)
  if (utf8) return utf8
  return isCommonGbk(bytes.subarray(0, MAX_LOOKED_AT_BYTES)) ? decodeText(bytes, 'gbk', isCut) : null
}

/** The charset, when all that is looked at is text in it; null when it is not. */
export function decodeText(bytes: Buffer, charset: string, isCut = false): DetectedText | null {
  const looked = bytes.subarray(0, MAX_LOOKED_AT_BYTES)
  try {
    const decoder = new TextDecoder(charset, { fatal: true })
    const text = decoder.decode(looked, { stream: isCut || looked.length < bytes.length })
    return NOT_IN_TEXT.test(text) ? null : { charset: decoder.encoding }
  } catch {
    return null
  }
}

/** A name that `TextDecoder` knows. */
export function isKnownCharset(name: string): boolean {
  try {
    new TextDecoder(name)
    return true
  } catch {
    return false
  }
}

/** Two-byte characters in the rows of GB 2312 that hold symbols (A1–A9) and hanzi (B0–F7). */
function isCommonGbk(bytes: Buffer): boolean {
  let characters = 0
  let common = 0
  for (let at = 0; at + 1 < bytes.length; at++) {
    const lead = bytes[at] ?? 0
    if (lead < 0x81) continue
    const trail = bytes[at + 1] ?? 0
    characters++
    if (trail >= 0xa1 && ((lead >= 0xa1 && lead <= 0xa9) || (lead >= 0xb0 && lead <= 0xf7))) common++
    at++
  }
  return characters > 0 && common / characters >= MIN_COMMON_SHARE
}

/** Undoes gzip that the producer applied, which nothing but the first bytes tells of. */
export function unpack(bytes: Buffer): { content: Buffer; contentEncoding?: 'gzip' } {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return { content: bytes }
  try {
    return { content: gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }), contentEncoding: 'gzip' }
  } catch {
    return { content: bytes }
  }
}

const utf8 = new TextDecoder()

/** All of a body as text, as filters, rules and files have it; null when it is no text. */
export function bodyText(bytes: Buffer): string | null {
  const { content } = unpack(bytes)
  // Nearly every body is short UTF-8: it is read once, not once to look at it and once to have it.
  if (content.length <= MAX_LOOKED_AT_BYTES && isUtf8(content)) {
    const text = utf8.decode(content)
    if (!NOT_IN_TEXT.test(text)) return text
  }
  const detected = detectText(content)
  return detected && new TextDecoder(detected.charset).decode(content)
}
