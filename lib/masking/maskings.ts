import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import type { Masking } from './masker.ts'

/** What a masked message was made of. A message that is not in it is what is stored. */
export const maskings = new WeakMap<StoredMessage, Masking>()
