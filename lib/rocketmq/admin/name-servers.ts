import type { AddressMapping } from '../remoting/address.ts'
import { addWritePermOfBroker } from '../requests/add-write-perm-of-broker.ts'
import { deleteKvConfig } from '../requests/delete-kv-config.ts'
import { getBrokerClusterInfo } from '../requests/get-broker-cluster-info.ts'
import { getKvConfig } from '../requests/get-kv-config.ts'
import { getNamesrvConfig } from '../requests/get-namesrv-config.ts'
import { putKvConfig } from '../requests/put-kv-config.ts'
import { wipeWritePermOfBroker } from '../requests/wipe-write-perm-of-broker.ts'
import { type ClusterInfo, toClusterInfo } from './cluster-info.ts'
import type { CallOptions } from './server.ts'
import type { Transport } from './transport.ts'
import { versionName } from './version-name.ts'

/** Name servers one by one: they do not copy from each other. */
export class NameServers {
  private readonly transport: Transport
  private readonly addressMap: readonly AddressMapping[]

  constructor(transport: Transport, addressMap: readonly AddressMapping[]) {
    this.transport = transport
    this.addressMap = addressMap
  }

  /**
   * Is it alive, how far is it, what does it know?
   *
   * @returns `version` like `5.5.0`, empty when it does not tell
   * @throws RocketmqError, or the signal's reason
   */
  async probe(
    address: string,
    options: CallOptions = {},
  ): Promise<{ roundTripMs: number; info: ClusterInfo; version: string }> {
    const answer = await this.transport.toNameServer(address, getBrokerClusterInfo, undefined, options)
    return {
      roundTripMs: answer.roundTripMs,
      info: toClusterInfo(answer.value, this.addressMap),
      version: versionName(answer.version),
    }
  }

  /** All settings, secrets may be among them: redact. @throws RocketmqError, or the signal's reason */
  async getConfig(address: string, options: CallOptions = {}): Promise<Record<string, string>> {
    const answer = await this.transport.toNameServer(address, getNamesrvConfig, undefined, options)
    return answer.value
  }

  /** One entry of its key-value store, null when there is none. @throws RocketmqError, or the signal's reason */
  async getKvConfig(
    address: string,
    namespace: string,
    key: string,
    options: CallOptions = {},
  ): Promise<string | null> {
    const { value } = await this.transport.toNameServer(address, getKvConfig, { namespace, key }, options)
    return value
  }

  /**
   * Takes the write permission of a broker from all routes that this name server hands out, or gives it to all of them, read-only
   * topics too. Held in its memory only.
   *
   * @returns how many topics it changed
   * @throws RocketmqError (BrokerError 3 for giving before 4.9.2), or the signal's reason
   */
  async setWritePermission(
    address: string,
    { brokerName, canWrite }: { brokerName: string; canWrite: boolean },
    options: CallOptions = {},
  ): Promise<number> {
    const request = canWrite ? addWritePermOfBroker : wipeWritePermOfBroker
    const { value } = await this.transport.toNameServer(address, request, { brokerName }, options)
    return value
  }

  /** Writes one entry of its key-value store, in the place of what was there. @throws RocketmqError, or the signal's reason */
  async putKvConfig(
    address: string,
    entry: { namespace: string; key: string; value: string },
    options: CallOptions = {},
  ): Promise<void> {
    await this.transport.toNameServer(address, putKvConfig, entry, options)
  }

  /** Removes one entry of its key-value store. @throws RocketmqError, or the signal's reason */
  async deleteKvConfig(
    address: string,
    entry: { namespace: string; key: string },
    options: CallOptions = {},
  ): Promise<void> {
    await this.transport.toNameServer(address, deleteKvConfig, entry, options)
  }
}
