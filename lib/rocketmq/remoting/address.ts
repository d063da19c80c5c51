export interface HostPort {
  host: string
  port: number
}

/**
 * Reads `host:port` or `[v6]:port`. As in RocketMQ, the last colon separates, so a bare IPv6 address works too.
 *
 * @returns null when there is no host or no valid port
 */
export function parseAddress(address: string): HostPort | null {
  const colon = address.lastIndexOf(':')
  if (colon <= 0) return null
  const portText = address.slice(colon + 1)
  const port = /^\d{1,5}$/.test(portText) ? Number(portText) : 0
  if (port < 1 || port > 65_535) return null
  const host = address.slice(0, colon).replace(/^\[(.*)\]$/, '$1')
  return host === '' ? null : { host, port }
}

/** What an operator types when brokers announce addresses that cannot be reached from here: `host` or `host:port`. */
export interface AddressMapping {
  from: string
  to: string
}

/** The address to dial for an announced one. `host:port` beats `host`; a side without a port keeps the port. */
export function mapAddress(announcedAddress: string, addressMap: readonly AddressMapping[]): string {
  const exact = addressMap.find(({ from }) => from === announcedAddress)
  const mapping = exact ?? addressMap.find(({ from }) => from === hostOf(announcedAddress))
  if (!mapping) return announcedAddress
  return parseAddress(mapping.to)
    ? mapping.to
    : `${mapping.to}:${announcedAddress.slice(hostOf(announcedAddress).length + 1)}`
}

/** Port − 2 of a broker: all but the pull family, with threads of its own (protocol notes §1.6). */
export function vipAddress(address: string): string {
  const parsed = parseAddress(address)
  return parsed ? `${hostOf(address)}:${parsed.port - 2}` : address
}

function hostOf(address: string): string {
  return address.slice(0, address.lastIndexOf(':'))
}
