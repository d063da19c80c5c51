import { asBigInt, asObject } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeMessageQueue, type MessageQueueBody } from './message-queue.ts'

export interface InvokeBrokerToResetOffsetHeader {
  topic: string
  group: string
  /** Store time in ms; −1 = the end of each queue. */
  timestamp: number
  /** Client-side mode: also forwards. */
  isForce: boolean
  /** Server-side mode: this queue alone … */
  queueId?: number
  /** … and exactly there. */
  offset?: bigint
}

export interface ResetOffsetsBody {
  offsets: (MessageQueueBody & { offset: bigint })[]
}

/**
 * INVOKE_BROKER_TO_RESET_OFFSET (222), to a master: moves a group in a topic.
 *
 * Request: `topic!`, `group!`, `timestamp!`, `isForce!`; 5.1+ `queueId`, `offset`.
 * Reply body: `{"offsetTable":{{"brokerName":"broker-a","queueId":0,"topic":"t"}:3}}`: where each queue goes.
 * Two modes, by the broker's `useServerSideResetOffset` (5.1+, true from 5.2 on). Server-side: the broker keeps the offset and
 * hands it to whoever pulls next; `isForce` is ignored; out of range is code 1. Client-side: every write queue of the topic must
 * have a committed offset (else code 1) and a client must be connected (else 206); the table is pushed to the clients one-way, so
 * SUCCESS means that it was sent, no more. `queueId` and `offset` are ignored then.
 *
 * @see protocol notes §4.5
 */
export const invokeBrokerToResetOffset = defineRequest<InvokeBrokerToResetOffsetHeader, ResetOffsetsBody>({
  code: RequestCode.INVOKE_BROKER_TO_RESET_OFFSET,
  isWrite: true,
  encode: (header) => ({ header: { ...header } }),
  decode({ body }) {
    const path = '$.offsetTable'
    const table = asObject(asObject(parseTolerantJson(body), '$').get('offsetTable'), path)
    return {
      offsets: table.entries.map(([key, value]) => ({
        ...decodeMessageQueue(key, path),
        offset: asBigInt(value, `${path}.*`),
      })),
    }
  },
})
