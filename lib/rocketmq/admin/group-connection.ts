import type { ConsumerConnectionBody } from '../requests/get-consumer-connection-list.ts'
import { type SubscriptionData, toSubscriptionData } from './subscription-data.ts'
import { versionName } from './version-name.ts'

/** What one server knows of a group that is connected to it. */
export interface GroupConnection {
  clients: GroupClient[]
  /** One per topic, of whichever client spoke last: see `Clients.getRunningInfo` for what each client says. */
  subscriptions: SubscriptionData[]
  /** CONSUME_ACTIVELY, CONSUME_PASSIVELY or CONSUME_POP. */
  consumeType: string
  /** CLUSTERING or BROADCASTING. */
  messageModel: string
  consumeFromWhere: string | null
}

export interface GroupClient {
  clientId: string
  /** `host:port` as the server sees it; a proxy in between is what it sees. */
  address: string
  /** RocketMQ's name: JAVA, GO, HTTP … */
  language: string
  /** Like `5.5.0`, empty when the ordinal names none. */
  version: string
  versionOrdinal: number
}

export function toGroupConnection(body: ConsumerConnectionBody): GroupConnection {
  return {
    clients: body.connections.map(({ clientId, clientAddr, language, version }) => ({
      clientId,
      address: clientAddr,
      language,
      version: versionName(version),
      versionOrdinal: version,
    })),
    subscriptions: body.subscriptions.map(toSubscriptionData),
    consumeType: body.consumeType,
    messageModel: body.messageModel,
    consumeFromWhere: body.consumeFromWhere,
  }
}
