import type { GroupInventory } from '#lib/clusters/group-inventory.ts'
import type { GroupConfig } from '#lib/rocketmq/admin/groups.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'

/** A group's config on one broker. */
export interface BrokerConfig {
  server: Server
  config: GroupConfig
  isStale: boolean
}

/** What the brokers' configs say of a group. */
export interface GroupRow {
  groupName: string
  brokers: readonly BrokerConfig[]
  /** Config fields and attributes in which the brokers differ. */
  differingKeys: readonly string[]
  /** Brokers of the same clusters that have no config of it. */
  missingOn: readonly string[]
  /** Brokers that did not answer the last time. */
  staleOn: readonly string[]
}

const rowsByConfigs = new WeakMap<GroupInventory['groupConfigs'], ReadonlyMap<string, GroupRow>>()

/**
 * Every group of which a broker has a config, by name, in name order. Joined anew when a config has changed, so that sorting, filtering and
 * paging 5,000 groups costs no request and no join.
 */
export function groupRows(inventory: GroupInventory): ReadonlyMap<string, GroupRow> {
  const known = rowsByConfigs.get(inventory.groupConfigs)
  if (known) return known
  const rows = joinRows(inventory)
  rowsByConfigs.set(inventory.groupConfigs, rows)
  return rows
}

function joinRows({ groupConfigs }: GroupInventory): ReadonlyMap<string, GroupRow> {
  const brokersByGroup = new Map<string, BrokerConfig[]>()
  for (const { server, isStale, configs } of groupConfigs) {
    for (const config of configs.values()) {
      const broker = { server, config, isStale }
      const brokers = brokersByGroup.get(config.groupName)
      if (brokers) brokers.push(broker)
      else brokersByGroup.set(config.groupName, [broker])
    }
  }
  const servers = groupConfigs.map(({ server }) => server)
  const names = [...brokersByGroup.keys()].sort()
  return new Map(names.map((name) => [name, toRow(name, brokersByGroup.get(name) ?? [], servers)]))
}

function toRow(groupName: string, brokers: readonly BrokerConfig[], servers: readonly Server[]): GroupRow {
  const clusterNames = new Set(brokers.map(({ server }) => server.clusterName))
  const holders = new Set(brokers.map(({ server }) => server))
  return {
    groupName,
    brokers,
    differingKeys: differingKeys(brokers.map(({ config }) => config)),
    missingOn: servers
      .filter((server) => clusterNames.has(server.clusterName) && !holders.has(server))
      .map(({ brokerName }) => brokerName),
    staleOn: brokers.filter(({ isStale }) => isStale).map(({ server }) => server.brokerName),
  }
}

const comparedKeys = [
  'consumeEnable',
  'consumeFromMinEnable',
  'consumeBroadcastEnable',
  'consumeMessageOrderly',
  'retryQueueNums',
  'retryMaxTimes',
  'brokerId',
  'whichBrokerWhenConsumeSlowly',
  'notifyConsumerIdsChangedEnable',
  'groupSysFlag',
  'consumeTimeoutMinute',
] as const

/** Fields and attributes in which the configs of one group are not all the same. */
function differingKeys(configs: readonly GroupConfig[]): string[] {
  const [first, ...rest] = configs
  if (!first || rest.length === 0) return []
  const keys: string[] = comparedKeys.filter((key) => rest.some((config) => config[key] !== first[key]))
  if (rest.some(({ retryPolicy }) => !isSamePolicy(retryPolicy, first.retryPolicy))) keys.push('groupRetryPolicy')
  if (rest.some(({ forbiddenTopics }) => forbiddenTopics.join() !== first.forbiddenTopics.join())) {
    keys.push('forbiddenTopics')
  }
  const attributeNames = new Set<string>()
  for (const { attributes } of configs) for (const name in attributes) attributeNames.add(name)
  for (const name of attributeNames) {
    if (rest.some(({ attributes }) => attributes[name] !== first.attributes[name])) keys.push(name)
  }
  return keys
}

/** Written for thousands of groups: most policies are of one object, or none. */
function isSamePolicy(a: GroupConfig['retryPolicy'], b: GroupConfig['retryPolicy']): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}
