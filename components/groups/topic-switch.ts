import type { Group } from '#lib/groups/schema.ts'

/** Brokers that refuse clients of a group for a topic: by the switch of the group, or by that of the topic. */
export interface TopicSwitch {
  state: 'ON' | 'OFF' | 'PARTLY'
  offOn: string[]
}

/** Null where no broker has a config of the group, so that nobody can say. */
export function topicSwitch({ configs }: Pick<Group, 'configs'>, topicName: string): TopicSwitch | null {
  if (configs.length === 0) return null
  const offOn = configs
    .filter(({ consumeEnable, forbiddenTopics }) => !consumeEnable || forbiddenTopics.includes(topicName))
    .map(({ brokerName }) => brokerName)
  return { state: offOn.length === 0 ? 'ON' : offOn.length === configs.length ? 'OFF' : 'PARTLY', offOn }
}
