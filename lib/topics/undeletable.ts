import { protectedError } from '#lib/api/confirm.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import type { TopicRow } from './topic-rows.ts'

/** Why a topic is not deleted, whatever is typed or forced; null when it can be. */
export function undeletable(
  { topicName, kind }: Pick<TopicRow, 'topicName' | 'kind'>,
  isProtected: boolean,
  { name, readOnly }: Pick<LiveCluster, 'name' | 'readOnly'>,
): AppError | null {
  if (readOnly) return new AppError('READ_ONLY', `${name} is registered read-only.`)
  if (kind === 'SYSTEM') return new AppError('INVALID_INPUT', `${topicName} is a topic that RocketMQ keeps for itself.`)
  if (kind !== 'NORMAL') {
    return new AppError('INVALID_INPUT', `${topicName} belongs to its group and is deleted with it, not by itself.`)
  }
  return isProtected ? protectedError(topicName) : null
}
