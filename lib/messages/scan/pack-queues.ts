import type { QueueProgress } from './queue-source.ts'

/** Queues by broker; each as its id, then `from`, `next`, `to` where known, then its error. Short, for it goes into a URL. */
export type PackedQueues = [brokerName: string, queues: PackedQueue[]][]
type PackedQueue = [
  queueId: number,
  range?: [from: string, next: string, to: string] | null,
  error?: [code: string, detail: string],
]

export function packQueues(queues: readonly QueueProgress[]): PackedQueues {
  const byBroker = Map.groupBy(queues, ({ brokerName }) => brokerName)
  return [...byBroker].map(([brokerName, ofBroker]) => [brokerName, ofBroker.map(packQueue)])
}

function packQueue({ queueId, range, error }: QueueProgress): PackedQueue {
  const offsets: [string, string, string] | null = range && [`${range.from}`, `${range.next}`, `${range.to}`]
  if (error) return [queueId, offsets, [error.code, error.detail]]
  return offsets ? [queueId, offsets] : [queueId]
}

export function unpackQueues(topicName: string, packed: PackedQueues): QueueProgress[] {
  return packed.flatMap(([brokerName, queues]) =>
    queues.map(([queueId, offsets, error]) => ({
      topicName,
      brokerName,
      queueId,
      range: offsets ? { from: BigInt(offsets[0]), next: BigInt(offsets[1]), to: BigInt(offsets[2]) } : null,
      ...(error && { error: { code: error[0], detail: error[1] } }),
    })),
  )
}
