import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP } from 'node:net'
import { checkedLookup } from '#lib/checked-lookup.ts'
import { cidrMatcher } from '#lib/cidr.ts'
import { AppError } from '#lib/errors.ts'

/** Where clouds keep what their machines may know. No node and nobody's Prometheus is there. */
const isOfCloud = cidrMatcher(['169.254.0.0/16', 'fe80::/10', 'fd00:ec2::254/128', '100.100.100.200', '168.63.129.16'])

const refusalOf = (host: string, address: string): AppError | null =>
  isOfCloud(address)
    ? new AppError(
        'CLUSTER_REJECTED',
        `${host} is a link-local address, or one of the cloud itself: it is not dialled.`,
      )
    : null
const lookup = checkedLookup(refusalOf)

/**
 * Asks an address that a registration names, once: POST where there is a form, else GET. What the cloud tells its machines is not
 * dialled, redirects are not followed, and no user and password are sent.
 *
 * @throws AppError CLUSTER_REJECTED for an address that is not dialled; else the error of the socket or the signal's reason
 */
export function dialHttp(
  url: URL,
  { form, signal }: { form?: URLSearchParams; signal: AbortSignal },
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const refusal = isIP(host) === 0 ? null : refusalOf(host, host)
  if (refusal) return Promise.reject(refusal)
  const body = form?.toString()
  const headers = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST'
    const request = send(url, { method, headers, auth: null, lookup, agent: false, signal }, resolve)
    request.on('error', reject)
    request.end(body)
  })
}
