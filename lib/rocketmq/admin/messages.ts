import type { StoredMessage } from '../codec/stored-message.ts'
import { BrokerError } from '../errors.ts'
import { pullMessage } from '../requests/pull-message.ts'
import { queryMessage } from '../requests/query-message.ts'
import { type MessageToSend, type SendResult, sendMessageV2 } from '../requests/send-message.ts'
import { viewMessageById } from '../requests/view-message-by-id.ts'
import { ResponseCode } from '../response-code.ts'
import type { CallOptions, Server, WriteOutcome } from './server.ts'
import type { Transport } from './transport.ts'

export interface PullQuery {
  topicName: string
  queueId: number
  queueOffset: bigint
  /** At most 32. Brokers stop earlier: 256 KiB from memory, 8 messages or 64 KiB from disk. */
  maxMessages: number
  /** Tags are matched by hash on the broker: compare again. Without it everything matches. */
  expression?: string
  /** SQL92 needs a broker with `enablePropertyFilter=true`, else BrokerError 1. */
  expressionType?: 'TAG' | 'SQL92'
}

export interface PullResult {
  /**
   * FOUND: go on at `nextOffset`. NO_MATCH: nothing in this stretch, go on. NOT_FOUND: the end of the queue.
   * OFFSET_MOVED: the offset is outside [minOffset, maxOffset); `nextOffset` is where the broker would go on.
   */
  status: 'FOUND' | 'NOT_FOUND' | 'NO_MATCH' | 'OFFSET_MOVED'
  nextOffset: bigint
  minOffset: bigint
  maxOffset: bigint
  messages: StoredMessage[]
  /** Bytes of the answer that are no readable message. */
  damagedBytes: number
}

export interface KeyQuery {
  topicName: string
  key: string
  /** At most the broker's `maxMsgsNumBatch`, 64. */
  maxMessages: number
  /** Store times. */
  from: Date
  to: Date
  /** 5.4+: U for a unique id, K (the default) for a business key. */
  indexType?: 'K' | 'U'
}

/** Hands out messages in the place of those that were read: as many, in the same order. */
export type OnMessages = (messages: StoredMessage[]) => Promise<StoredMessage[]>

const STATUS_BY_CODE: ReadonlyMap<number, PullResult['status']> = new Map([
  [ResponseCode.SUCCESS, 'FOUND'],
  [ResponseCode.PULL_NOT_FOUND, 'NOT_FOUND'],
  [ResponseCode.PULL_RETRY_IMMEDIATELY, 'NO_MATCH'],
  [ResponseCode.PULL_OFFSET_MOVED, 'OFFSET_MOVED'],
])

/** Stored messages. Reads are noticed by no consumer. */
export class Messages {
  private readonly transport: Transport
  private readonly onMessages: OnMessages | undefined

  /** @param onMessages all that is read passes it */
  constructor(transport: Transport, onMessages?: OnMessages) {
    this.transport = transport
    this.onMessages = onMessages
  }

  /** One page of a queue from an offset on. @throws RocketmqError, or the signal's reason */
  async pull(server: Server, query: PullQuery, options: CallOptions = {}): Promise<PullResult> {
    const header = {
      topic: query.topicName,
      queueId: query.queueId,
      queueOffset: query.queueOffset,
      maxMsgNums: query.maxMessages,
      subscription: query.expression ?? '*',
      expressionType: query.expressionType ?? ('TAG' as const),
    }
    const { value } = await this.transport.pull(server, pullMessage, header, options)
    return {
      status: STATUS_BY_CODE.get(value.code) ?? 'NOT_FOUND',
      nextOffset: value.nextBeginOffset,
      minOffset: value.minOffset,
      maxOffset: value.maxOffset,
      messages: await this.passed(value.messages),
      damagedBytes: value.damagedBytes,
    }
  }

  /**
   * The message at a place of a server's commit log. The server hands out whatever bytes are there, so they are taken for
   * a message only when they say that this is their place and, if a topic is given, their topic.
   *
   * @returns null when no such message is there: never was, or deleted by now
   * @throws RocketmqError, or the signal's reason
   */
  async viewById(
    server: Server,
    query: { commitLogOffset: bigint; topicName?: string },
    options: CallOptions = {},
  ): Promise<StoredMessage | null> {
    const { commitLogOffset, topicName } = query
    const header = { offset: commitLogOffset, ...(topicName === undefined ? {} : { topic: topicName }) }
    let messages: StoredMessage[]
    try {
      messages = (await this.transport.pull(server, viewMessageById, header, options)).value
    } catch (error) {
      if (isNothingThere(error)) return null
      throw error
    }
    const message = messages[0]
    if (message?.commitLogOffset !== commitLogOffset) return null
    if (topicName !== undefined && message.topicName !== topicName) return null
    const [passed = null] = await this.passed([message])
    return passed
  }

  /**
   * Messages whose index entry has the hash of a key, oldest first; strangers with the same hash among them.
   *
   * @throws RocketmqError, or the signal's reason
   */
  async queryByKey(server: Server, query: KeyQuery, options: CallOptions = {}): Promise<StoredMessage[]> {
    const ask = async (indexType: 'K' | 'U' | undefined) => {
      const header = {
        topic: query.topicName,
        key: query.key,
        maxNum: query.maxMessages,
        beginTimestamp: query.from.getTime(),
        endTimestamp: query.to.getTime(),
        ...(indexType === undefined ? {} : { indexType }),
      }
      return (await this.transport.pull(server, queryMessage, header, options)).value
    }
    const messages = await ask(query.indexType)
    // Some 5.4+ brokers index unique ids under K only (protocol notes §4.6).
    return this.passed(messages.length === 0 && query.indexType === 'U' ? await ask('K') : messages)
  }

  /**
   * Stores one message in a queue of a master, once: an outcome that is unknown may be a message that is stored.
   *
   * @throws RangeError when a property holds a separator; the signal's reason when it was aborted before the request left
   */
  send(
    server: Pick<Server, 'address'>,
    message: MessageToSend,
    options: CallOptions = {},
  ): Promise<WriteOutcome<SendResult>> {
    return this.transport.writeOnce(server, sendMessageV2, message, options)
  }

  private async passed(messages: StoredMessage[]): Promise<StoredMessage[]> {
    return this.onMessages && messages.length > 0 ? this.onMessages(messages) : messages
  }
}

/** Brokers have no response code of its own for it: 1, like every inner failure, with this remark (4.9.7 to 5.5.0). */
function isNothingThere(error: unknown): boolean {
  return (
    error instanceof BrokerError &&
    error.responseCode === ResponseCode.SYSTEM_ERROR &&
    error.remark.startsWith('can not find message by the offset')
  )
}
