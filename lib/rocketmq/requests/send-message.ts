import { encodeProperties } from '../codec/properties.ts'
import { RequestCode } from '../request-code.ts'
import { ResponseCode } from '../response-code.ts'
import { defineRequest } from './define-request.ts'
import { bigintField } from './reply-fields.ts'

export interface MessageToSend {
  topicName: string
  queueId: number
  /** As it is; this side compresses nothing. */
  body: Buffer
  /** User and system properties: `KEYS` (by blank), `TAGS`, `UNIQ_KEY`, `__SHARDINGKEY`, `TIMER_DELAY_SEC`, … */
  properties: ReadonlyMap<string, string>
  /** Stored as the time of birth. */
  bornTimestamp: Date
  /** How often it was consumed again so far, for what is written into a retry topic; else 0. */
  reconsumeTimes?: number
  /** The application's own flag. */
  flag?: number
  /** Of what goes into a retry topic: a broker puts into dead letters at once what was consumed so often, instead of as its group says. */
  maxReconsumeTimes?: number
}

/** The three after SEND_OK say that the message is stored, but not as safely as the broker is set up to. */
export type SendStatus = 'SEND_OK' | 'FLUSH_DISK_TIMEOUT' | 'FLUSH_SLAVE_TIMEOUT' | 'SLAVE_NOT_AVAILABLE'

export interface SendResult {
  status: SendStatus
  offsetMsgId: string
  queueId: number
  queueOffset: bigint
  /** Timer messages of 5.3.2+ with `recallMessageEnable`. */
  recallHandle: string | null
}

const STATUS_BY_CODE: ReadonlyMap<number, SendStatus> = new Map([
  [ResponseCode.SUCCESS, 'SEND_OK'],
  [ResponseCode.FLUSH_DISK_TIMEOUT, 'FLUSH_DISK_TIMEOUT'],
  [ResponseCode.FLUSH_SLAVE_TIMEOUT, 'FLUSH_SLAVE_TIMEOUT'],
  [ResponseCode.SLAVE_NOT_AVAILABLE, 'SLAVE_NOT_AVAILABLE'],
])

/** Producer group of what the console sends: brokers want one, and it is how its messages are told from others'. */
export const PRODUCER_GROUP = 'apogee-console'

/**
 * SEND_MESSAGE_V2 (310), to the master that is to store it.
 *
 * A broker that does not know the topic makes it out of the default topic `c` where `autoCreateTopicEnable` is on, so `c` is
 * the topic itself: then it answers TOPIC_NOT_EXIST. Retry topics are made all the same, so whoever sends looks for the topic before.
 * Reply: `msgId`, `queueId`, `queueOffset`, `transactionId`, `recallHandle`.
 *
 * @see protocol notes §4.7
 */
export const sendMessageV2 = defineRequest<MessageToSend, SendResult>({
  code: RequestCode.SEND_MESSAGE_V2,
  isWrite: true,
  answers: [ResponseCode.FLUSH_DISK_TIMEOUT, ResponseCode.FLUSH_SLAVE_TIMEOUT, ResponseCode.SLAVE_NOT_AVAILABLE],
  encode: ({
    topicName,
    queueId,
    body,
    properties,
    bornTimestamp,
    reconsumeTimes = 0,
    flag = 0,
    maxReconsumeTimes,
  }) => ({
    header: {
      a: PRODUCER_GROUP,
      b: topicName,
      c: topicName,
      d: 0,
      e: queueId,
      f: 0,
      g: bornTimestamp.getTime(),
      h: flag,
      i: encodeProperties(properties),
      j: reconsumeTimes,
      k: false,
      ...(maxReconsumeTimes !== undefined && { l: maxReconsumeTimes }),
      m: false,
    },
    body,
  }),
  decode: (reply) => ({
    status: STATUS_BY_CODE.get(reply.code) ?? 'SEND_OK',
    offsetMsgId: reply.extFields.msgId ?? '',
    queueId: Number(bigintField(reply, 'queueId')),
    queueOffset: bigintField(reply, 'queueOffset'),
    recallHandle: reply.extFields.recallHandle ?? null,
  }),
})
