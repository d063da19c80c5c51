import { getEarliestMsgStoretime } from '../requests/get-earliest-msg-storetime.ts'
import { getMaxOffset } from '../requests/get-max-offset.ts'
import { getMinOffset } from '../requests/get-min-offset.ts'
import { searchOffsetByTimestamp } from '../requests/search-offset-by-timestamp.ts'
import type { CallOptions, Server } from './server.ts'
import type { Transport } from './transport.ts'

/** A queue of the broker that is asked. */
export interface QueueOfBroker {
  topicName: string
  queueId: number
}

/** Positions in queues. A queue that does not exist is not an error to brokers: it has offset 0. */
export class Offsets {
  private readonly transport: Transport

  constructor(transport: Transport) {
    this.transport = transport
  }

  /** End of a queue: the offset that the next message will get. @throws RocketmqError, or the signal's reason */
  async getMax(server: Server, queue: QueueOfBroker, options: CallOptions = {}): Promise<bigint> {
    const answer = await this.transport.toBroker(server, getMaxOffset, toHeader(queue), options)
    return answer.value
  }

  /** Oldest offset that has not been deleted. @throws RocketmqError, or the signal's reason */
  async getMin(server: Server, queue: QueueOfBroker, options: CallOptions = {}): Promise<bigint> {
    const answer = await this.transport.toBroker(server, getMinOffset, toHeader(queue), options)
    return answer.value
  }

  /**
   * Where in a queue a store time is, as exactly as the broker can say. On 5.1+: with LOWER (the default) the first message
   * stored at or after it, or the end of the queue; with UPPER the last one stored at or before it, or the beginning. On 4.9
   * the message stored nearest to it, on either side: compare the times of its neighbours.
   *
   * @throws RocketmqError, or the signal's reason
   */
  async searchByTime(
    server: Server,
    query: QueueOfBroker & { at: Date; boundary?: 'LOWER' | 'UPPER' },
    options: CallOptions = {},
  ): Promise<bigint> {
    const header = {
      ...toHeader(query),
      timestamp: query.at.getTime(),
      ...(query.boundary === undefined ? {} : { boundaryType: query.boundary }),
    }
    const answer = await this.transport.toBroker(server, searchOffsetByTimestamp, header, options)
    return answer.value
  }

  /** Store time of the oldest message, null in an empty queue. @throws RocketmqError, or the signal's reason */
  async getEarliestStoreTime(server: Server, queue: QueueOfBroker, options: CallOptions = {}): Promise<Date | null> {
    const { value } = await this.transport.toBroker(server, getEarliestMsgStoretime, toHeader(queue), options)
    return value > 0n ? new Date(Number(value)) : null
  }
}

function toHeader({ topicName, queueId }: QueueOfBroker): { topic: string; queueId: number } {
  return { topic: topicName, queueId }
}
