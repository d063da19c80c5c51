import { brokerPorts, maxBrokers, nameServerPort, proxyPorts } from './free-ports.ts'
import type { LabBroker, LabCredentials, LabProxy } from './lab-cluster.ts'
import { type RocketmqVersion, versionLine } from './versions.ts'

export type TlsMode = 'disabled' | 'permissive' | 'enforcing'

export interface ClusterShape {
  version: RocketmqVersion
  masters: number
  slaves: number
  proxy: boolean
  acl: boolean
  exporter: boolean
  tls: TlsMode
  heapMb: number
  /** For who measures: both compilers, and name servers told as seldom as by default. Slower to start. */
  asInProduction: boolean
}

export const clusterName = 'DefaultCluster'

/** Fills in what the version allows, and refuses what it does not have. */
export function completeShape(wanted: Partial<ClusterShape> & { version: RocketmqVersion }): ClusterShape {
  const line = versionLine(wanted.version)
  const shape: ClusterShape = {
    version: wanted.version,
    masters: wanted.masters ?? 2,
    slaves: wanted.slaves ?? 1,
    proxy: wanted.proxy ?? line.hasProxy,
    acl: wanted.acl ?? line.hasAcl,
    exporter: wanted.exporter ?? line.hasExporter,
    tls: wanted.tls ?? 'permissive',
    heapMb: wanted.heapMb ?? 384,
    asInProduction: wanted.asInProduction ?? false,
  }
  const missing = [
    shape.proxy && !line.hasProxy && 'proxy',
    shape.acl && !line.hasAcl && 'ACL 2.0',
    shape.exporter && !line.hasExporter && 'exporter',
  ].filter((feature) => feature !== false)
  if (missing.length > 0) throw new Error(`RocketMQ ${shape.version} has no ${missing.join(' and no ')} in the lab`)
  if (shape.masters + shape.slaves > maxBrokers) throw new Error(`A lab cluster has at most ${maxBrokers} brokers`)
  return shape
}

/** Who listens where. Slave n belongs to master n, then round again. */
export function planAddresses(shape: ClusterShape, base: number) {
  const brokerNames = Array.from({ length: shape.masters }, (_, index) => `broker-${letter(index)}`)
  const brokers: LabBroker[] = []
  for (let index = 0; index < shape.masters + shape.slaves; index++) {
    const isSlave = index >= shape.masters
    const slaveIndex = index - shape.masters
    const brokerName = brokerNames[isSlave ? slaveIndex % shape.masters : index] ?? ''
    const round = Math.floor(slaveIndex / shape.masters)
    const ports = brokerPorts(base, index)
    brokers.push({
      name: isSlave ? `${brokerName}-slave${round === 0 ? '' : round + 1}` : brokerName,
      brokerName,
      brokerId: isSlave ? round + 1 : 0,
      address: loopback(ports.listen),
      metricsUrl: shape.exporter ? metricsUrl(ports.metrics) : null,
    })
  }
  const proxies: LabProxy[] = []
  if (shape.proxy) {
    const ports = proxyPorts(base)
    proxies.push({
      name: 'proxy',
      grpc: loopback(ports.grpc),
      remoting: loopback(ports.remoting),
      metricsUrl: shape.exporter ? metricsUrl(ports.metrics) : null,
    })
  }
  return { nameServer: loopback(nameServerPort(base)), brokers, proxies }
}

/** What a folder remembers between runs, so that registered addresses, message ids and passwords stay true. */
export interface ClusterState {
  base: number
  admin: LabCredentials | null
}

export const portOf = (address: string) => Number(address.slice(address.lastIndexOf(':') + 1))

const loopback = (port: number) => `127.0.0.1:${port}`
const metricsUrl = (port: number) => `http://127.0.0.1:${port}/metrics`
const letter = (index: number) => String.fromCharCode('a'.charCodeAt(0) + index)
