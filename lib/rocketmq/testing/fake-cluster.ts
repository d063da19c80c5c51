import type { Command } from '../codec/command.ts'
import { signRequest } from '../codec/sign.ts'
import { RequestCode } from '../request-code.ts'
import { ResponseCode } from '../response-code.ts'
import { refuse, reply } from './fake-answers.ts'
import { clusterInfoBody, topicRouteBody } from './fake-bodies.ts'
import { FakeBroker, type Handler, type Handlers } from './fake-broker.ts'
import type { FakeGroupParts } from './fake-group.ts'
import { groupHandlers } from './fake-group-handlers.ts'
import { groupWriteHandlers } from './fake-group-write-handlers.ts'
import { type FakeMessage, type FakeMessageParts, FakeStore, type FakeTopic } from './fake-store.ts'
import { storeHandlers } from './fake-store-handlers.ts'

/*
 * A whole cluster in memory, on real sockets:
 *
 *   const cluster = await startFakeCluster({ brokers: 2, topics: ['orders', { topicName: 'pay', writeQueueNums: 4 }] })
 *   const admin = new AdminClient({ nameServers: cluster.nameServers })
 *   cluster.broker('broker-a').putMessage({ topicName: 'orders', body: '{}', keys: 'o-1' })
 *   const { store } = cluster.broker('broker-a')
 *   store.putGroup({ groupName: 'billing', offsets: { orders: { 0: 5n } }, clients: ['10.0.0.1@1'], subscriptions: ['orders'] })
 *   store.putEnds('orders', 0, { maxOffset: 9n })                                    // a queue without the cost of messages
 *   cluster.broker('broker-b').server.pause()                                        // bad weather: see fake-answers.ts
 *   cluster.broker('broker-b').server.on(RequestCode.GET_ALL_TOPIC_CONFIG, absurdLength)
 *   cluster.requestCount                                                             // what it all cost
 *   await cluster.stop()
 *
 * It answers 106, 105, 206, 100 to 102, 216, 319 (name server) and 28, 25, 26, 21, 202, 300, 305, 29 to 33, 11, 12, 17, 310, 215, 200,
 * 201, 207, 43, 14, 15, 203, 208, 222, 303, 307, 328, 345, 402, 907, 61, 315 (brokers); what is created by 17 is seen by all
 * others, and the name server knows no other routes than what the brokers hold. Everything else gets code 3.
 */

export interface FakeClusterOptions {
  /** Masters: broker-a, broker-b … Default 1. */
  brokers?: number
  /** A slave (brokerId 1) beside each master, with the same topics and no messages. */
  slaves?: boolean
  clusterName?: string
  /** Name servers, all of which know the same brokers. Default 1. */
  nameServers?: number
  /** On every broker. */
  topics?: readonly FakeTopic[]
  systemTopics?: readonly string[]
  /** On every broker. */
  groups?: readonly FakeGroupParts[]
  /** Added to the runtime info (28) and settings (26) of each broker. */
  runtime?: Readonly<Record<string, string>>
  config?: Readonly<Record<string, string>>
  /** Brokers then refuse what is not signed with these, as ACL 2.0 does. */
  credentials?: { accessKey: string; secretKey: string }
  tls?: boolean
}

export interface FakeClusterBroker {
  brokerName: string
  brokerId: number
  clusterName: string
  address: string
  server: FakeBroker
  store: FakeStore
  putMessage(message: FakeMessageParts): FakeMessage
}

export interface FakeCluster {
  clusterName: string
  nameServer: FakeBroker
  /** Beside that one. */
  otherNameServers: FakeBroker[]
  /** Their key-value store, by `namespace key`. */
  kvConfigs: Map<string, string>
  /** For `new AdminClient({ nameServers })`. */
  nameServers: string[]
  /** Masters first, then slaves. */
  brokers: FakeClusterBroker[]
  /** The master of that name. */
  broker(brokerName: string): FakeClusterBroker
  /** Requests received by all brokers and name servers so far. */
  readonly requestCount: number
  stop(): Promise<void>
}

export async function startFakeCluster(options: FakeClusterOptions = {}): Promise<FakeCluster> {
  const clusterName = options.clusterName ?? 'DefaultCluster'
  const names = Array.from({ length: options.brokers ?? 1 }, (_, index) => `broker-${nameSuffix(index)}`)
  const start = (brokerName: string, brokerId: number) => startBroker(options, clusterName, brokerName, brokerId)
  const brokers = await Promise.all([
    ...names.map((name) => start(name, 0)),
    ...(options.slaves ? names.map((name) => start(name, 1)) : []),
  ])
  const kvConfigs = new Map<string, string>()
  const startNameServer = () => FakeBroker.start(nameServerHandlers(brokers, kvConfigs), { tls: options.tls ?? false })
  const nameServer = await startNameServer()
  const otherNameServers = await Promise.all(Array.from({ length: (options.nameServers ?? 1) - 1 }, startNameServer))
  // Asked each time: tests take brokers out of the list.
  const servers = () => [nameServer, ...otherNameServers, ...brokers.map(({ server }) => server)]
  return {
    clusterName,
    nameServer,
    otherNameServers,
    kvConfigs,
    nameServers: [nameServer, ...otherNameServers].map(({ address }) => address),
    brokers,
    broker(brokerName) {
      const broker = brokers.find((candidate) => candidate.brokerName === brokerName)
      if (!broker) throw new Error(`The fake cluster has no ${brokerName}`)
      return broker
    },
    get requestCount() {
      return servers().reduce((sum, server) => sum + server.requests.length, 0)
    },
    async stop() {
      await Promise.all(servers().map((server) => server.stop()))
    },
  }
}

