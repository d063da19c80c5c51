import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { Masker } from './masker.ts'
import { maskings } from './maskings.ts'
import type { MaskNote } from './schema.ts'

/**
 * Messages as everybody gets them: with what the rules hide hidden. Every message that comes from a broker passes here before anybody sees
 * it, so whatever shows, sends on or writes down a message holds the masked one, and cannot forget it.
 */
export function maskMessages(masker: Masker, messages: StoredMessage[]): StoredMessage[] {
  return masker.isEmpty ? messages : messages.map((message) => maskMessage(masker, message))
}

function maskMessage(masker: Masker, original: StoredMessage): StoredMessage {
  const masking = masker.maskingOf(original)
  if (!masking) return original
  // A scan asks few of its messages for their bodies, so nothing is masked before it is asked for.
  const masked: StoredMessage = {
    ...original,
    get storedBody() {
      return masking.body?.bytes ?? original.storedBody
    },
    get compression() {
      return masking.body ? 'none' : original.compression
    },
    get properties() {
      return masking.properties?.properties ?? original.properties
    },
  }
  maskings.set(masked, masking)
  return masked
}

/** What was masked of a message. @param options.withBody the body is shown too; else it is not looked at */
export function maskNotesOf(message: StoredMessage, options: { withBody: boolean }): MaskNote[] {
  const masking = maskings.get(message)
  if (!masking) return []
  return [...(options.withBody ? (masking.body?.notes ?? []) : []), ...(masking.properties?.notes ?? [])]
}

/** Is anything of it hidden? Then what is seen of it must not be taken for the message itself. */
export const isMasked = (message: StoredMessage): boolean => maskNotesOf(message, { withBody: true }).length > 0

/** The body is not what was stored: neither is its sum, and the sum of what is hidden would tell it to whoever tries values. */
export const isBodyMasked = (message: StoredMessage): boolean => Boolean(maskings.get(message)?.body)

/** Nothing of the body is shown. */
export const isBodyWithheld = (message: StoredMessage): boolean =>
  maskings.get(message)?.body?.notes.some(({ withheld }) => withheld !== undefined) === true

/** What may be told of the stored body, though its text is hidden: how long it is and how it is compressed; null where nothing is hidden. */
export function storedFactsOf(
  message: StoredMessage,
): (Pick<StoredMessage, 'compression'> & { bodyBytes: number }) | null {
  const masking = maskings.get(message)
  return masking ? { compression: masking.original.compression, bodyBytes: masking.bodyBytes } : null
}
