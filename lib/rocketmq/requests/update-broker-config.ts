import { RequestCode } from '../request-code.ts'
import { encodeConfigText } from './config-text.ts'
import { defineRequest } from './define-request.ts'

/**
 * UPDATE_BROKER_CONFIG (25), to a broker: changes some of its settings, in memory and in its file, which is rewritten with all keys.
 *
 * Request: body `key=value` per line, only what changes. Code 16 for a key in the broker's black list.
 * Reply: nothing. **SUCCESS says little**: an unknown key and a value of the wrong type are ignored in silence, and many keys work
 * after a restart only. Read again (26).
 *
 * @see protocol notes §4.2
 */
export const updateBrokerConfig = defineRequest<Readonly<Record<string, string>>, void>({
  code: RequestCode.UPDATE_BROKER_CONFIG,
  isWrite: true,
  encode: (changes) => ({ body: encodeConfigText(changes) }),
  decode: () => undefined,
})
