import type { TopicBrokerConfig } from '#lib/topics/schema.ts'

export interface ConfigRow {
  /** Field or attribute in RocketMQ's spelling. */
  key: string
  isAttribute: boolean
  /** Value per brokerName; absent where the broker does not have the attribute. */
  valueByBroker: ReadonlyMap<string, string>
  isDiffering: boolean
}

const fields = ['writeQueueNums', 'readQueueNums', 'perm', 'order'] as const

/** A topic's config turned over: one row per field or attribute, one value per broker. */
export function configRows(configs: readonly TopicBrokerConfig[]): ConfigRow[] {
  const differing = new Set(configs.flatMap(({ differingKeys }) => differingKeys))
  const attributes = [...new Set(configs.flatMap((config) => Object.keys(config.attributes)))].sort()
  return [
    ...fields.map((key) => ({
      key,
      isAttribute: false,
      valueByBroker: new Map(configs.map((config) => [config.brokerName, String(config[key])])),
      isDiffering: differing.has(key),
    })),
    ...attributes.map((key) => ({
      key,
      isAttribute: true,
      valueByBroker: new Map(
        configs.flatMap(({ brokerName, attributes: held }) => {
          const value = held[key]
          return value === undefined ? [] : [[brokerName, value] as const]
        }),
      ),
      isDiffering: differing.has(key),
    })),
  ]
}
