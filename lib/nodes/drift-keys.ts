import { configDifferences, type KnownConfig } from './config-differences.ts'

/**
 * Keys in which a broker is not as most of its peers, by address. Without a majority nobody can say who is right: all differ.
 */
export function driftKeys(peers: readonly KnownConfig[]): Map<string, string[]> {
  const drift = new Map<string, string[]>(peers.map(({ server }) => [server.address, []]))
  for (const { key, usual, settings } of configDifferences(peers)) {
    for (const { setting, servers } of settings) {
      if (setting !== usual) for (const { address } of servers) drift.get(address)?.push(key)
    }
  }
  return drift
}
