import { asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'

/**
 * GET_BROKER_RUNTIME_INFO (28), to a broker: what it measures of itself, all values as text. Plug-ins add keys.
 *
 * Request: no header, no body. Reply body: KVTable `{"table":{"putTps":"0.0 0.0 0.0", …}}`.
 * For about a second after its start a broker answers code 1 with `NoSuchElementException`.
 *
 * @see protocol notes §4.2, keys in §8.4
 */
export const getBrokerRuntimeInfo = defineRequest<void, Record<string, string>>({
  code: RequestCode.GET_BROKER_RUNTIME_INFO,
  encode: () => ({}),
  decode({ body }) {
    const table = asObject(asObject(parseTolerantJson(body), '$').get('table'), '$.table')
    const runtime: Record<string, string> = Object.create(null)
    for (const [key, value] of table.entries) {
      const name = asString(key, '$.table')
      runtime[name] = asString(value, `$.table.${name}`)
    }
    return runtime
  },
})
