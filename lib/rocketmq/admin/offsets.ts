import { getEarliestMsgStoretime } from '../requests/get-earliest-msg-storetime.ts'
import { getMaxOffset } from '../requests/get-max-offset.ts'
import { getMinOffset } from '../requests/get-min-offset.ts'
import { invokeBrokerToResetOffset } from '../requests/invoke-broker-to-reset-offset.ts'
import { searchOffsetByTimestamp } from '../requests/search-offset-by-timestamp.ts'
import { updateConsumerOffset } from '../requests/update-consumer-offset.ts'
import type { CallOptions, Server, WriteOutcome } from './server.ts'
import type { Transport } from './transport.ts'

/** A queue of the broker that is asked. */
export interface QueueOfBroker {
  topicName: string
  queueId: number
}

/** A queue and the group that stands in it. */
export interface QueueOfGroup extends QueueOfBroker {
  groupName: string
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

  /**
   * Commits an offset as a consumer of the group would. For groups without clients: a running one commits its own over it.
   * A broker that took it may still ignore it (5.1+, while a reset waits): read it back.
   */
  commit(
    server: Server,
    { groupName, queueOffset, ...queue }: QueueOfGroup & { queueOffset: bigint },
    options: CallOptions = {},
  ): Promise<WriteOutcome<void>> {
    const header = { consumerGroup: groupName, ...toHeader(queue), commitOffset: queueOffset }
    return this.transport.writeOnce(server, updateConsumerOffset, header, options)
  }

  /**
   * Sets one queue of a group to an offset, on a broker with `useServerSideResetOffset`: whoever pulls next goes on there, a
   * client that is online now or one that starts later.
   */
  async reset(
    server: Server,
    { groupName, queueOffset, ...queue }: QueueOfGroup & { queueOffset: bigint },
    options: CallOptions = {},
  ): Promise<WriteOutcome<void>> {
    const header = { ...toHeader(queue), group: groupName, timestamp: 0, isForce: true, offset: queueOffset }
    const outcome = await this.transport.writeOnce(server, invokeBrokerToResetOffset, header, options)
    return outcome.state === 'done' ? { state: 'done', value: undefined } : outcome
  }

  /**
   * Has a broker without `useServerSideResetOffset` push a reset of all write queues of a topic to the clients that are
   * connected to it, which act on it some 10 s later. Done means pushed.
   *
   * @param target.at store time; null = the end of each queue
   * @returns where the broker sends each queue
   */
  async pushReset(
    server: Server,
    { groupName, topicName, at }: { groupName: string; topicName: string; at: Date | null },
    options: CallOptions = {},
  ): Promise<WriteOutcome<ReadonlyMap<number, bigint>>> {
    const header = { topic: topicName, group: groupName, timestamp: at === null ? -1 : at.getTime(), isForce: true }
    const outcome = await this.transport.writeOnce(server, invokeBrokerToResetOffset, header, options)
    if (outcome.state !== 'done') return outcome
    return { state: 'done', value: new Map(outcome.value.offsets.map(({ queueId, offset }) => [queueId, offset])) }
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
