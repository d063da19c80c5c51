import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { egressRefusal, guardedLookup, isAllowedAddress } from './egress.ts'

export interface HttpCall {
  url: string
  headers: Record<string, string>
  body: string
  timeoutMs: number
}
export interface HttpReply {
  code: number
  body: string
  /** Of a 429 or 503: seconds that the platform asks to wait. */
  retryAfterSeconds: number | null
}

/** Answers are shown to people; more of them helps nobody and may be endless. */
const MAX_ANSWER_BYTES = 4096

/**
 * POSTs once. Redirects are not followed: the address that they name was not chosen by whoever made the channel. Whatever the
 * answer says is the caller's to judge.
 *
 * @throws EgressRefusedError, a TimeoutError, or the error of the socket
 */
export function httpPost(call: HttpCall, signal: AbortSignal): Promise<HttpReply> {
  const url = new URL(call.url)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0 && !isAllowedAddress(host)) return Promise.reject(egressRefusal(host, host))
  const body = Buffer.from(call.body)
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const request = send(
      url,
      {
        method: 'POST',
        headers: { 'user-agent': 'Apogee', ...call.headers, 'content-length': String(body.byteLength) },
        lookup: guardedLookup,
        // No connection is kept: messages are rare, and a kept one was checked another time.
        agent: false,
        signal: AbortSignal.any([signal, AbortSignal.timeout(call.timeoutMs)]),
      },
      (response) => {
        const chunks: Buffer[] = []
        let length = 0
        const done = () => {
          const retryAfter = Number(response.headers['retry-after'])
          resolve({
            code: response.statusCode ?? 0,
            body: Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString('utf8').replaceAll('\0', '\uFFFD'),
            retryAfterSeconds: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
          })
          response.destroy()
        }
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk)
          length += chunk.byteLength
          if (length >= MAX_ANSWER_BYTES) done()
        })
        response.on('end', done)
        response.on('error', reject)
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}
