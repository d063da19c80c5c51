import type { RocketmqVersion } from './versions.ts'

/** A running cluster as plain JSON: what tests, the demo and scripts are told about it. */
export interface LabCluster {
  version: RocketmqVersion
  /** The name that the brokers report. */
  clusterName: string
  /** `host:port` each. */
  nameServers: string[]
  brokers: LabBroker[]
  proxies: LabProxy[]
  /** RocketMQ's Super user; null when the cluster checks no credentials. */
  admin: LabCredentials | null
  /** For `java -cp`. */
  classPath: string
  /** Process number by name: `name-server`, `broker-a`, `broker-a-slave`, `proxy` … */
  pids: Record<string, number>
}

export interface LabBroker {
  /** Of the process, as in `pids`: `broker-a`, or `broker-a-slave` for a replica. */
  name: string
  brokerName: string
  /** 0 is the master. */
  brokerId: number
  address: string
  /** Where the exporter answers; null when it is off or the version has none. */
  metricsUrl: string | null
}

export interface LabProxy {
  name: string
  grpc: string
  remoting: string
  metricsUrl: string | null
}

export interface LabCredentials {
  accessKey: string
  secretKey: string
}

/** The clusters of one test run, by version. */
export type Lab = Record<'5.5.0' | '4.9.7', LabCluster>
