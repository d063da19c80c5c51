import { RequestCode } from '../request-code.ts'
import { decodeConfigText } from './config-text.ts'
import { defineRequest } from './define-request.ts'

/**
 * GET_BROKER_CONFIG (26), to a broker: all its settings. **Secrets are among them in clear** (initial user, inner
 * credentials, storage keys): redact before anything leaves the server side.
 *
 * Request: no header, no body.
 * Reply: body `key=value` per line, unescaped, sorted in 5.x, so the first `=` separates; header `version` = DataVersion.
 *
 * @see protocol notes §4.2
 */
export const getBrokerConfig = defineRequest<void, Record<string, string>>({
  code: RequestCode.GET_BROKER_CONFIG,
  encode: () => ({}),
  decode: ({ body }) => decodeConfigText(body),
})
