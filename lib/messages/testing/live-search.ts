import net from 'node:net'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { InventoryCache } from '#lib/clusters/inventory.ts'
import { answerSearch } from '#lib/messages/answer-search.ts'
import { type MessagePage, MessageQuery } from '#lib/messages/schema.ts'
import { openSearch } from '#lib/messages/search-query.ts'
import { AdminClient, type AdminClientOptions } from '#lib/rocketmq/admin/admin-client.ts'
import { masterServers } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { Pool } from '#lib/rocketmq/remoting/pool.ts'
import { RequestCode } from '#lib/rocketmq/request-code.ts'
import { type SentMessage, sendMessage, type TestMessage } from '#lib/rocketmq/testing/send-message.ts'
import { wholeScope } from '#lib/users/read-scope.ts'

/** What tests need to know of a running cluster. */
export interface RunningCluster {
  nameServers: string[]
  admin: { accessKey: string; secretKey: string } | null
}

/** Searches of a real cluster, with cursors, without users and database. */
export class LiveSearch {
  readonly admin: AdminClient
  readonly cluster: LiveCluster
  masters: Server[] = []
  private readonly pool: Pool

  constructor({ nameServers, admin: account }: RunningCluster, more: Partial<AdminClientOptions> = {}) {
    process.env.APOGEE_SECRET ??= 'only-for-tests-only-for-tests-only-for-tests'
    const credentials = account ? { credentials: account } : {}
    this.admin = new AdminClient({ nameServers, ...credentials, ...more })
    this.pool = new Pool(credentials)
    const rememberedMasters = async () => []
    const inventory = new InventoryCache({ admin: this.admin, nameServers, clusterNames: null, rememberedMasters })
    const cluster = {
      clusterId: 'rmq-aaaaaaaa',
      name: 'lab',
      clusterNames: null,
      proxies: [],
      traceTopics: ['RMQ_SYS_TRACE_TOPIC'],
      pageTimeoutMs: 2_000,
      admin: this.admin,
      scope: wholeScope,
      getInventory: (options?: Parameters<InventoryCache['get']>[0]) => inventory.get(options),
      getWholeInventory: (options?: Parameters<InventoryCache['get']>[0]) => inventory.get(options),
    }
    this.cluster = cluster as unknown as LiveCluster // searches use no more of it than this
  }

  /** @returns the masters that have the topic now */
  async createTopic(topicName: string, queues: number): Promise<Server[]> {
    this.masters = masterServers(await this.admin.cluster.get())
    const config = { topicName, readQueueNums: queues, writeQueueNums: queues, perm: 6, order: false, attributes: {} }
    const { failed, unknown } = await this.admin.topics.create(this.masters, config)
    if (failed.length + unknown.length > 0) throw new Error(`${topicName} was not created everywhere`)
    await this.cluster.getInventory({ fresh: true })
    return this.masters
  }

  send(server: Server, message: TestMessage): Promise<SentMessage> {
    return sendMessage(this.pool, server.address, message)
  }

  /** Makes a group known, as consumers do not while nobody is online: code 200. */
  async createGroup(server: Server, groupName: string): Promise<void> {
    const config = { groupName, consumeEnable: true, retryQueueNums: 1, retryMaxTimes: 16 }
    await this.order(server, RequestCode.UPDATE_AND_CREATE_SUBSCRIPTIONGROUP, {}, Buffer.from(JSON.stringify(config)))
  }

  /** Takes part in a topic as a group that has consumed up to an offset: code 15. */
  async commitOffset(
    server: Server,
    given: { topicName: string; queueId: number; groupName: string; offset: bigint },
  ): Promise<void> {
    await this.order(server, RequestCode.UPDATE_CONSUMER_OFFSET, {
      consumerGroup: given.groupName,
      topic: given.topicName,
      queueId: `${given.queueId}`,
      commitOffset: `${given.offset}`,
    })
  }

  /** What a consumer does that has failed: code 36. Level −1 is the dead-letter topic. */
  async sendBack(
    server: Server,
    given: { commitLogOffset: bigint; topicName: string; groupName: string; delayLevel: number },
  ): Promise<void> {
    await this.order(server, RequestCode.CONSUMER_SEND_MSG_BACK, {
      offset: `${given.commitLogOffset}`,
      group: given.groupName,
      delayLevel: `${given.delayLevel}`,
      originTopic: given.topicName,
      unitMode: 'false',
      maxReconsumeTimes: '16',
    })
  }

