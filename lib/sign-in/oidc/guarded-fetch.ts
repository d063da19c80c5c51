import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { egressRefusal, guardedLookup, isAllowedAddress } from '#lib/notifications/egress.ts'
import { ProviderError } from '../provider-error.ts'

/** Keys, discovery documents and tokens are small. */
const MAX_ANSWER_BYTES = 1_048_576
const TIMEOUT_MS = 10_000

interface Asked {
  method?: string | undefined
  headers?: Record<string, string> | undefined
  body?: unknown
  signal?: AbortSignal | undefined
}

/**
 * `fetch` that goes where webhooks may go: the address that is checked is the one that is dialled, redirects are not followed, and
 * the answer is bounded. An issuer could otherwise name an address of the inside as its token endpoint.
 *
 * @throws EgressRefusedError, ProviderError, a TimeoutError, or the error of the socket
 */
export function guardedFetch(address: string, asked: Asked): Promise<Response> {
  const url = new URL(address)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return Promise.reject(new ProviderError('BAD_ANSWER', `${url.protocol} is no address that is asked.`))
  }
  if (isIP(host) !== 0 && !isAllowedAddress(host)) return Promise.reject(egressRefusal(host, host))
  const body = bodyOf(asked.body)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  const signals = [AbortSignal.timeout(TIMEOUT_MS), ...(asked.signal ? [asked.signal] : [])]
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: asked.method ?? 'GET',
        headers: {
          'user-agent': 'Apogee',
          ...asked.headers,
          ...(body && { 'content-length': String(body.byteLength) }),
        },
        lookup: guardedLookup,
        agent: false,
        signal: AbortSignal.any(signals),
      },
      (answer) => {
        const chunks: Buffer[] = []
        let length = 0
        answer.on('data', (chunk: Buffer) => {
          length += chunk.byteLength
          if (length <= MAX_ANSWER_BYTES) chunks.push(chunk)
          else request.destroy(new ProviderError('BAD_ANSWER', `${url.origin} answers more than 1 MiB.`))
        })
        answer.on('error', reject)
        answer.on('end', () => {
          const status = answer.statusCode ?? 502
          const hasBody = status !== 204 && status !== 304
          const type = answer.headers['content-type']
          resolve(
            new Response(hasBody ? Buffer.concat(chunks) : null, {
              status,
              ...(type && { headers: { 'content-type': type } }),
            }),
          )
        })
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

function bodyOf(body: unknown): Buffer | undefined {
  if (body === undefined || body === null) return undefined
  if (body instanceof URLSearchParams || typeof body === 'string') return Buffer.from(String(body))
  if (body instanceof Uint8Array) return Buffer.from(body)
  throw new TypeError('a body of another kind is not sent')
}
