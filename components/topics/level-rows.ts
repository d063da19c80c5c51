import type { TopicBrokerConfig } from '#lib/topics/schema.ts'

export interface LevelRow {
  brokerName: string
  /** Field or attribute in RocketMQ's spelling. */
  key: string
  before: string | null
  after: string | null
}

const fields = ['writeQueueNums', 'readQueueNums', 'perm', 'order'] as const

/** What would change on the other brokers, field by field. */
export function levelRows(configs: readonly TopicBrokerConfig[], model: TopicBrokerConfig): LevelRow[] {
  return configs
    .filter(({ brokerName }) => brokerName !== model.brokerName)
    .flatMap(({ brokerName, attributes, ...config }) => {
      const changed = fields
        .filter((key) => config[key] !== model[key])
        .map((key) => ({ brokerName, key, before: String(config[key]), after: String(model[key]) }))
      const names = [...new Set([...Object.keys(attributes), ...Object.keys(model.attributes)])].sort()
      const changedAttributes = names
        .filter((key) => attributes[key] !== model.attributes[key])
        .map((key) => ({ brokerName, key, before: attributes[key] ?? null, after: model.attributes[key] ?? null }))
      return [...changed, ...changedAttributes]
    })
}

/** A broker that would lose queues which are read, and with them what nobody has consumed; undefined: none would. */
export const losesQueues = (
  configs: readonly TopicBrokerConfig[],
  model: TopicBrokerConfig,
): TopicBrokerConfig | undefined => configs.find(({ readQueueNums }) => readQueueNums > model.readQueueNums)
