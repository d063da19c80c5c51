import { mqadminLine } from '#lib/mqadmin-line.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { NewTopicConfig, TopicConfigChange } from '#lib/rocketmq/admin/topics.ts'

/** Where a command goes: a RocketMQ cluster with all its masters, or single masters. */
export type CommandTarget = { clusterName: string } | { server: Server }

/**
 * The `mqadmin` lines that do what {@link createTopic} does. With access control on, mqadmin takes its account from
 * `conf/tools.yml`, so no secret is in them.
 */
export function updateTopicCommand(
  nameServers: readonly string[],
  targets: readonly CommandTarget[],
  config: NewTopicConfig,
): string {
  const attributes = Object.entries(config.attributes).map(([key, value]) => `+${key}=${value}`)
  const shared = [
    ['-t', config.topicName],
    ['-r', String(config.readQueueNums)],
    ['-w', String(config.writeQueueNums)],
    ['-p', String(config.perm)],
    ...(config.order ? [['-o', 'true']] : []),
    ...(attributes.length > 0 ? [['-a', attributes.join(',')]] : []),
  ].flat()
  return targets
    .map((target) => {
      const where = 'clusterName' in target ? ['-c', target.clusterName] : ['-b', target.server.announcedAddress]
      return mqadminLine('updateTopic', nameServers, [...where, ...shared])
    })
    .join('\n')
}

/** The `mqadmin` lines that do what a change of these brokers does. Attributes that are not named stay, as they do there. */
export function changeTopicCommand(nameServers: readonly string[], changes: readonly TopicConfigChange[]): string {
  return changes
    .map(({ server, before, config }) => {
      const { order, attributes, ...after } = { ...before, ...config }
      const set = Object.entries(attributes).filter(([key, value]) => before.attributes[key] !== value)
      const removed = Object.keys(before.attributes).filter((key) => !(key in attributes))
      const changed = [...set.map(([key, value]) => `+${key}=${value}`), ...removed.map((key) => `-${key}`)]
      const words = [
        ['-t', after.topicName],
        ['-r', String(after.readQueueNums)],
        ['-w', String(after.writeQueueNums)],
        ['-p', String(after.perm)],
        ...(order ? [['-o', 'true']] : []),
        ...(changed.length > 0 ? [['-a', changed.join(',')]] : []),
      ].flat()
      return mqadminLine('updateTopic', nameServers, ['-b', server.announcedAddress, ...words])
    })
    .join('\n')
}

/** The `mqadmin` lines that delete a topic from RocketMQ clusters: masters, route and order entry in one. */
export const deleteTopicCommand = (
  nameServers: readonly string[],
  clusterNames: readonly string[],
  topicName: string,
) =>
  clusterNames
    .map((clusterName) => mqadminLine('deleteTopic', nameServers, ['-c', clusterName, '-t', topicName]))
    .join('\n')
