import { consumeMessageDirectly } from '../requests/consume-message-directly.ts'
import { getAllProducerInfo } from '../requests/get-all-producer-info.ts'
import { getConsumerRunningInfo } from '../requests/get-consumer-running-info.ts'
import { type RunningInfo, toRunningInfo } from './running-info.ts'
import type { CallOptions, Server } from './server.ts'
import { dateOrNull } from './time.ts'
import type { Transport } from './transport.ts'
import { versionName } from './version-name.ts'

export type { RunningInfo } from './running-info.ts'

export interface ProducerClient {
  producerGroup: string
  clientId: string
  /** `host:port` as the broker sees it. */
  address: string
  /** RocketMQ's name: JAVA, GO, HTTP … */
  language: string
  /** Like `5.5.0`, empty when the ordinal names none. */
  version: string
  versionOrdinal: number
  /** Its last heartbeat by the broker's clock. */
  lastSeenAt: Date | null
}

/** What a listener did with one message. Null: the client's library does not say. */
export interface DirectConsumption {
  /** CR_SUCCESS, CR_LATER, CR_THROW_EXCEPTION … */
  result: string | null
  remark: string | null
  spentMs: number | null
  isOrdered: boolean | null
}

/** Client processes, as brokers see them. Consumers of a group: `Groups.getConnection`. */
export class Clients {
  private readonly transport: Transport

  constructor(transport: Transport) {
    this.transport = transport
  }

  /**
   * Producers that are connected to this broker, without those that every client has for its own use.
   *
   * @throws RocketmqError (BrokerError 3 where the broker cannot tell: 4.9 before 4.9.7), or the signal's reason
   */
  async listProducers(server: Pick<Server, 'address'>, options: CallOptions = {}): Promise<ProducerClient[]> {
    const { value } = await this.transport.toBroker(server, getAllProducerInfo, undefined, options)
    return value
      .filter(({ producerGroup }) => !isInnerProducer(producerGroup))
      .map(({ remoteIP, version, lastUpdateTimestamp, ...client }) => ({
        ...client,
        address: remoteIP.replace(/^\//, ''),
        version: versionName(version),
        versionOrdinal: version,
        lastSeenAt: dateOrNull(lastUpdateTimestamp),
      }))
  }

  /**
   * What one consumer does, in its own words: the broker asks it and waits up to 10 s, so this takes 12 s unless told
   * otherwise. gRPC clients mostly never answer.
   *
   * @param query.withStack hundreds of kB from a small client
   * @throws RocketmqError (BrokerError 1 when the client is not connected to this broker, 207 when it did not answer the
   * broker), or the signal's reason
   */
  async getRunningInfo(
    server: Pick<Server, 'address'>,
    query: { groupName: string; clientId: string; withStack: boolean },
    options: CallOptions = {},
  ): Promise<RunningInfo> {
    const header = { consumerGroup: query.groupName, clientId: query.clientId, jstackEnable: query.withStack }
    const { value } = await this.transport.toClient(server, getConsumerRunningInfo, header, options)
    return toRunningInfo(value)
  }

  /**
   * Has one consumer consume one message that this broker stores, and waits for what its listener says: the broker up to 10 s. Sent
   * once. No offset moves.
   *
   * @throws RocketmqError (BrokerError 1 when the client is not connected to this broker, 207 when it did not answer the
   * broker, and may still be at work), or the signal's reason
   */
  async consumeDirectly(
    server: Pick<Server, 'address'>,
    query: { groupName: string; clientId: string; offsetMsgId: string; topicName: string },
    options: CallOptions = {},
  ): Promise<DirectConsumption> {
    const header = {
      consumerGroup: query.groupName,
      clientId: query.clientId,
      msgId: query.offsetMsgId,
      topic: query.topicName,
    }
    const { value } = await this.transport.toClient(server, consumeMessageDirectly, header, options)
    return {
      result: value.consumeResult,
      remark: value.remark,
      spentMs: value.spentTimeMills === null ? null : Number(value.spentTimeMills),
      isOrdered: value.order,
    }
  }
}

function isInnerProducer(producerGroup: string): boolean {
  return producerGroup === 'CLIENT_INNER_PRODUCER' || producerGroup.startsWith('_INNER_TRACE_PRODUCER')
}
