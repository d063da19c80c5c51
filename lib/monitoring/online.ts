import type { GroupClient, GroupConnection } from '#lib/rocketmq/admin/group-connection.ts'
import type { SubscriptionData } from '#lib/rocketmq/admin/groups.ts'
import { RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'

/** Who was asked about a group's clients (203), and what came back. */
export interface ServerAnswer {
  /** `brokerName` of a master, or the name of a proxy. */
  name: string
  kind: 'broker' | 'proxy'
  /** Null: no client there. Undefined: it did not answer. */
  connection: GroupConnection | null | undefined
}

export interface OnlineClient extends GroupClient {
  protocol: 'remoting' | 'grpc'
  brokers: string[]
  proxies: string[]
}

/** The clients of a group over all brokers and proxies. */
export interface Online {
  /** Milliseconds since the epoch. */
  askedAt: number
  brokersAsked: number
  clients: OnlineClient[]
  /** By topic, retry topics included: of whichever client spoke last. */
  subscriptions: ReadonlyMap<string, SubscriptionData>
  consumeTypes: ReadonlySet<string>
  messageModels: ReadonlySet<string>
  /** Names of those that did not answer. */
  silent: string[]
}

/** Client ids of gRPC SDKs end with process number, counter and a time in base 36; remoting clients have none of it. */
const GRPC_CLIENT_ID = /@\d+@\d+@[0-9a-z]+$/i

/**
 * gRPC or remoting? Brokers and proxies do not say. The id decides: gRPC SDKs make theirs in one form that remoting clients do not
 * use, also behind a proxy in local mode, where a broker lists both.
 */
export function protocolOf({ clientId }: { clientId: string }): OnlineClient['protocol'] {
  return GRPC_CLIENT_ID.test(clientId) ? 'grpc' : 'remoting'
}

/** One client is one process, however many servers it is connected to. */
export function joinOnline(answers: readonly ServerAnswer[], askedAt: number): Online {
  const clients = new Map<string, OnlineClient>()
  const subscriptions = new Map<string, SubscriptionData>()
  const consumeTypes = new Set<string>()
  const messageModels = new Set<string>()
  for (const { name, kind, connection } of answers) {
    if (!connection) continue
    consumeTypes.add(connection.consumeType)
    messageModels.add(connection.messageModel)
    for (const subscription of connection.subscriptions) {
      const known = subscriptions.get(subscription.topicName)
      if (!known || subscription.subVersion > known.subVersion) subscriptions.set(subscription.topicName, subscription)
    }
    for (const client of connection.clients) {
      const known = clients.get(client.clientId) ?? {
        ...client,
        protocol: protocolOf(client),
        brokers: [],
        proxies: [],
      }
      if (kind === 'broker') known.brokers.push(name)
      else known.proxies.push(name)
      clients.set(client.clientId, known)
    }
  }
  return {
    askedAt,
    brokersAsked: answers.filter(({ kind }) => kind === 'broker').length,
    clients: [...clients.values()].sort((a, b) => (a.clientId < b.clientId ? -1 : 1)),
    subscriptions,
    consumeTypes,
    messageModels,
    silent: answers.filter(({ connection }) => connection === undefined).map(({ name }) => name),
  }
}

/** How the group consumes. gRPC consumers always POP; remoting ones where they were told to (`popTopics`). */
export function typeOf(online: Online, isTold: boolean): 'PUSH' | 'PULL' | 'POP' | null {
  if (online.clients.length === 0) return null
  if (isTold || online.consumeTypes.has('CONSUME_POP')) return 'POP'
  if (online.clients.some(({ protocol }) => protocol === 'grpc')) return 'POP'
  return online.consumeTypes.has('CONSUME_PASSIVELY') ? 'PUSH' : 'PULL'
}

export function modelOf({ messageModels }: Online): 'CLUSTERING' | 'BROADCASTING' | null {
  if (messageModels.has('BROADCASTING')) return 'BROADCASTING'
  return messageModels.size > 0 ? 'CLUSTERING' : null
}

/** What it subscribes to by its own choice: every remoting consumer also reads its retry topic. */
export const ownSubscriptions = (subscriptions: Iterable<SubscriptionData>) =>
  [...subscriptions]
    .filter(({ topicName }) => !topicName.startsWith(RETRY_PREFIX))
    .sort((a, b) => (a.topicName < b.topicName ? -1 : 1))
