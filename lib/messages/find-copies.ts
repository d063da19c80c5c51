import type { Server } from '#lib/rocketmq/admin/server.ts'
import { DLQ_PREFIX, RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { FindContext } from './find-context.ts'
import { isOfTopic } from './is-of-topic.ts'
import { type LookUp, lookUp, type Place } from './look-up.ts'
import { LEVEL_TOPIC, TIMER_TOPIC } from './to-message-item.ts'

/**
 * Copies of a message under the names that RocketMQ stores them by: retry and dead-letter topics of the topic's groups, and the
 * topics in which delayed messages wait. Only topics that a broker has are asked for.
 *
 * @throws the signal's reason
 */
export async function findCopies(
  context: FindContext,
  { id, topic, servers }: { id: string; topic: string; servers: readonly Server[] },
): Promise<LookUp> {
  const { cluster, signal } = context
  const { topicConfigs } = await cluster.getWholeInventory({ signal })
  const lookUpIn = (names: readonly string[]) =>
    lookUp(
      context,
      topicConfigs.flatMap(({ server, configs }): Place[] =>
        names
          .filter((topicName) => topicName !== topic && configs.has(topicName))
          .map((topicName) => ({ server, topicName })),
      ),
      { id },
    )
  const lookUpInGroups = async () => {
    const { groups, failed } = await listGroups(context, topic, servers)
    const names = groups.filter(cluster.scope.group).flatMap((group) => [
      `${RETRY_PREFIX}${group}`,
      `${DLQ_PREFIX}${group}`,
      // Of POP groups, in their two spellings.
      `${RETRY_PREFIX}${group}_${topic}`,
      `${RETRY_PREFIX}${group}+${topic}`,
    ])
    const copies = await lookUpIn(names)
    return { found: copies.found, failed: [...failed, ...copies.failed] }
  }
  const [delayed, ofGroups] = await Promise.all([lookUpIn([TIMER_TOPIC, LEVEL_TOPIC]), lookUpInGroups()])
  return {
    found: [...delayed.found, ...ofGroups.found].filter(({ message }) => isOfTopic(message, topic)),
    failed: [...delayed.failed, ...ofGroups.failed],
  }
}

async function listGroups(
  { cluster, caller, signal, timeoutMs }: FindContext,
  topic: string,
  servers: readonly Server[],
): Promise<{ groups: string[]; failed: LookUp['failed'] }> {
  const groups = new Set<string>()
  const failed: LookUp['failed'] = []
  await Promise.all(
    servers.map(async (server) => {
      try {
        const call = { caller, signal, ...(timeoutMs && { timeoutMs }) }
        for (const group of await cluster.admin.topics.listGroups(server, topic, call)) groups.add(group)
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        failed.push({ server, error })
      }
    }),
  )
  return { groups: [...groups], failed }
}
