import { lookup as dnsLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

/**
 * The look-up of a connection: the address that is checked here is the one that is dialled, so a name cannot point elsewhere in
 * between.
 *
 * @param refusalOf why an address must not be dialled; null: it may
 */
export function checkedLookup(refusalOf: (host: string, address: string) => Error | null): LookupFunction {
  return (host, options, callback) => {
    dnsLookup(host, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, '', 4)
      const [refusal] = addresses.flatMap(({ address }) => refusalOf(host, address) ?? [])
      if (refusal) return callback(refusal, '', 4)
      const [first] = addresses
      if (options.all) return callback(null, addresses)
      if (first) return callback(null, first.address, first.family)
      callback(new Error(`${host} has no address.`), '', 4)
    })
  }
}
