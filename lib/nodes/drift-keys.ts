import type { BrokerConfig } from './broker-configs.ts'

/** What makes a broker this one: differs by nature. */
const identity =
  /^(brokerName|brokerId|brokerRole|brokerIP\d|bindAddress|listenPort|fastListenPort|haListenPort|haMasterAddress|dLegerSelfId|rocketmqHome|brokerConfigPath|metricsPromExporter(Host|Port)|brokerElectionPriority|startAcceptSendRequestTimeStamp)$|^storePath/

export const isIdentityKey = (key: string) => identity.test(key)

/**
 * Keys in which a broker is not as most of its peers, by address. Without a majority nobody can say who is right: all differ.
 * A key that one of them does not know (another version) is not compared.
 */
export function driftKeys(configs: ReadonlyMap<string, BrokerConfig>): Map<string, string[]> {
  const drift = new Map<string, string[]>([...configs.keys()].map((address) => [address, []]))
  const [first] = configs.values()
  if (!first || configs.size < 2) return drift
  for (const key of [...first.values.keys(), ...first.secretMarks.keys()].sort()) {
    if (isIdentityKey(key)) continue
    const values = new Map([...configs].map(([address, config]) => [address, settingOf(config, key)]))
    const distinct = new Set(values.values())
    if (distinct.size < 2 || distinct.has(undefined)) continue
    const usual = mostFrequent([...values.values()])
    for (const [address, value] of values) if (value !== usual) drift.get(address)?.push(key)
  }
  return drift
}

/** Comparable, not showable: of a secret only its mark. */
export const settingOf = (config: BrokerConfig, key: string): string | undefined =>
  config.values.get(key) ?? config.secretMarks.get(key)

/** Undefined when two are equally frequent. */
function mostFrequent(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string | undefined, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const [first, second] = [...counts].sort((a, b) => b[1] - a[1])
  return first && first[1] !== second?.[1] ? first[0] : undefined
}
