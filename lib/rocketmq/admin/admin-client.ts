import type { AddressMapping } from '../remoting/address.ts'
import type { TlsOptions } from '../remoting/open-socket.ts'
import { Pool, type PoolMeter } from '../remoting/pool.ts'
import { Brokers } from './brokers.ts'
import { Clients } from './clients.ts'
import { Cluster } from './cluster.ts'
import { Controllers } from './controllers.ts'
import { Groups } from './groups.ts'
import { Messages, type OnMessages } from './messages.ts'
import { NameServers } from './name-servers.ts'
import { Offsets } from './offsets.ts'
import { Roles } from './roles.ts'
import { Topics } from './topics.ts'
import { Transport } from './transport.ts'

export interface AdminClientOptions {
  /** `host:port` each. */
  nameServers: string[]
  credentials?: { accessKey: string; secretKey: string }
  /** Absent: plain TCP. */
  tls?: TlsOptions
  /** From addresses as brokers announce them to addresses that can be dialled from here. */
  addressMap?: AddressMapping[]
  /** Send admin requests to brokers' port − 2. */
  useVipChannel?: boolean
  connectTimeoutMs?: number
  /** Of every call that brings none of its own. */
  requestTimeoutMs?: number
  /** Budget of admin requests per broker; none by default. Pulls and what is relayed to clients (307) are not counted. */
  requestsPerSecondPerBroker?: number
  /** Per connection; the rest waits in fair turns. */
  maxInFlight?: number
  /** Told of every request and every byte. */
  meter?: PoolMeter
  /** Every stored message that is read passes it, whoever reads and why. */
  onMessages?: OnMessages
}

const DEFAULT_REQUEST_TIMEOUT_MS = 2_500

/**
 * A RocketMQ admin client: what an operator does, by noun. Connects when first used and dials nothing but the given name
 * servers and the servers that its caller hands in.
 *
 * Reads are tried a second time on a dropped connection; writes are sent once. Every call ends by its deadline.
 */
export class AdminClient {
  readonly cluster: Cluster
  readonly nameServers: NameServers
  readonly topics: Topics
  readonly groups: Groups
  readonly clients: Clients
  readonly brokers: Brokers
  readonly controllers: Controllers
  readonly offsets: Offsets
  readonly messages: Messages
  readonly roles: Roles
  private readonly pool: Pool

  constructor(options: AdminClientOptions) {
    const { nameServers, addressMap = [], requestTimeoutMs, useVipChannel, onMessages, ...poolOptions } = options
    this.pool = new Pool(poolOptions)
    const transport = new Transport(this.pool, {
      requestTimeoutMs: requestTimeoutMs ?? DEFAULT_REQUEST_TIMEOUT_MS,
      useVipChannel: useVipChannel ?? false,
    })
    this.cluster = new Cluster(transport, nameServers, addressMap)
    this.nameServers = new NameServers(transport, addressMap)
    this.topics = new Topics(transport, addressMap)
    this.groups = new Groups(transport)
    this.clients = new Clients(transport)
    this.brokers = new Brokers(transport)
    this.controllers = new Controllers(transport)
    this.offsets = new Offsets(transport)
    this.messages = new Messages(transport, onMessages)
    this.roles = new Roles(transport)
  }

  /** Ends all connections. What is under way fails as closed. */
  close(): void {
    this.pool.close()
  }
}
