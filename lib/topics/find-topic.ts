import { requireAnswers } from '#lib/clusters/broker-cache.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Inventory } from '#lib/clusters/inventory.ts'
import { AppError } from '#lib/errors.ts'
import type { ReadScope } from '#lib/users/read-scope.ts'
import { objectNotFound } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { type TopicRow, topicRows } from './topic-rows.ts'

/**
 * A topic as the brokers hold it. One that the inventory does not know may have been made a moment ago, so they are asked once
 * more.
 *
 * @throws AppError NOT_FOUND; what the first broker said while none has ever answered
 */
export async function findTopic(
  cluster: LiveCluster,
  topicName: string,
  signal: AbortSignal,
): Promise<{ row: TopicRow; inventory: Inventory }> {
  const held = await cluster.getInventory({ signal })
  const row = topicRows(held).get(topicName)
  if (row) return { row, inventory: held }
  const inventory = await cluster.getInventory({ signal, fresh: true })
  const newRow = topicRows(inventory).get(topicName)
  requireAnswers(inventory)
  if (!newRow) throw topicNotFound(topicName, inventory, cluster.scope)
  return { row: newRow, inventory }
}

function topicNotFound(topicName: string, { partial }: Inventory, scope: ReadScope): AppError {
  // Who sees a part of the topics is told the same of one that is not there and of one that is not theirs.
  if (!scope.isWhole) return objectNotFound(onTopic(topicName))
  const silent = partial.map(({ brokerName, address }) => brokerName ?? address)
  const where = silent.length === 0 ? '' : ` on the brokers that answer; ${silent.join(', ')} did not`
  return new AppError('NOT_FOUND', `There is no topic ${topicName}${where}.`)
}