  /** Is a client of a group that subscribes to a topic, as long as the connection stays: code 34. */
  async heartbeat(
    server: Server,
    given: {
      topicName: string
      groupName: string
      expression: string
      expressionType?: 'TAG' | 'SQL92'
      consumeType?: string
    },
  ): Promise<void> {
    const subscription = {
      topic: given.topicName,
      subString: given.expression,
      expressionType: given.expressionType ?? 'TAG',
      subVersion: Date.now(),
      tagsSet: given.expression === '*' ? [] : [given.expression],
      codeSet: [],
      classFilterMode: false,
    }
    const consumer = {
      groupName: given.groupName,
      consumeType: given.consumeType ?? 'CONSUME_PASSIVELY',
      messageModel: 'CLUSTERING',
      consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
      subscriptionDataSet: [subscription],
      unitMode: false,
    }
    const data = { clientID: `127.0.0.1@${given.groupName}`, consumerDataSet: [consumer], producerDataSet: [] }
    await this.order(server, RequestCode.HEART_BEAT, {}, Buffer.from(JSON.stringify(data)))
  }

  /** Takes messages of a queue as a consumer of a group does, and commits nothing: code 11. */
  async pull(
    server: Server,
    given: { topicName: string; queueId: number; groupName: string; queueOffset: bigint },
  ): Promise<void> {
    await this.order(server, RequestCode.PULL_MESSAGE, {
      consumerGroup: given.groupName,
      topic: given.topicName,
      queueId: `${given.queueId}`,
      queueOffset: `${given.queueOffset}`,
      maxMsgNums: '32',
      // The subscription stands in the request.
      sysFlag: '4',
      commitOffset: '0',
      suspendTimeoutMillis: '0',
      subscription: '*',
      subVersion: '0',
      expressionType: 'TAG',
    })
  }

  /** Takes messages of a queue by POP and does not acknowledge them: code 200050. 5.0+. */
  async pop(
    server: Server,
    given: { topicName: string; queueId: number; groupName: string; invisibleMs: number },
  ): Promise<void> {
    await this.order(server, RequestCode.POP_MESSAGE, {
      consumerGroup: given.groupName,
      topic: given.topicName,
      queueId: `${given.queueId}`,
      maxMsgNums: '32',
      invisibleTime: `${given.invisibleMs}`,
      pollTime: '5000',
      bornTime: `${Date.now()}`,
      initMode: '0',
      expType: 'TAG',
      exp: '*',
    })
  }

  private async order(
    server: Server,
    code: number,
    extFields: Record<string, string>,
    body = Buffer.alloc(0),
  ): Promise<void> {
    const request = { code, extFields, body }
    const { command } = await this.pool.send(server.address, 'admin', request, { timeoutMs: 10_000, isWrite: true })
    if (command.code !== 0) throw new Error(`${server.address} answered ${command.code}: ${command.remark}`)
  }

  /** One page, asked for as over HTTP. */
  async query(given: Record<string, string | number>): Promise<MessagePage> {
    const texts = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]))
    const now = new Date()
    const search = openSearch(this.cluster.clusterId, MessageQuery.parse(texts), now)
    const signal = new AbortController().signal
    return answerSearch(
      { cluster: this.cluster, caller: 'test', signal, deadline: AbortSignal.timeout(30_000) },
      search,
      { withBody: true, now },
    )
  }

  /** All pages by their cursors. */
  async queryAll(given: Record<string, string | number>): Promise<MessagePage[]> {
    const pages = [await this.query(given)]
    for (let cursor = pages[0]?.cursor; cursor; cursor = pages.at(-1)?.cursor) {
      pages.push(await this.query({ cursor, ...(given.pageSize !== undefined && { pageSize: given.pageSize }) }))
    }
    return pages
  }

  close(): void {
    this.admin.close()
    this.pool.close()
  }
}

/** Stands before a server and can be switched off, as if the server had died. */
export async function startForwarder(address: string): Promise<{ address: string; stop: () => Promise<void> }> {
  const [host, port] = address.split(':')
  const sockets = new Set<net.Socket>()
  const server = net.createServer((near) => {
    const far = net.connect({ host, port: Number(port) })
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port: own } = server.address() as net.AddressInfo // it listens on TCP
  const stop = () => {
    for (const socket of sockets) socket.destroy()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { address: `127.0.0.1:${own}`, stop }
}
