import { controllerGetMetadataInfo } from '../requests/controller-get-metadata-info.ts'
import { controllerGetSyncStateData, type ReplicaBody } from '../requests/controller-get-sync-state-data.ts'
import { getControllerConfig } from '../requests/get-controller-config.ts'
import type { CallOptions } from './server.ts'
import type { Transport } from './transport.ts'

/** Who leads a group of controllers, as one of them knows it. */
export interface ControllerMetadata {
  group: string
  /** Null while none is elected. */
  leaderId: string | null
  leaderAddress: string | null
  isLeader: boolean
  /** The members. With jRaft they have no ids. */
  peers: { id: string | null; address: string }[]
}

export interface Replica {
  /** The number that the controller gave it, from 1 on; routes show the master as 0. Null before 5.1. */
  controllerBrokerId: number | null
  address: string
  isAlive: boolean | null
}

/** Which replicas of one broker are as far as their master. */
export interface SyncState {
  brokerName: string
  masterBrokerId: number | null
  masterAddress: string | null
  masterEpoch: number
  syncStateSetEpoch: number
  inSync: Replica[]
  notInSync: Replica[]
}

/** Controllers one by one: they elect the masters of brokers that run in controller mode. 5.0+. */
export class Controllers {
  private readonly transport: Transport

  constructor(transport: Transport) {
    this.transport = transport
  }

  /**
   * Is it alive, how far is it, whom does it know as leader?
   *
   * @throws RocketmqError (BrokerError 1 from jRaft while there is no leader), or the signal's reason
   */
  async probe(
    address: string,
    options: CallOptions = {},
  ): Promise<{ roundTripMs: number; metadata: ControllerMetadata }> {
    const answer = await this.transport.toController(address, controllerGetMetadataInfo, undefined, options)
    const { peers, ...metadata } = answer.value
    return { roundTripMs: answer.roundTripMs, metadata: { ...metadata, peers: toPeers(peers) } }
  }

  /**
   * What the leader knows of some brokers, by name; those that it does not know are left out.
   *
   * @throws RocketmqError (BrokerError 2007 from one that does not lead), or the signal's reason
   */
  async getSyncStates(leader: string, brokerNames: readonly string[], options: CallOptions = {}): Promise<SyncState[]> {
    if (brokerNames.length === 0) return []
    const { value } = await this.transport.toController(leader, controllerGetSyncStateData, brokerNames, options)
    return [...value].map(([brokerName, info]) => ({
      brokerName,
      masterBrokerId: info.masterBrokerId === null ? null : Number(info.masterBrokerId),
      masterAddress: info.masterAddress,
      masterEpoch: info.masterEpoch,
      syncStateSetEpoch: info.syncStateSetEpoch,
      inSync: info.inSyncReplicas.map(toReplica),
      notInSync: info.notInSyncReplicas.map(toReplica),
    }))
  }

  /** All settings, secrets may be among them: redact. @throws RocketmqError, or the signal's reason */
  async getConfig(address: string, options: CallOptions = {}): Promise<Record<string, string>> {
    const { value } = await this.transport.toController(address, getControllerConfig, undefined, options)
    return value
  }
}

const toReplica = ({ brokerId, brokerAddr, alive }: ReplicaBody): Replica => ({
  controllerBrokerId: brokerId === null ? null : Number(brokerId),
  address: brokerAddr,
  isAlive: alive,
})

/** `n0:host:port;n1:host:port` or `host:port;host:port`. */
function toPeers(text: string): ControllerMetadata['peers'] {
  return text
    .split(';')
    .filter((peer) => peer !== '')
    .map((peer) => {
      const [, id = null, address = peer] = /^([^:[\]]+):(.+:\d+)$/.exec(peer) ?? []
      return { id, address }
    })
}
