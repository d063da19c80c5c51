import { BlockList, isIP, isIPv4 } from 'node:net'
import { checkedLookup } from '#lib/checked-lookup.ts'
import { cidrMatcher, plainAddress } from '#lib/cidr.ts'
import { env } from '#lib/env.ts'

/**
 * Where messages must not go: this machine, its network, and what stands for either. A person who may add a channel could
 * otherwise make the console read what only the console reaches.
 */
const refused = new BlockList()
for (const [address, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['168.63.129.16', 32], // what Azure tells its machines; a public address by its look
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  refused.addSubnet(address, prefix, 'ipv4')
}
for (const [address, prefix] of [
  ['::', 96], // unspecified, loopback, and IPv4 in its old IPv6 form
  ['64:ff9b::', 96], // NAT64: IPv4 behind a gateway
  ['64:ff9b:1::', 48],
  ['2001::', 32], // Teredo
  ['2002::', 16], // 6to4
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  refused.addSubnet(address, prefix, 'ipv6')
}

export class EgressRefusedError extends Error {
  override readonly name = 'EgressRefusedError'
}

/** `::ffff:7f00:1` is `127.0.0.1` too, in a form that is not compared as IPv4. */
function unmapped(address: string): string {
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(address)
  if (!hex) return plainAddress(address)
  const [high, low] = [Number.parseInt(hex[1] ?? '', 16), Number.parseInt(hex[2] ?? '', 16)]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** May messages be sent to this address? Private ones only where APOGEE_EGRESS_ALLOW names them. */
export function isAllowedAddress(address: string, allowed: readonly string[] = env().APOGEE_EGRESS_ALLOW): boolean {
  const plain = unmapped(address.replace(/^\[|\]$/g, '').replace(/%.*$/, ''))
  if (isIP(plain) === 0) return false
  return !refused.check(plain, isIPv4(plain) ? 'ipv4' : 'ipv6') || cidrMatcher(allowed)(plain)
}

export const egressRefusal = (host: string, address: string): EgressRefusedError =>
  new EgressRefusedError(
    `${host === address ? host : `${host} (${address})`} is a private or loopback address. It is used only when APOGEE_EGRESS_ALLOW names it.`,
  )

/** The look-up of every connection to where messages go. */
export const guardedLookup = checkedLookup((host, address) =>
  isAllowedAddress(address) ? null : egressRefusal(host, address),
)

/**
 * An address of a host that may be dialled.
 * @throws EgressRefusedError; else what the look-up says
 */
export async function resolveAllowed(host: string): Promise<string> {
  const bare = host.replace(/^\[|\]$/g, '')
  if (isIP(bare) !== 0) {
    if (!isAllowedAddress(bare)) throw egressRefusal(host, host)
    return bare
  }
  return new Promise((resolve, reject) =>
    guardedLookup(bare, { all: false }, (error, address) =>
      error ? reject(error) : resolve(typeof address === 'string' ? address : (address[0]?.address ?? '')),
    ),
  )
}
