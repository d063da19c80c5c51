import type { PartialEntry } from '#lib/api/endpoint.ts'
import type { MessageOrder, QueueCoverage } from '#lib/messages/schema.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { TopicBroker } from './plan-queues.ts'
import type { QueueProgress } from './queue-source.ts'

/** What an answer says of one queue. */
export function toCoverage(
  { topicName, brokerName, queueId, range, error }: QueueProgress,
  order: MessageOrder,
): QueueCoverage {
  const end = order === 'oldest' ? range?.to : range?.from
  return {
    topicName,
    brokerName,
    queueId,
    state: error ? 'failed' : range?.next === end ? 'done' : 'waiting',
    fromOffset: range?.from ?? null,
    toOffset: range?.to ?? null,
    nextOffset: range?.next ?? null,
    ...(error && { error }),
  }
}

/** The server of a failed queue, among those whose part is missing. */
export function toPartial({ brokerName, error }: QueueProgress, brokers: readonly TopicBroker[]): PartialEntry {
  const address = brokers.find(({ server }) => server.brokerName === brokerName)?.server.address ?? ''
  return { address, brokerName, code: error?.code ?? 'INTERNAL', detail: error?.detail ?? '' }
}

/** A broker of the cursor that the cluster does not have any more. */
export function failWithoutServer(queues: readonly QueueProgress[], brokers: readonly TopicBroker[]): void {
  for (const queue of queues) {
    if (queue.error || serverOf(queue, brokers)) continue
    queue.error = { code: 'CLUSTER_UNREACHABLE', detail: `${queue.brokerName} is not known to any name server.` }
  }
}

export const serverOf = (queue: QueueProgress, brokers: readonly TopicBroker[]): Server | undefined =>
  brokers.find(({ server }) => server.brokerName === queue.brokerName)?.server

export const withoutError = ({ error: _, ...queue }: QueueProgress): QueueProgress => queue

export const uniqueServers = (entries: readonly PartialEntry[]): PartialEntry[] => [
  ...new Map(entries.map((entry) => [`${entry.address} ${entry.brokerName ?? ''}`, entry])).values(),
]

export const byQueue = (a: QueueCoverage, b: QueueCoverage): number =>
  a.brokerName === b.brokerName ? a.queueId - b.queueId : a.brokerName < b.brokerName ? -1 : 1
