import { BrokerError } from '../errors.ts'
import { RequestCode } from '../request-code.ts'
import type { ReplyCommand } from '../requests/define-request.ts'
import { deleteSubscriptionGroup } from '../requests/delete-subscriptiongroup.ts'
import { getAllConsumerOffset, getAllConsumerOffsetOf } from '../requests/get-all-consumer-offset.ts'
import { getAllMessageRequestMode } from '../requests/get-all-message-request-mode.ts'
import {
  getAllSubscriptionGroupConfig,
  getAllSubscriptionGroupConfigAsWritten,
} from '../requests/get-all-subscriptiongroup-config.ts'
import { getConsumeStats } from '../requests/get-consume-stats.ts'
import { getConsumerConnectionList } from '../requests/get-consumer-connection-list.ts'
import { queryConsumeTimeSpan } from '../requests/query-consume-time-span.ts'
import { queryConsumerOffset } from '../requests/query-consumer-offset.ts'
import { querySubscriptionByConsumer } from '../requests/query-subscription-by-consumer.ts'
import { updateAndCreateSubscriptionGroup } from '../requests/update-and-create-subscriptiongroup.ts'
import { updateAndGetGroupForbidden } from '../requests/update-and-get-group-forbidden.ts'
import { ResponseCode } from '../response-code.ts'
import { type ConsumeStats, type ConsumeTimeSpan, toConsumeStats, toConsumeTimeSpan } from './consume-progress.ts'
import { type GroupConfig, toGroupConfig } from './group-config.ts'
import { changedConfig, type GroupConfigChange, newConfig } from './group-config-change.ts'
import { type GroupConnection, toGroupConnection } from './group-connection.ts'
import { LastAnswers } from './last-answers.ts'
import type { CallOptions, Server, ServerResults, WriteOutcome, WriteResults } from './server.ts'
import { type SubscriptionData, toSubscriptionData } from './subscription-data.ts'
import type { Transport } from './transport.ts'

export type { ConsumeStats, ConsumeTimeSpan } from './consume-progress.ts'
export type { GroupConfig } from './group-config.ts'
export type { GroupConfigChange, RetryPolicyChange } from './group-config-change.ts'
export type { GroupConnection } from './group-connection.ts'
export type { SubscriptionData } from './subscription-data.ts'

type Address = Pick<Server, 'address'>

/** What a group ever committed for one topic on one broker. */
export interface CommittedOffsets {
  topicName: string
  groupName: string
  /** The next offset to be consumed. Queues without a commit are absent. */
  offsetByQueueId: ReadonlyMap<number, bigint>
}

/** How remoting push consumers of a group fetch from a topic, where somebody has set it. */
export interface RequestMode {
  topicName: string
  groupName: string
  /** PULL or POP. */
  mode: string
  popShareQueueNum: number
}

/** Subscription groups: on each broker settings, committed offsets and connected clients of its own. */
export class Groups {
  private readonly transport: Transport
  private readonly lastConfigs = new LastAnswers<ReadonlyMap<string, GroupConfig>>()

  constructor(transport: Transport) {
    this.transport = transport
  }

  /**
   * Settings of every group of each server, by name: one request per server, however many groups there are. The same map as the
   * last time while a server sends the same.
   *
   * @throws the signal's reason
   */
  listConfigs(
    servers: readonly Server[],
    options: CallOptions = {},
  ): Promise<ServerResults<ReadonlyMap<string, GroupConfig>>> {
    return this.transport.readServers(
      servers,
      async (server, call) => {
        const request = {
          ...getAllSubscriptionGroupConfig,
          decode: (reply: ReplyCommand) =>
            this.lastConfigs.decode(
              server.address,
              reply.body,
              () =>
                new Map(
                  getAllSubscriptionGroupConfig.decode(reply).map((body) => [body.groupName, toGroupConfig(body)]),
                ),
            ),
        }
        const { value } = await this.transport.toBroker(server, request, undefined, call)
        return value
      },
      options,
    )
  }

  /**
   * Creates a group on each given master, or replaces its settings there as a whole: what `config` does not say gets the broker's
   * default. Sent once to each; never to a slave, which would say SUCCESS and forget it.
   *
   * @throws the signal's reason before anything was sent
   */
  create(
    servers: readonly Server[],
    config: GroupConfigChange & { groupName: string },
    options: CallOptions = {},
  ): Promise<WriteResults> {
    return this.transport.writeServers(servers, updateAndCreateSubscriptionGroup, newConfig(config), options)
  }

