import type { AddressMapping } from '../remoting/address.ts'
import type { ReplyCommand } from '../requests/define-request.ts'
import { deleteTopicInBroker } from '../requests/delete-topic-in-broker.ts'
import { deleteTopicInNamesrv } from '../requests/delete-topic-in-namesrv.ts'
import { type AllTopicConfigBody, getAllTopicConfig } from '../requests/get-all-topic-config.ts'
import { getAllTopicListFromNameserver } from '../requests/get-all-topic-list-from-nameserver.ts'
import { getRouteinfoByTopic } from '../requests/get-routeinfo-by-topic.ts'
import { getSystemTopicListFromBroker } from '../requests/get-system-topic-list-from-broker.ts'
import { getTopicStatsInfo } from '../requests/get-topic-stats-info.ts'
import { queryTopicConsumeByWho } from '../requests/query-topic-consume-by-who.ts'
import { updateAndCreateTopic } from '../requests/update-and-create-topic.ts'
import { type Broker, toBroker } from './cluster-info.ts'
import { LastAnswers } from './last-answers.ts'
import type { CallOptions, Server, ServerResults, WriteResults } from './server.ts'
import type { Transport } from './transport.ts'

/** A topic's settings on one broker. */
export interface TopicConfig {
  topicName: string
  readQueueNums: number
  writeQueueNums: number
  /** 4 read + 2 write + 1 inherit; in words: `permissionOf`. */
  perm: number
  order: boolean
  topicFilterType: string
  topicSysFlag: number
  /** 5.0+; empty before. */
  attributes: Readonly<Record<string, string>>
  /** 5.0+: its queues are logical ones, mapped to queues of several brokers. */
  isStatic: boolean
}

export interface NewTopicConfig {
  topicName: string
  readQueueNums: number
  writeQueueNums: number
  perm: number
  order: boolean
  attributes: Record<string, string>
  topicFilterType?: string
  topicSysFlag?: number
}

/** What one broker is to hold from now on. */
export interface TopicConfigChange {
  server: Server
  /** What it holds now: what `config` does not name is kept. */
  before: TopicConfig
  config: Partial<Omit<TopicConfig, 'topicName' | 'isStatic'>>
}

/** Where clients find a topic, as one name server tells them. */
export interface TopicRoute {
  queues: { brokerName: string; readQueueNums: number; writeQueueNums: number; perm: number; topicSysFlag: number }[]
  brokers: Broker[]
  /** `broker-a:4;broker-b:4`, only where the name server has `orderMessageEnable=true`. */
  orderTopicConf: string | null
}

export interface TopicStats {
  /** By queueId. Queues of this one broker; 5.1 and older leave out those that can only be read. */
  queues: {
    brokerName: string
    queueId: number
    minOffset: bigint
    /** The next offset to be written. */
    maxOffset: bigint
    /** Store time of the newest message, null when the queue never had one or its time is gone. */
    lastUpdateTimestamp: Date | null
  }[]
  /** Messages per second written to this broker in the last minute. Null before 5.3.3. */
  putTps: number | null
}

/** Topics: on name servers a name and a route, on each broker settings and queues of its own. */
export class Topics {
  private readonly transport: Transport
  private readonly lastConfigs = new LastAnswers<ReadonlyMap<string, TopicConfig>>()
  private readonly addressMap: readonly AddressMapping[]

  constructor(transport: Transport, addressMap: readonly AddressMapping[]) {
    this.transport = transport
    this.addressMap = addressMap
  }

  /** All names one name server knows, unordered, system topics included. @throws RocketmqError, or the signal's reason */
  async listNames(nameServer: string, options: CallOptions = {}): Promise<string[]> {
    const answer = await this.transport.toNameServer(nameServer, getAllTopicListFromNameserver, undefined, options)
    return answer.value
  }

  /** Topics that a broker made for itself. @throws RocketmqError, or the signal's reason */
  async listSystem(server: Server, options: CallOptions = {}): Promise<string[]> {
    const answer = await this.transport.toBroker(server, getSystemTopicListFromBroker, undefined, options)
    return answer.value
  }

  /**
   * Settings of every topic of each server, by name: one request per server, however many topics there are. The same map as the
   * last time while a server sends the same.
   *
   * @throws the signal's reason
   */
  listConfigs(
    servers: readonly Server[],
    options: CallOptions = {},
  ): Promise<ServerResults<ReadonlyMap<string, TopicConfig>>> {
    return this.transport.readServers(
      servers,
      async (server, call) => {
        const request = {
          ...getAllTopicConfig,
          decode: (reply: ReplyCommand) =>
            this.lastConfigs.decode(server.address, reply.body, () => toTopicConfigs(getAllTopicConfig.decode(reply))),
        }
        const { value } = await this.transport.toBroker(server, request, undefined, call)
        return value
      },
      options,
    )
  }

