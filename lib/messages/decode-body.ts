import { decodeText, detectText, isKnownCharset, unpack } from '#lib/body-text.ts'
import type { BodyForm, MessageBody } from './schema.ts'

/** What is shown of a longer body; all of it is a download. */
export const MAX_SHOWN_BYTES = 64 * 1024
/** Longer texts are called JSON by their first and last character: reading all of them would cost more than the answer. */
const MAX_CHECKED_JSON_BYTES = 1024 * 1024
/** In any charset that is detected. */
const MAX_CHARACTER_BYTES = 4

/** `auto`, a form, or the name of a charset (`gbk`, `utf-16le` …), which shows text. */
export type BodyView = string

const forms: ReadonlySet<string> = new Set<BodyForm>(['text', 'json', 'xml', 'hex', 'base64'])

/** Is it a view that can be asked for? */
export function isBodyView(view: string): boolean {
  return view === 'auto' || forms.has(view) || isKnownCharset(view)
}

/**
 * A body as it is shown. JSON and XML stay the text they are: numbers of 64 bits are never read as JavaScript numbers. What
 * cannot be shown as asked is shown as hex, with the reason.
 *
 * @param bytes after decompression
 */
export function decodeBody(bytes: Buffer, view: BodyView = 'auto', maxShownBytes = MAX_SHOWN_BYTES): MessageBody {
  if (view === 'hex' || view === 'base64') return encoded(bytes, view, maxShownBytes)
  const { content, contentEncoding } = unpack(bytes)
  const body = decodeContent(content, view, maxShownBytes)
  // Hex shows what was sent, packed or not.
  if (body.as === 'hex') return { ...encoded(bytes, 'hex', maxShownBytes), ...(body.error && { error: body.error }) }
  return contentEncoding ? { ...body, contentEncoding } : body
}

/** A body that could not be decompressed: as it is stored, and why. */
export function undecodableBody(storedBody: Buffer, detail: string, maxShownBytes = MAX_SHOWN_BYTES): MessageBody {
  return { ...encoded(storedBody, 'hex', maxShownBytes), error: { code: 'DAMAGED', detail } }
}

/** First characters for a list, read without looking further; null when it is no text. */
export function previewOf(bytes: Buffer, characters: number): string | null {
  const content = bytes.length <= MAX_SHOWN_BYTES ? unpack(bytes).content : bytes
  const start = content.subarray(0, characters * MAX_CHARACTER_BYTES)
  const isCut = start.length < content.length
  const detected = detectText(start, isCut)
  if (!detected) return null
  const text = new TextDecoder(detected.charset).decode(start, { stream: isCut })
  return [...text].slice(0, characters).join('')
}

function decodeContent(bytes: Buffer, view: BodyView, maxShownBytes: number): MessageBody {
  const isAuto = view === 'auto'
  const isForm = forms.has(view)
  const detected = isAuto || isForm ? detectText(bytes) : decodeText(bytes, view)
  if (!detected) {
    const detail = isForm || isAuto ? 'The body is no text.' : `The body is no ${view} text.`
    return { ...encoded(bytes, 'hex', maxShownBytes), ...(!isAuto && { error: { code: 'NOT_TEXT', detail } }) }
  }
  const { charset } = detected
  const shown = bytes.subarray(0, maxShownBytes)
  // A character cut in two at the end is left out.
  const text = new TextDecoder(charset).decode(shown, { stream: shown.length < bytes.length })
  const form = formOf(bytes, text, charset)
  if ((view === 'json' || view === 'xml') && form !== view) {
    const detail = view === 'json' ? 'The body is no JSON.' : 'The body is no XML.'
    return { ...encoded(bytes, 'hex', maxShownBytes), error: { code: 'WRONG_FORM', detail } }
  }
  return {
    text,
    as: isAuto ? form : isForm ? (view as BodyForm) : 'text', // `forms` holds exactly the forms
    charset,
    isCut: shown.length < bytes.length,
    shownBytes: shown.length,
    totalBytes: bytes.length,
  }
}

function encoded(bytes: Buffer, as: 'hex' | 'base64', maxShownBytes: number): MessageBody {
  const shown = bytes.subarray(0, maxShownBytes)
  const facts = { as, isCut: shown.length < bytes.length, shownBytes: shown.length, totalBytes: bytes.length }
  return as === 'hex' ? { text: shown.toString('hex'), ...facts } : { base64: shown.toString('base64'), ...facts }
}

function formOf(bytes: Buffer, text: string, charset: string): 'json' | 'xml' | 'text' {
  const start = text.trimStart()
  if (/^<(\?xml|!--|!DOCTYPE|[A-Za-z_])/.test(start)) return 'xml'
  if (!/^[[{]/.test(start)) return 'text'
  if (bytes.length > MAX_CHECKED_JSON_BYTES) {
    const end = new TextDecoder(charset).decode(bytes.subarray(-64)).trimEnd()
    return end.endsWith(start.startsWith('{') ? '}' : ']') ? 'json' : 'text'
  }
  try {
    // Only whether it is JSON: the value, with its rounded numbers, is dropped.
    JSON.parse(new TextDecoder(charset).decode(bytes))
    return 'json'
  } catch {
    return 'text'
  }
}
