import { originalOf } from '#lib/masking/original-of.ts'
import { bodyBytesOf } from '#lib/messages/message-body.ts'
import type { SearchContext } from '#lib/messages/search-page.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { HALF_TOPIC, OP_TOPIC, TRANSACTION_GROUP } from './names.ts'

/** Where the check of one broker stands in one half queue, and what has been decided since. */
export interface Decisions {
  /** Half messages before it are decided, or stored anew behind it. */
  checkedTo: bigint | null
  /** Offsets of decided half messages. */
  decided: ReadonlySet<bigint>
  /** The decisions were not read to their end: some that look undecided are not. */
  isCut: boolean
  error?: RocketmqError
}

const MAX_PULL = 32
/** Of one queue for one answer. Brokers before 5.1 store one decision per message. */
const MAX_PULLS = 400
const REMOVE_TAG = 'd'

/**
 * What has been decided since a broker last moved on in its half queue: it keeps its place there, and in the queue of decisions,
 * as a consumer group of its own does.
 *
 * @throws the signal's reason
 */
export async function readDecisions(
  { cluster, caller, signal, deadline }: SearchContext,
  server: Server,
  queueId: number,
): Promise<Decisions> {
  const { groups, messages } = cluster.admin
  const call = { caller, signal, timeoutMs: cluster.pageTimeoutMs }
  const decided = new Set<bigint>()
  const place = (topicName: string) =>
    groups.getOffset(server, { groupName: TRANSACTION_GROUP, topicName, queueId }, call)
  let checkedTo: bigint | null = null
  try {
    const [half, op] = await Promise.all([place(HALF_TOPIC), place(OP_TOPIC)])
    checkedTo = half
    let queueOffset = op ?? 0n
    for (let pulls = 0; pulls < MAX_PULLS && !deadline.aborted; pulls++) {
      const query = { topicName: OP_TOPIC, queueId, queueOffset, maxMessages: MAX_PULL }
      const pulled = await messages.pull(server, query, call)
      for (const message of pulled.messages) for (const offset of offsetsIn(message)) decided.add(offset)
      if (pulled.status === 'NOT_FOUND' || pulled.nextOffset <= queueOffset) return { checkedTo, decided, isCut: false }
      queueOffset = pulled.nextOffset
      if (queueOffset >= pulled.maxOffset) return { checkedTo, decided, isCut: false }
    }
    return { checkedTo, decided, isCut: true }
  } catch (error) {
    if (!(error instanceof RocketmqError)) throw error
    // The topic of decisions is made with the first of them.
    const isNoneYet = error instanceof BrokerError && error.responseCode === ResponseCode.TOPIC_NOT_EXIST
    return isNoneYet ? { checkedTo, decided, isCut: false } : { checkedTo, decided, isCut: true, error }
  }
}

/** One offset, or several by comma (5.1+). */
function offsetsIn(message: StoredMessage): bigint[] {
  const stored = originalOf(message)
  const body = bodyBytesOf(stored)
  if (stored.properties.get('TAGS') !== REMOVE_TAG || !('bytes' in body)) return []
  return [...body.bytes.toString('latin1').matchAll(/\d{1,19}/g)].map(([text]) => BigInt(text))
}
