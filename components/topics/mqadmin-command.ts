import { mqadminLine } from '#lib/mqadmin-line.ts'
import type { NewTopic, TopicBrokerConfig, TopicPatch } from '#lib/topics/schema.ts'
import { levelRows } from './level-rows.ts'

/** A RocketMQ cluster with all its masters, or one master by the address that it announces. */
export type CommandTarget = { clusterName: string } | { brokerAddress: string }

const permBits = { RW: 6, R: 4, W: 2 } as const
const heldPermBits: Readonly<Record<string, number>> = { ...permBits, NONE: 0 }

/**
 * The `mqadmin` lines that do what the dialog is about to do, before anything is sent. The answer of the API carries the same
 * lines; with access control on, mqadmin takes its account from `conf/tools.yml`.
 */
export function createTopicCommand(
  nameServers: readonly string[],
  targets: readonly CommandTarget[],
  topic: NewTopic,
): string {
  const attributes = [
    `+message.type=${topic.type}`,
    ...(topic.cleanupPolicy ? [`+cleanup.policy=${topic.cleanupPolicy}`] : []),
    ...(topic.queueType ? [`+queue.type=${topic.queueType}`] : []),
  ]
  const shared = [
    ['-t', topic.topicName],
    ['-r', String(topic.queuesPerBroker)],
    ['-w', String(topic.queuesPerBroker)],
    ['-p', String(permBits[topic.permission ?? 'RW'])],
    ...(topic.isOrdered ? [['-o', 'true']] : []),
    ['-a', attributes.join(',')],
  ].flat()
  return targets
    .map((target) => {
      const where = 'clusterName' in target ? ['-c', target.clusterName] : ['-b', target.brokerAddress]
      return mqadminLine('updateTopic', nameServers, [...where, ...shared])
    })
    .join('\n')
}

/** The lines that change a topic on some of its brokers. mqadmin replaces what a broker holds, so what stays is named too. */
export function updateTopicCommand(
  nameServers: readonly string[],
  configs: readonly TopicBrokerConfig[],
  topicName: string,
  { queuesPerBroker, permission, isOrdered }: Pick<TopicPatch, 'queuesPerBroker' | 'permission' | 'isOrdered'>,
): string {
  return configs
    .map(({ announcedAddress, readQueueNums, writeQueueNums, perm, order }) => {
      const words = [
        ['-b', announcedAddress],
        ['-t', topicName],
        ['-r', String(queuesPerBroker ?? readQueueNums)],
        ['-w', String(queuesPerBroker ?? writeQueueNums)],
        ['-p', String(heldPermBits[permission ?? perm] ?? 0)],
        ...((isOrdered ?? order) ? [['-o', 'true']] : []),
      ].flat()
      return mqadminLine('updateTopic', nameServers, [...words])
    })
    .join('\n')
}

/** The lines that give the config of one broker to those that differ from it. */
export function levelTopicCommand(
  nameServers: readonly string[],
  configs: readonly TopicBrokerConfig[],
  topicName: string,
  model: TopicBrokerConfig,
): string {
  return configs
    .filter((config) => levelRows([config], model).length > 0)
    .map(({ announcedAddress, attributes }) => {
      const set = Object.entries(model.attributes).filter(([key, value]) => attributes[key] !== value)
      const removed = Object.keys(attributes).filter((key) => !(key in model.attributes))
      const changed = [...set.map(([key, value]) => `+${key}=${value}`), ...removed.map((key) => `-${key}`)]
      const words = [
        ['-b', announcedAddress],
        ['-t', topicName],
        ['-r', String(model.readQueueNums)],
        ['-w', String(model.writeQueueNums)],
        ['-p', String(heldPermBits[model.perm] ?? 0)],
        ...(model.order ? [['-o', 'true']] : []),
        ...(changed.length > 0 ? [['-a', changed.join(',')]] : []),
      ].flat()
      return mqadminLine('updateTopic', nameServers, [...words])
    })
    .join('\n')
}
