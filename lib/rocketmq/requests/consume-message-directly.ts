import { asObject } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { bigIntOrNull, booleanOrNull, textOrNull } from './lenient-json.ts'

export interface ConsumeMessageDirectlyHeader {
  consumerGroup: string
  clientId: string
  /** Offset id; the broker that is asked must be the one that stores it. */
  msgId: string
  /** 5.x with ACL: what the permission is checked for. */
  topic: string
}

/** Every member may be missing: null then. */
export interface ConsumeMessageDirectlyBody {
  /** CR_SUCCESS, CR_LATER, CR_ROLLBACK, CR_COMMIT, CR_THROW_EXCEPTION, CR_RETURN_NULL; clients of other languages may say more. */
  consumeResult: string | null
  /** Of an exception its text. */
  remark: string | null
  spentTimeMills: bigint | null
  order: boolean | null
  autoCommit: boolean | null
}

/**
 * CONSUME_MESSAGE_DIRECTLY (309), to the broker that stores a message: it reads the message, hands it to one client of a group, and
 * answers what became of it there. The listener of the client really runs; no offset moves.
 *
 * Code 1 when the client is not connected to this broker, 207 when it did not answer the broker within 10 s: then it may still be
 * at work.
 * Reply body, by the client's own library: `{"autoCommit":true,"consumeResult":"CR_SUCCESS","order":false,"remark":null,
 * "spentTimeMills":3}`.
 *
 * @see protocol notes §4.5
 */
export const consumeMessageDirectly = defineRequest<ConsumeMessageDirectlyHeader, ConsumeMessageDirectlyBody>({
  code: RequestCode.CONSUME_MESSAGE_DIRECTLY,
  isWrite: true,
  encode: (header) => ({ header: { ...header } }),
  decode({ body }) {
    const reply = asObject(parseTolerantJson(body), '$')
    return {
      consumeResult: textOrNull(reply.get('consumeResult')),
      remark: textOrNull(reply.get('remark')),
      spentTimeMills: bigIntOrNull(reply.get('spentTimeMills')),
      order: booleanOrNull(reply.get('order')),
      autoCommit: booleanOrNull(reply.get('autoCommit')),
    }
  },
})