  /**
   * Changes settings of a group on each given master: reads what the master holds (201: it creates nothing), changes what is asked
   * for and writes the whole back, with every member that this client does not know. Between the two another client may write;
   * RocketMQ has no way to notice. A master that cannot be read or has no such group any more is not written to.
   *
   * @throws the signal's reason before anything was sent
   */
  async update(
    servers: readonly Server[],
    groupName: string,
    change: GroupConfigChange,
    options: CallOptions = {},
  ): Promise<WriteResults> {
    const read = await this.transport.readServers(
      servers,
      async (server, call) => {
        const { value } = await this.transport.toBroker(server, getAllSubscriptionGroupConfigAsWritten, undefined, call)
        const held = value.get(groupName)
        if (!held) throw noSuchGroup(server.address, groupName)
        return changedConfig(held, change)
      },
      options,
    )
    const written = await Promise.all(
      read.done.map(({ server, value }) =>
        this.transport.writeServers([server], updateAndCreateSubscriptionGroup, value, options),
      ),
    )
    return {
      done: written.flatMap(({ done }) => done),
      failed: [...read.failed, ...written.flatMap(({ failed }) => failed)],
      unknown: written.flatMap(({ unknown }) => unknown),
    }
  }

  /**
   * Forbids a group on each given master to pull from one topic, or allows it again (5.0+). Obeyed by remoting push consumers only:
   * POP and pull consumers go on. To allow one topic these brokers allow all of the group and write nothing down: what else was forbidden
   * is forbidden again at once, and the group's settings are written unchanged, so that a restart does not bring the past back.
   *
   * @throws the signal's reason before anything was sent
   */
  async setTopicReadable(
    servers: readonly Server[],
    { groupName, topicName, isReadable }: { groupName: string; topicName: string; isReadable: boolean },
    options: CallOptions = {},
  ): Promise<WriteResults> {
    const set = (server: Server, topic: string, readable: boolean) =>
      this.transport.writeOnce(server, updateAndGetGroupForbidden, { group: groupName, topic, readable }, options)
    const results: WriteResults = { done: [], failed: [], unknown: [] }
    const put = (server: Server, outcome: WriteOutcome<unknown>): boolean => {
      if (outcome.state === 'done') return true
      results[outcome.state].push({ server, error: outcome.error })
      return false
    }
    if (!isReadable) {
      await Promise.all(
        servers.map(async (server) => {
          if (put(server, await set(server, topicName, false))) results.done.push({ server })
        }),
      )
      return results
    }
    const before = await this.listConfigs(servers, options)
    results.failed.push(...before.failed)
    const allowed: Server[] = []
    await Promise.all(
      before.done.map(async ({ server, value }) => {
        const others = (value.get(groupName)?.forbiddenTopics ?? []).filter((topic) => topic !== topicName)
        if (!put(server, await set(server, topicName, true))) return
        for (const topic of others) if (!put(server, await set(server, topic, false))) return
        allowed.push(server)
      }),
    )
    const written = await this.update(allowed, groupName, {}, options)
    results.done.push(...written.done)
    results.failed.push(...written.failed)
    results.unknown.push(...written.unknown)
    return results
  }

  /**
   * Deletes a group on each given master, with what it committed there. A master that has no such group says it is done. Retry and
   * dead-letter topics stay.
   *
   * @throws the signal's reason before anything was sent
   */
  delete(servers: readonly Server[], groupName: string, options: CallOptions = {}): Promise<WriteResults> {
    return this.transport.writeServers(servers, deleteSubscriptionGroup, { groupName, cleanOffset: true }, options)
  }

  /**
   * Every offset that any group committed on each server, also of groups and topics that are gone: one request per server.
   *
   * @param options.groupNames only of these: a server answers for all, but no more than this is decoded
   * @throws the signal's reason
   */
  listOffsets(
    servers: readonly Server[],
    { groupNames, ...options }: CallOptions & { groupNames?: readonly string[] } = {},
  ): Promise<ServerResults<CommittedOffsets[]>> {
    const request = groupNames ? getAllConsumerOffsetOf(groupNames) : getAllConsumerOffset
    return this.transport.readServers(
      servers,
      async (server, call) => {
        const { value } = await this.transport.toBroker(server, request, undefined, call)
        return value.map(({ topic, group, offsetByQueueId }) => ({
          topicName: topic,
          groupName: group,
          offsetByQueueId,
        }))
      },
      options,
    )
  }