  /** Null when no live broker has the topic. @throws RocketmqError, or the signal's reason */
  async getRoute(nameServer: string, topicName: string, options: CallOptions = {}): Promise<TopicRoute | null> {
    const header = { topic: topicName }
    const { value: route } = await this.transport.toNameServer(nameServer, getRouteinfoByTopic, header, options)
    return (
      route && {
        queues: route.queueDatas,
        brokers: route.brokerDatas.map((data) => toBroker(data, this.addressMap)),
        orderTopicConf: route.orderTopicConf,
      }
    )
  }

  /** @throws RocketmqError (BrokerError 17 when the broker has no such topic), or the signal's reason */
  async getStats(server: Server, topicName: string, options: CallOptions = {}): Promise<TopicStats> {
    const { value } = await this.transport.toBroker(server, getTopicStatsInfo, { topic: topicName }, options)
    return {
      queues: value.offsets
        .map(({ topic: _, lastUpdateTimestamp, ...queue }) => ({
          ...queue,
          lastUpdateTimestamp: lastUpdateTimestamp > 0 ? new Date(lastUpdateTimestamp) : null,
        }))
        .sort((a, b) => a.queueId - b.queueId),
      putTps: value.topicPutTps,
    }
  }

  /**
   * Creates a topic on each given master, or replaces its settings there. Sent once to each; never to a slave, which would
   * say SUCCESS and forget it.
   *
   * @throws RangeError when an attribute cannot be written on the wire, or the signal's reason before anything was sent
   */
  create(servers: readonly Server[], config: NewTopicConfig, options: CallOptions = {}): Promise<WriteResults> {
    return this.transport.writeServers(
      servers,
      updateAndCreateTopic,
      {
        topic: config.topicName,
        readQueueNums: config.readQueueNums,
        writeQueueNums: config.writeQueueNums,
        perm: config.perm,
        topicFilterType: config.topicFilterType ?? 'SINGLE_TAG',
        topicSysFlag: config.topicSysFlag ?? 0,
        order: config.order,
        attributes: { set: config.attributes, remove: [] },
      },
      options,
    )
  }

  /**
   * Changes a topic's settings, on each broker from what it holds: the request replaces them as a whole, so all of them are sent;
   * attributes travel as differences (5.0+). Sent once to each; never to a slave.
   *
   * @throws RangeError when an attribute cannot be written on the wire, or the signal's reason before anything was sent
   */
  async update(changes: readonly TopicConfigChange[], options: CallOptions = {}): Promise<WriteResults> {
    const written = await Promise.all(
      changes.map(({ server, before, config }) => {
        const after = { ...before, ...config }
        return this.transport.writeServers(
          [server],
          updateAndCreateTopic,
          {
            topic: before.topicName,
            readQueueNums: after.readQueueNums,
            writeQueueNums: after.writeQueueNums,
            perm: after.perm,
            topicFilterType: after.topicFilterType,
            topicSysFlag: after.topicSysFlag,
            order: after.order,
            attributes: attributeChanges(before.attributes, after.attributes),
          },
          options,
        )
      }),
    )
    return {
      done: written.flatMap(({ done }) => done),
      failed: written.flatMap(({ failed }) => failed),
      unknown: written.flatMap(({ unknown }) => unknown),
    }
  }

  /**
   * Deletes a topic from each given master: its settings, its queues, on 5.x also the offsets of all groups of it.
   *
   * @throws the signal's reason before anything was sent
   */
  deleteFromBrokers(servers: readonly Server[], topicName: string, options: CallOptions = {}): Promise<WriteResults> {
    return this.transport.writeServers(servers, deleteTopicInBroker, { topic: topicName }, options)
  }

  /**
   * Deletes the route of a topic to the brokers of one RocketMQ cluster from one name server, which keeps those of others.
   *
   * @throws RocketmqError, or the signal's reason
   */
  async deleteRoute(
    nameServer: string,
    { topicName, clusterName }: { topicName: string; clusterName: string },
    options: CallOptions = {},
  ): Promise<void> {
    await this.transport.toNameServer(nameServer, deleteTopicInNamesrv, { topic: topicName, clusterName }, options)
  }

  /**
   * Groups that subscribe to a topic at this broker now or ever committed an offset for it, unordered.
   *
   * @throws RocketmqError, or the signal's reason
   */
  async listGroups(server: Server, topicName: string, options: CallOptions = {}): Promise<string[]> {
    const answer = await this.transport.toBroker(server, queryTopicConsumeByWho, { topic: topicName }, options)
    return answer.value
  }
}

function attributeChanges(before: TopicConfig['attributes'], after: TopicConfig['attributes']) {
  const set = Object.entries(after).filter(([key, value]) => before[key] !== value)
  return { set: Object.fromEntries(set), remove: Object.keys(before).filter((key) => !(key in after)) }
}

function toTopicConfigs({ topicConfigs, staticTopicNames }: AllTopicConfigBody): ReadonlyMap<string, TopicConfig> {
  const areStatic = new Set(staticTopicNames)
  return new Map(
    topicConfigs.map((config) => [config.topicName, { ...config, isStatic: areStatic.has(config.topicName) }]),
  )
}
