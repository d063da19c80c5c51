import type { BrokerTopicConfigs, Inventory } from '#lib/clusters/inventory.ts'
import { wholeOf } from '#lib/clusters/scoped-inventory.ts'
import { permissionOf } from '#lib/rocketmq/admin/perm.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { TopicConfig } from '#lib/rocketmq/admin/topics.ts'
import { splitNamespace, topicKind } from '#lib/rocketmq/codec/topic-name.ts'
import { type TopicFlag, type TopicItem, type TopicPermission, TopicType } from './schema.ts'

/** What the brokers' configs say of a topic; the rest of its row are numbers and metadata. */
export interface TopicRow
  extends Pick<
    TopicItem,
    | 'topicName'
    | 'namespace'
    | 'shortName'
    | 'kind'
    | 'type'
    | 'isTypeDeclared'
    | 'writeQueues'
    | 'readQueues'
    | 'queuesPerBroker'
    | 'permission'
    | 'clusterNames'
    | 'brokerNames'
    | 'flags'
    | 'missingOn'
    | 'staleOn'
  > {
  brokers: BrokerConfig[]
}

/** A topic's config on one broker. */
export interface BrokerConfig {
  server: Server
  config: TopicConfig
  isStale: boolean
}

const rowsByConfigs = new WeakMap<Inventory['topicConfigs'], ReadonlyMap<string, TopicRow>>()

/**
 * Every topic by name, in name order. Joined anew when a config has changed, so that sorting, filtering and paging 10,000 topics costs no
 * request and no join.
 */
export function topicRows(inventory: Inventory): ReadonlyMap<string, TopicRow> {
  const known = rowsByConfigs.get(inventory.topicConfigs)
  if (known) return known
  const whole = wholeOf(inventory.topicConfigs)
  const rows = whole ? pickRows(topicRows({ ...inventory, topicConfigs: whole }), inventory) : joinRows(inventory)
  rowsByConfigs.set(inventory.topicConfigs, rows)
  return rows
}

/** A scope holds a topic on all of its brokers or on none: its row is the same. */
function pickRows(all: ReadonlyMap<string, TopicRow>, { topicConfigs }: Inventory): ReadonlyMap<string, TopicRow> {
  const rows = new Map<string, TopicRow>()
  for (const [name, row] of all) if (topicConfigs.some(({ configs }) => configs.has(name))) rows.set(name, row)
  return rows
}

function joinRows({ topicConfigs, systemTopics }: Inventory): ReadonlyMap<string, TopicRow> {
  const brokersByTopic = new Map<string, BrokerConfig[]>()
  for (const { server, isStale, configs } of topicConfigs) {
    for (const config of configs.values()) {
      const broker = { server, config, isStale }
      const brokers = brokersByTopic.get(config.topicName)
      if (brokers) brokers.push(broker)
      else brokersByTopic.set(config.topicName, [broker])
    }
  }
  const brokerNamesByCluster = groupBrokerNames(topicConfigs)
  const names = [...brokersByTopic.keys()].sort()
  return new Map(
    names.map((name) => [name, toRow(name, brokersByTopic.get(name) ?? [], brokerNamesByCluster, systemTopics)]),
  )
}

function groupBrokerNames(topicConfigs: readonly BrokerTopicConfigs[]): ReadonlyMap<string, string[]> {
  const names = new Map<string, string[]>()
  for (const { server, brokerName } of topicConfigs) {
    names.set(server.clusterName, [...(names.get(server.clusterName) ?? []), brokerName])
  }
  return names
}

function toRow(
  topicName: string,
  brokers: BrokerConfig[],
  brokerNamesByCluster: ReadonlyMap<string, string[]>,
  systemTopics: ReadonlySet<string>,
): TopicRow {
  const kind = topicKind(topicName, systemTopics)
  const configs = brokers.map(({ config }) => config)
  const brokerNames = brokers.map(({ server }) => server.brokerName)
  const clusterNames = distinct(brokers.map(({ server }) => server.clusterName))
  // Dead-letter and system topics live where they were needed: only what people create belongs on every master.
  const expected = kind === 'NORMAL' ? clusterNames.flatMap((name) => brokerNamesByCluster.get(name) ?? []) : []
  const missingOn = expected.filter((name) => !brokerNames.includes(name))
  const [type, isTypeDeclared] = typeOf(configs)
  return {
    topicName,
    ...splitNamespace(topicName),
    kind,
    type,
    isTypeDeclared,
    writeQueues: sum(configs, 'writeQueueNums'),
    readQueues: sum(configs, 'readQueueNums'),
    queuesPerBroker: queuesPerBroker(configs),
    permission: permission(configs),
    clusterNames,
    brokerNames,
    flags: flagsOf(configs, missingOn),
    missingOn,
    staleOn: brokers.filter(({ isStale }) => isStale).map(({ server }) => server.brokerName),
    brokers,
  }
}

const knownTypes: ReadonlySet<string> = new Set(TopicType.options)
const isKnownType = (type: string): type is TopicType => knownTypes.has(type)

const distinct = (names: string[]) =>
  names.every((name) => name === names[0]) ? names.slice(0, 1) : [...new Set(names)]

function typeOf(configs: readonly TopicConfig[]): [TopicType, boolean] {
  const declared = configs.find(({ attributes }) => attributes['message.type'] !== undefined)?.attributes[
    'message.type'
  ]
  // A missing attribute means NORMAL to RocketMQ; a type of a version newer than ours is no type that we know.
  if (declared === undefined) return ['NORMAL', false]
  return [isKnownType(declared) ? declared : 'UNSPECIFIED', true]
}

const sum = (configs: readonly TopicConfig[], key: 'writeQueueNums' | 'readQueueNums') =>
  configs.reduce((total, config) => total + config[key], 0)

function queuesPerBroker(configs: readonly TopicConfig[]): number | null {
  const count = configs[0]?.readQueueNums ?? null
  const isEven = configs.every(
    ({ readQueueNums, writeQueueNums }) => readQueueNums === count && writeQueueNums === count,
  )
  return isEven ? count : null
}

function permission(configs: readonly TopicConfig[]): TopicPermission {
  const first = permissionOf(configs[0]?.perm ?? 0)
  return configs.every(({ perm }) => permissionOf(perm) === first) ? first : 'MIXED'
}

function flagsOf(configs: readonly TopicConfig[], missingOn: readonly string[]): TopicFlag[] {
  const flags: TopicFlag[] = []
  if (differingKeys(configs).length > 0) flags.push('DIFFERS')
  if (missingOn.length > 0) flags.push('MISSING_ON_BROKER')
  if (configs.some(({ isStatic }) => isStatic)) flags.push('STATIC')
  if (configs.some(({ order }) => order)) flags.push('ORDERED')
  if (configs.some(({ attributes }) => attributes['cleanup.policy'] === 'COMPACTION')) flags.push('COMPACTION')
  return flags
}

const comparedKeys = ['writeQueueNums', 'readQueueNums', 'perm', 'order', 'topicFilterType', 'topicSysFlag'] as const

/** Fields and attributes in which the configs of one topic are not all the same. */
export function differingKeys(configs: readonly TopicConfig[]): string[] {
  const [first, ...rest] = configs
  if (!first || rest.length === 0) return []
  const keys: string[] = comparedKeys.filter((key) => rest.some((config) => config[key] !== first[key]))
  const attributeNames = new Set<string>()
  for (const { attributes } of configs) for (const name in attributes) attributeNames.add(name)
  for (const name of attributeNames) {
    if (rest.some(({ attributes }) => attributes[name] !== first.attributes[name])) keys.push(name)
  }
  return keys
}