async function startBroker(
  options: FakeClusterOptions,
  clusterName: string,
  brokerName: string,
  brokerId: number,
): Promise<FakeClusterBroker> {
  const store = new FakeStore()
  for (const topic of [...(options.topics ?? []), ...(options.systemTopics ?? [])]) store.putTopic(topic)
  for (const group of options.groups ?? []) store.putGroup(group)
  let address = ''
  const facts = {
    brokerName,
    systemTopics: options.systemTopics ?? [],
    runtime: {
      brokerVersionDesc: 'V5_5_0',
      putTps: '0.0 0.0 0.0',
      getTransferredTps: '0.0 0.0 0.0',
      ...options.runtime,
    },
    config: { brokerClusterName: clusterName, brokerName, brokerId: String(brokerId), ...options.config },
    address: () => address,
  }
  const isServerSideReset = options.config?.useServerSideResetOffset === 'true'
  const handlers = {
    ...storeHandlers(store, facts),
    ...groupHandlers(store, { brokerName, brokerId, isServerSideReset }),
    ...groupWriteHandlers(store),
  }
  const server = await FakeBroker.start(options.credentials ? signedOnly(handlers, options.credentials) : handlers, {
    tls: options.tls ?? false,
  })
  address = server.address
  const putMessage = (message: FakeMessageParts) => store.putMessage(address, message)
  return { brokerName, brokerId, clusterName, address, server, store, putMessage }
}

function nameServerHandlers(brokers: readonly FakeClusterBroker[], kvConfigs: Map<string, string>): Handlers {
  const kvKey = ({ extFields }: Command) => `${extFields.namespace} ${extFields.key}`
  const groups = () =>
    [...new Set(brokers.map(({ brokerName }) => brokerName))].map((brokerName) => {
      const members = brokers.filter((broker) => broker.brokerName === brokerName)
      return {
        brokerName,
        clusterName: members[0]?.clusterName ?? '',
        addressById: new Map(members.map((member) => [member.brokerId, member.address])),
        configs: members[0]?.store.configs ?? new Map(),
      }
    })
  return {
    [RequestCode.GET_BROKER_CLUSTER_INFO]: () => reply({ body: clusterInfoBody(groups()) }),
    [RequestCode.GET_ALL_TOPIC_LIST_FROM_NAMESERVER]: () =>
      reply({
        body: JSON.stringify({ topicList: [...new Set(groups().flatMap(({ configs }) => [...configs.keys()]))] }),
      }),
    [RequestCode.GET_ROUTEINFO_BY_TOPIC]: ({ extFields }) => {
      const holders = groups().flatMap(({ configs, ...broker }) => {
        const config = configs.get(extFields.topic ?? '')
        return config ? [{ ...broker, config }] : []
      })
      return holders.length > 0
        ? reply({ body: topicRouteBody(holders) })
        : refuse(ResponseCode.TOPIC_NOT_EXIST, `No topic route info in name server for the topic: ${extFields.topic}`)
    },
    [RequestCode.GET_NAMESRV_CONFIG]: reply({ body: 'listenPort=9876\nproductEnvName=center\n' }),
    [RequestCode.DELETE_TOPIC_IN_NAMESRV]: reply(),
    [RequestCode.GET_KV_CONFIG]: (request) => {
      const value = kvConfigs.get(kvKey(request))
      return value === undefined
        ? refuse(ResponseCode.QUERY_NOT_FOUND, 'No config item')
        : reply({ extFields: { value } })
    },
    [RequestCode.PUT_KV_CONFIG]: (request) => {
      kvConfigs.set(kvKey(request), request.extFields.value ?? '')
      return reply()
    },
    [RequestCode.DELETE_KV_CONFIG]: (request) => {
      kvConfigs.delete(kvKey(request))
      return reply()
    },
  }
}

/** Refuses as ACL 2.0 does: code 16, whatever is asked. */
function signedOnly(handlers: Handlers, credentials: { accessKey: string; secretKey: string }): Handlers {
  const checked = Object.entries(handlers).map(([code, handler]): [string, Handler] => [
    code,
    (request) => {
      const refusal = signatureRefusal(request, credentials)
      if (refusal !== null) return refuse(ResponseCode.NO_PERMISSION, refusal)
      return typeof handler === 'function' ? handler(request) : handler
    },
  ])
  return Object.fromEntries(checked)
}

function signatureRefusal(request: Command, credentials: { accessKey: string; secretKey: string }): string | null {
  const { AccessKey, Signature } = request.extFields
  if (AccessKey === undefined) return 'username cannot be null.'
  if (AccessKey !== credentials.accessKey) return `User:${AccessKey} is not found.`
  const { Signature: right } = signRequest(request.extFields, request.body, credentials)
  return Signature === right ? null : 'check signature failed.'
}

function nameSuffix(index: number): string {
  return index < 26 ? String.fromCharCode(97 + index) : String(index + 1)
}
