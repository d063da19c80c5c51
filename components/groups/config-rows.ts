import type { GroupBrokerConfig } from '#lib/groups/schema.ts'

export interface ConfigRow {
  /** Field or attribute in RocketMQ's spelling. */
  key: string
  /** Value per brokerName; absent where the broker does not have the attribute. */
  valueByBroker: ReadonlyMap<string, string>
  isDiffering: boolean
}

const fields = [
  'consumeEnable',
  'consumeMessageOrderly',
  'retryMaxTimes',
  'retryQueueNums',
  'consumeTimeoutMinute',
  'consumeBroadcastEnable',
  'consumeFromMinEnable',
  'brokerId',
  'whichBrokerWhenConsumeSlowly',
  'notifyConsumerIdsChangedEnable',
  'groupSysFlag',
] as const

/** A group's config turned over: one row per field or attribute, one value per broker. */
export function configRows(configs: readonly GroupBrokerConfig[], differingKeys: readonly string[]): ConfigRow[] {
  const differing = new Set(differingKeys)
  const row = (key: string, read: (config: GroupBrokerConfig) => string | undefined): ConfigRow => ({
    key,
    isDiffering: differing.has(key),
    valueByBroker: new Map(
      configs.flatMap((config) => {
        const value = read(config)
        return value === undefined ? [] : [[config.brokerName, value] as const]
      }),
    ),
  })
  const attributes = [...new Set(configs.flatMap((config) => Object.keys(config.attributes)))].sort()
  return [
    // Older brokers do not have every field.
    ...fields.map((key) => row(key, (config) => (config[key] === null ? undefined : String(config[key])))),
    row('groupRetryPolicy', ({ retryPolicy }) => retryPolicy?.type),
    ...attributes.map((key) => row(key, (config) => config.attributes[key])),
  ]
}
