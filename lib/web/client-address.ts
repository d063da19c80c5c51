import type { IncomingHttpHeaders } from 'node:http'
import { isIP } from 'node:net'
import { plainAddress } from '#lib/cidr.ts'

export interface Client {
  /** As far as trusted proxies tell; else the peer of the socket. */
  address: string
  proto: 'http' | 'https'
  /** Host that the browser asked a trusted proxy for; null where the Host header says it. */
  host: string | null
}

const lastOf = (header: string | string[] | undefined) =>
  String(header ?? '')
    .split(',')
    .at(-1)
    ?.trim() ?? ''

/**
 * Who is asking. Each proxy adds the address it saw at the right end of `X-Forwarded-For`; read from there, the first one that is
 * not a trusted proxy is the client, and what stands left of it is what that client made up.
 */
export function clientOf(headers: IncomingHttpHeaders, peer: string, isTrusted: (address: string) => boolean): Client {
  const socketAddress = plainAddress(peer)
  if (!isTrusted(socketAddress)) return { address: socketAddress, proto: 'http', host: null }
  let address = socketAddress
  const hops = String(headers['x-forwarded-for'] ?? '')
    .split(',')
    .map((hop) => hop.trim())
  for (const hop of hops.reverse()) {
    if (isIP(hop) === 0) break
    address = plainAddress(hop)
    if (!isTrusted(address)) break
  }
  return {
    address,
    proto: lastOf(headers['x-forwarded-proto']) === 'https' ? 'https' : 'http',
    host: lastOf(headers['x-forwarded-host']) || null,
  }
}

/** Headers that say who a client is or where a request came through; a client may write anything into them. */
const claims = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-proto',
  'x-forwarded-host',
  'x-forwarded-port',
  'x-real-ip',
  'via',
]

/** Set by our listener only: the other end of the socket, which may be a proxy. */
export const peerHeader = 'x-apogee-peer'

/** Set by our listener only: the socket is of this machine and no proxy stands before it. */
export const directLoopbackHeader = 'x-apogee-direct'

/**
 * Makes the headers say what the socket and trusted proxies say, for route handlers see headers only. Anything of ours that came
 * from outside is dropped.
 */
export function overwriteClaims(
  headers: IncomingHttpHeaders,
  peer: string,
  isTrusted: (address: string) => boolean,
): Client {
  const client = clientOf(headers, peer, isTrusted)
  const wasForwarded = claims.some((name) => headers[name] !== undefined)
  for (const name of claims) delete headers[name]
  // `x-middleware-…` are Next's own, between its parts.
  for (const name of Object.keys(headers)) if (/^x-(apogee|middleware|invoke|matched)-/.test(name)) delete headers[name]
  headers['x-forwarded-for'] = client.address
  headers[peerHeader] = plainAddress(peer)
  headers['x-forwarded-proto'] = client.proto
  if (client.host !== null) headers['x-forwarded-host'] = client.host
  const isLoopback = /^127\.|^::1$/.test(plainAddress(peer))
  if (isLoopback && !wasForwarded) headers[directLoopbackHeader] = '1'
  return client
}
