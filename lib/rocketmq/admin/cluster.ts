import { ConnectError, RocketmqError } from '../errors.ts'
import type { AddressMapping } from '../remoting/address.ts'
import { getBrokerClusterInfo } from '../requests/get-broker-cluster-info.ts'
import { type ClusterInfo, toClusterInfo } from './cluster-info.ts'
import type { CallOptions } from './server.ts'
import type { Transport } from './transport.ts'

/** Which brokers there are. */
export class Cluster {
  private readonly transport: Transport
  private readonly nameServers: readonly string[]
  private readonly addressMap: readonly AddressMapping[]
  /** The one that answered last is asked first, so that a dead one costs its deadline only once. */
  private preferred = 0

  constructor(transport: Transport, nameServers: readonly string[], addressMap: readonly AddressMapping[]) {
    this.transport = transport
    this.nameServers = nameServers
    this.addressMap = addressMap
  }

  /**
   * The brokers as the first live name server knows them. Each has its own deadline.
   *
   * @throws RocketmqError of the last name server when none answers, or the signal's reason
   */
  async get(options: CallOptions = {}): Promise<ClusterInfo> {
    const first = this.preferred
    let lastError: RocketmqError = new ConnectError('no name server is given', { address: '' })
    for (let step = 0; step < this.nameServers.length; step++) {
      const index = (first + step) % this.nameServers.length
      try {
        const info = await this.getFrom(this.nameServers[index] ?? '', options)
        this.preferred = index
        return info
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        lastError = error
      }
    }
    throw lastError
  }

  /** The brokers as one name server knows them. @throws RocketmqError, or the signal's reason */
  async getFrom(nameServer: string, options: CallOptions = {}): Promise<ClusterInfo> {
    const { value } = await this.transport.toNameServer(nameServer, getBrokerClusterInfo, undefined, options)
    return toClusterInfo(value, this.addressMap)
  }
}
