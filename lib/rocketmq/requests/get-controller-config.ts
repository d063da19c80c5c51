import { RequestCode } from '../request-code.ts'
import { decodeConfigText } from './config-text.ts'
import { defineRequest } from './define-request.ts'

/**
 * GET_CONTROLLER_CONFIG (1010), to a controller: all its settings. Secrets may be among them: redact before anything leaves the
 * server side. 5.0+.
 *
 * Request: no header, no body. Reply body: `key=value` per line.
 *
 * @see protocol notes §4.10
 */
export const getControllerConfig = defineRequest<void, Record<string, string>>({
  code: RequestCode.GET_CONTROLLER_CONFIG,
  encode: () => ({}),
  decode: ({ body }) => decodeConfigText(body),
})
