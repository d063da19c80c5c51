import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { ReplicaHa } from './ha-facts.ts'
import type { ControllerFacts, ProxyFacts } from './node-facts.ts'
import type { NodeKind } from './schema.ts'

/** One node after it was asked. */
export interface AskedNode {
  kind: NodeKind
  address: string
  announcedAddress: string
  clusterName: string | null
  brokerName: string | null
  brokerId: number | null
  isUp: boolean
  roundTripMs: number | null
  version: string | null
  error: { code: string; detail: string } | null
  /** Of a broker that answered: its runtime info (protocol notes §8.4). */
  runtime: Record<string, string> | null
  /** Of a broker: its replication. */
  ha: ReplicaHa['ha']
  /** Of a broker: false when no connection came about, null when nobody tried. */
  isDialable: boolean | null
  /** Of a name server that answered: announced addresses of the brokers that it lists. */
  listed: string[] | null
  /** Of a name server: how many topics it knows, where it was asked. */
  topics: number | null
  /** Of a proxy: its other port. */
  remoting: ProxyFacts | null
  /** Of a controller that answered. */
  controller: ControllerFacts | null
}

/** Deadline of each question of the check. */
export const CHECK_TIMEOUT_MS = 3_000
export const checkOptions = (signal: AbortSignal) => ({ signal, timeoutMs: CHECK_TIMEOUT_MS, caller: 'node-check' })

export const silentNode = (kind: NodeKind, address: string): AskedNode => ({
  kind,
  address,
  announcedAddress: address,
  clusterName: null,
  brokerName: null,
  brokerId: null,
  isUp: false,
  roundTripMs: null,
  version: null,
  error: null,
  runtime: null,
  ha: null,
  isDialable: null,
  listed: null,
  topics: null,
  remoting: null,
  controller: null,
})

/** @throws what is no answer of the node: an abort, a bug */
export function problemOf(error: unknown): { code: string; detail: string } {
  if (!(error instanceof RocketmqError || error instanceof AppError)) throw error
  const { code, message } = toAppError(error)
  return { code, detail: message }
}