  /**
   * Clients of a group that are connected to this broker, null when there are none. A group may be online on some brokers
   * only: ask all of them, and all proxies ({@link Groups.getConnectionAtProxy}).
   *
   * @throws RocketmqError, or the signal's reason
   */
  async getConnection(server: Address, groupName: string, options: CallOptions = {}): Promise<GroupConnection | null> {
    const header = { consumerGroup: groupName }
    const { value } = await this.transport.toBroker(server, getConsumerConnectionList, header, options)
    return value && toGroupConnection(value)
  }

  /**
   * Clients of a group that are connected to a proxy, null when there are none. A proxy in cluster mode also knows those
   * of its sister proxies.
   *
   * @param address `host:port` of the proxy's remoting protocol
   * @throws RocketmqError, or the signal's reason
   */
  async getConnectionAtProxy(
    address: string,
    groupName: string,
    options: CallOptions = {},
  ): Promise<GroupConnection | null> {
    const header = { consumerGroup: groupName }
    const { value } = await this.transport.toProxy(address, getConsumerConnectionList, header, options)
    return value && toGroupConnection(value)
  }

  /**
   * Where a group stands on this broker: in one topic, or in all to which it committed; then without those that its online
   * clients do not subscribe to. A group or a topic that the broker does not know is no error: no queues.
   *
   * @throws RocketmqError, or the signal's reason
   */
  async getConsumeStats(
    server: Address,
    { groupName, topicName }: { groupName: string; topicName?: string },
    options: CallOptions = {},
  ): Promise<ConsumeStats> {
    const header = { consumerGroup: groupName, ...(topicName === undefined ? {} : { topic: topicName }) }
    const { value } = await this.transport.toBroker(server, getConsumeStats, header, options)
    return toConsumeStats(value)
  }

  /**
   * How far back in time a group is in each queue of a topic on this broker. The broker reads three messages per queue.
   *
   * @throws RocketmqError (BrokerError 17 when the broker does not have the topic), or the signal's reason
   */
  async getConsumeTimeSpans(
    server: Address,
    { groupName, topicName }: { groupName: string; topicName: string },
    options: CallOptions = {},
  ): Promise<ConsumeTimeSpan[]> {
    const header = { group: groupName, topic: topicName }
    const { value } = await this.transport.toBroker(server, queryConsumeTimeSpan, header, options)
    return value.map(toConsumeTimeSpan)
  }

  /**
   * The offset that a group committed for a queue, null when it never did. 4.9 may say 0 instead of null.
   *
   * @throws RocketmqError, or the signal's reason
   */
  async getOffset(
    server: Address,
    { groupName, topicName, queueId }: { groupName: string; topicName: string; queueId: number },
    options: CallOptions = {},
  ): Promise<bigint | null> {
    const header = { consumerGroup: groupName, topic: topicName, queueId }
    const { value } = await this.transport.toBroker(server, queryConsumerOffset, header, options)
    return value
  }

  /**
   * What a group that is connected to this broker subscribes to in a topic; null when it is not, or does not. 5.0+.
   *
   * @throws RocketmqError (BrokerError 3 before 5.0), or the signal's reason
   */
  async getSubscription(
    server: Address,
    { groupName, topicName }: { groupName: string; topicName: string },
    options: CallOptions = {},
  ): Promise<SubscriptionData | null> {
    const header = { group: groupName, topic: topicName }
    const { value } = await this.transport.toBroker(server, querySubscriptionByConsumer, header, options)
    return value && toSubscriptionData(value)
  }

  /**
   * Groups whose remoting push consumers were told to PULL or to POP. None where the broker has no such setting, which is
   * before 5.0.
   *
   * @throws RocketmqError, or the signal's reason
   */
  async listRequestModes(server: Address, options: CallOptions = {}): Promise<RequestMode[]> {
    try {
      const { value } = await this.transport.toBroker(server, getAllMessageRequestMode, undefined, options)
      return value.map(({ topic, consumerGroup, ...mode }) => ({
        topicName: topic,
        groupName: consumerGroup,
        ...mode,
      }))
    } catch (error) {
      if (error instanceof BrokerError && hasNoModes(error)) return []
      throw error
    }
  }
}

/** As a broker says it when it is asked for a group by its name. */
function noSuchGroup(address: string, groupName: string): BrokerError {
  return new BrokerError({
    address,
    requestCode: RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG,
    responseCode: ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST,
    remark: `${groupName} is not among its subscription groups`,
  })
}

/** Before 5.0 the request is unknown; later versions have this sentence for an empty answer, under the code of all failures. */
function hasNoModes({ responseCode, remark }: BrokerError): boolean {
  if (responseCode === ResponseCode.REQUEST_CODE_NOT_SUPPORTED) return true
  return responseCode === ResponseCode.SYSTEM_ERROR && remark.startsWith('No message request mode in this broker')
}
