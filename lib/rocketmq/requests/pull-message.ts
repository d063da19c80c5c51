import { decodeStoredMessages, type StoredMessage } from '../codec/stored-message.ts'
import { RequestCode } from '../request-code.ts'
import { ResponseCode } from '../response-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

/** A subscription comes with the request. Bits 1 (commit) and 2 (long poll) would change the group's state. */
const SYS_FLAG_HAS_SUBSCRIPTION = 4
/** Predefined on every broker. A user's group would lose its pending offset reset to us (protocol notes §0.4). */
const ADMIN_GROUP = 'TOOLS_CONSUMER'

export interface PullMessageHeader {
  topic: string
  queueId: number
  queueOffset: bigint
  /** At most 32. */
  maxMsgNums: number
  subscription: string
  expressionType: 'TAG' | 'SQL92'
}

export interface PullMessageReply {
  code: number
  nextBeginOffset: bigint
  minOffset: bigint
  maxOffset: bigint
  messages: StoredMessage[]
  /** Bytes at the end of the body that are no message. */
  damagedBytes: number
}

/**
 * PULL_MESSAGE (11), to the main port of a broker: messages of a queue from an offset on, read as an outsider that leaves
 * no trace in any consumer's progress.
 *
 * Request: `consumerGroup!`, `topic!`, `queueId!`, `queueOffset!`, `maxMsgNums!`, `sysFlag!`, `commitOffset!`,
 * `suspendTimeoutMillis!`, `subscription`, `subVersion!`, `expressionType`.
 * Reply header: `nextBeginOffset`, `minOffset`, `maxOffset`, `suggestWhichBrokerId`, 5.x `offsetDelta` (static topics: what
 * to add to stored queue offsets). Body: stored messages back to back. Codes 0 found, 19 at the end, 20 none matched in
 * this stretch, 21 offset out of range, each with the header.
 *
 * @see protocol notes §4.6.1
 */
export const pullMessage = defineRequest<PullMessageHeader, PullMessageReply>({
  code: RequestCode.PULL_MESSAGE,
  answers: [ResponseCode.PULL_NOT_FOUND, ResponseCode.PULL_RETRY_IMMEDIATELY, ResponseCode.PULL_OFFSET_MOVED],
  encode: (header) => ({
    header: {
      ...header,
      consumerGroup: ADMIN_GROUP,
      sysFlag: SYS_FLAG_HAS_SUBSCRIPTION,
      commitOffset: 0,
      suspendTimeoutMillis: 0,
      subVersion: 0,
    },
  }),
  decode(reply) {
    const found = reply.code === ResponseCode.SUCCESS ? decodeStoredMessages(reply.body) : NOTHING
    const offsetDelta = reply.extFields.offsetDelta === undefined ? 0n : bigintField(reply, 'offsetDelta')
    return {
      code: reply.code,
      nextBeginOffset: bigintField(reply, 'nextBeginOffset'),
      minOffset: bigintField(reply, 'minOffset'),
      maxOffset: bigintField(reply, 'maxOffset'),
      messages:
        offsetDelta === 0n
          ? found.messages
          : found.messages.map((message) => ({ ...message, queueOffset: message.queueOffset + offsetDelta })),
      damagedBytes: found.damagedBytes,
    }
  },
})

const NOTHING = { messages: [], damagedBytes: 0 }
