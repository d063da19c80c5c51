import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { NewTopicConfig } from '#lib/rocketmq/admin/topics.ts'

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
      // mqadmin dials what brokers announce; it knows no address map.
      const where = 'clusterName' in target ? ['-c', target.clusterName] : ['-b', target.server.announcedAddress]
      return ['sh', 'mqadmin', 'updateTopic', '-n', nameServers.join(';'), ...where, ...shared].map(quote).join(' ')
    })
    .join('\n')
}

/** For a POSIX shell: what is not plainly harmless goes between single quotes. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`
}
