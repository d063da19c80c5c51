/**
 * Which of the write queues of a topic a message group belongs to, by the rule of RocketMQ's proxy (consistent hash of
 * `String.hashCode`), so that order holds together with gRPC producers.
 *
 * @param count of the queues, in the order of `readWriteQueues`; at least 1
 * @see RocketMQ 5.5.0, SendMessageActivity.SendMessageQueueSelector; Guava, Hashing.consistentHash
 */
export function messageGroupQueue(messageGroup: string, count: number): number {
  let state = BigInt(javaHashCode(messageGroup))
  let candidate = 0
  for (;;) {
    state = BigInt.asUintN(64, state * 2862933555777941757n + 1n)
    const next = Math.trunc((candidate + 1) / ((Number(state >> 33n) + 1) / 2 ** 31))
    if (next >= count) return candidate
    candidate = next
  }
}

/** Over UTF-16 units, int32. */
function javaHashCode(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(hash, 31) + text.charCodeAt(index)) | 0
  return hash
}
