import { type AddressMapping, mapAddress } from '../remoting/address.ts'
import type { BrokerDataBody } from '../requests/broker-data.ts'
import type { ClusterInfoBody } from '../requests/get-broker-cluster-info.ts'
import type { Server } from './server.ts'

/** A logical broker: up to one master and its slaves. */
export interface Broker {
  clusterName: string
  brokerName: string
  /** By brokerId, so the master first. A master that is down is absent. */
  servers: Server[]
}

/** What one name server knows: the brokers of all clusters that register with it. */
export interface ClusterInfo {
  /** Sorted. */
  clusterNames: string[]
  /** By clusterName, then brokerName. */
  brokers: Broker[]
}

export function toClusterInfo(body: ClusterInfoBody, addressMap: readonly AddressMapping[]): ClusterInfo {
  const brokers = body.brokers.map((data) => toBroker(data, addressMap))
  const clusterNames = new Set([...body.clusters.map(({ cluster }) => cluster), ...brokers.map((b) => b.clusterName)])
  return {
    clusterNames: [...clusterNames].sort(),
    brokers: brokers.sort((a, b) => compare(a.clusterName, b.clusterName) || compare(a.brokerName, b.brokerName)),
  }
}

export function toBroker(
  { cluster, brokerName, brokerAddrs }: BrokerDataBody,
  addressMap: readonly AddressMapping[],
): Broker {
  return {
    clusterName: cluster,
    brokerName,
    servers: brokerAddrs
      .map(({ brokerId, brokerAddr }) => ({
        address: mapAddress(brokerAddr, addressMap),
        announcedAddress: brokerAddr,
        brokerName,
        clusterName: cluster,
        brokerId,
      }))
      .sort((a, b) => a.brokerId - b.brokerId),
  }
}

/** Where writes go. A broker without a live master is left out. */
export function masterServers(info: ClusterInfo, clusterNames?: readonly string[]): Server[] {
  return allServers(info, clusterNames).filter(({ brokerId }) => brokerId === 0)
}

export function allServers(info: ClusterInfo, clusterNames?: readonly string[]): Server[] {
  return brokersOf(info, clusterNames).flatMap(({ servers }) => servers)
}

/** Where reads go: one per logical broker, the master, or the first slave while there is no master. */
export function readServers(info: ClusterInfo, clusterNames?: readonly string[]): Server[] {
  return brokersOf(info, clusterNames).flatMap(({ servers }) => servers.slice(0, 1))
}

function brokersOf(info: ClusterInfo, clusterNames: readonly string[] | undefined): Broker[] {
  return clusterNames ? info.brokers.filter(({ clusterName }) => clusterNames.includes(clusterName)) : info.brokers
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
