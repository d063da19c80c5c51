import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { BrokerConfig } from './broker-configs.ts'

export interface KnownConfig {
  server: Server
  config: BrokerConfig
}

/** One setting that brokers of one RocketMQ cluster do not have alike. */
export interface SettingDifference {
  key: string
  isSecret: boolean
  /** What most of them have; undefined when two values are equally frequent. Of a secret only its mark. */
  usual: string | undefined
  /** Who has what, the most frequent first. */
  settings: { setting: string; servers: Server[] }[]
}

/** What makes a broker this one: names, ids, addresses and paths differ by nature. */
const identity =
  /^(brokerName|brokerId|brokerRole|brokerIP\d|bindAddress|listenPort|fastListenPort|haListenPort|haMasterAddress|dLegerSelfId|rocketmqHome|metricsPromExporter(Host|Port)|brokerElectionPriority|startAcceptSendRequestTimeStamp)$|^storePath|Path$/

/**
 * Settings in which brokers of one RocketMQ cluster differ, by key. A broker that does not know a key (another version) is not
 * compared in it. Where every master has one value and every slave another, several of each, somebody chose so by role: that is
 * no difference.
 */
export function configDifferences(peers: readonly KnownConfig[]): SettingDifference[] {
  const keys = new Set(peers.flatMap(({ config }) => [...config.values.keys(), ...config.secretMarks.keys()]))
  return [...keys].sort().flatMap((key): SettingDifference[] => {
    if (identity.test(key)) return []
    const holders = new Map<string, Server[]>()
    for (const { server, config } of peers) {
      const setting = settingOf(config, key)
      if (setting !== undefined) holders.set(setting, [...(holders.get(setting) ?? []), server])
    }
    if (holders.size < 2 || isByRole([...holders.values()])) return []
    const settings = [...holders]
      .map(([setting, servers]) => ({ setting, servers }))
      .sort((a, b) => b.servers.length - a.servers.length)
    const [first, second] = settings
    const usual = first?.servers.length === second?.servers.length ? undefined : first?.setting
    return [{ key, isSecret: peers.some(({ config }) => config.secretMarks.has(key)), usual, settings }]
  })
}

/** Comparable, not showable: of a secret only its mark. */
const settingOf = (config: BrokerConfig, key: string): string | undefined =>
  config.values.get(key) ?? config.secretMarks.get(key)

function isByRole(holders: readonly Server[][]): boolean {
  const isMaster = ({ brokerId }: Server) => brokerId === 0
  const areAlike = (servers: Server[]) => servers.every(isMaster) || !servers.some(isMaster)
  return holders.length === 2 && holders.every((servers) => servers.length > 1 && areAlike(servers))
    ? holders.some((servers) => servers.some(isMaster)) && holders.some((servers) => !servers.some(isMaster))
    : false
}
