import { RequestCode } from '../request-code.ts'
import { decodeConfigText } from './config-text.ts'
import { defineRequest } from './define-request.ts'

/**
 * GET_NAMESRV_CONFIG (319), to a name server: all its settings. Secrets may be among them: redact before anything leaves
 * the server side.
 *
 * Request: no header, no body. Reply body: `key=value` per line.
 *
 * @see protocol notes §4.1
 */
export const getNamesrvConfig = defineRequest<void, Record<string, string>>({
  code: RequestCode.GET_NAMESRV_CONFIG,
  encode: () => ({}),
  decode: ({ body }) => decodeConfigText(body),
})
