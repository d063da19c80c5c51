import type { RunningInfo } from '#lib/rocketmq/admin/running-info.ts'
import type { ReadScope } from '#lib/users/read-scope.ts'

/** What a client says of itself, without the topics that the actor does not see. */
export function seenInfo(info: RunningInfo, scope: ReadScope): RunningInfo {
  if (scope.isWhole) return info
  const isSeen = ({ topicName }: { topicName: string }) => scope.topic(topicName)
  return {
    ...info,
    subscriptions: info.subscriptions.filter(isSeen),
    queues: info.queues.filter(isSeen),
    popQueues: info.popQueues.filter(isSeen),
    statuses: info.statuses.filter(isSeen),
  }
}
