import { dialTcp } from '#lib/clusters/dial-tcp.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { allServers, type ClusterInfo } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
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
  /** Runtime info of a broker that answered (protocol notes §8.4), else null. */
  runtime: Record<string, string> | null
}

export interface AskedCluster {
  nodes: AskedNode[]
  /** Name servers whose brokers are not those of the first one that answers. */
  disagreeing: string[]
}

const TIMEOUT_MS = 3_000

/**
 * Asks every node of a cluster once, all at the same time: name servers for their brokers (106), brokers for their runtime info
 * (28), proxies and controllers whether they listen. One that hangs costs its own deadline.
 *
 * @param remembered brokers seen before: name servers forget a dead one at once
 */
export async function askNodes(
  cluster: LiveCluster,
  remembered: readonly Server[],
  signal: AbortSignal,
): Promise<AskedCluster> {
  const ports = Promise.all([
    ...cluster.proxies.map(({ grpc }) => askPort('proxy', grpc, signal)),
    ...cluster.controllers.map((address) => askPort('controller', address, signal)),
  ])
  const nameServers = await Promise.all(cluster.nameServers.map((address) => askNameServer(cluster, address, signal)))
  const infos = nameServers.flatMap(({ node, info }) => (info ? [{ address: node.address, info }] : []))
  const shown = cluster.clusterNames ?? undefined
  const listed = new Map(infos.flatMap(({ info }) => allServers(info, shown)).map((server) => [server.address, server]))
  const isReplaced = (server: Server) =>
    [...listed.values()].some((other) => other.brokerName === server.brokerName && other.brokerId === server.brokerId)
  const missing = remembered.filter((server) => !listed.has(server.address) && !isReplaced(server))
  const brokers = await Promise.all([
    ...[...listed.values()].map((server) => askBroker(cluster, server, signal)),
    // Without a name server nobody can say that a broker is gone.
    ...missing.map((server) => (infos.length === 0 ? askBroker(cluster, server, signal) : unlisted(server))),
  ])
  return {
    nodes: [...nameServers.map(({ node }) => node), ...brokers, ...(await ports)],
    disagreeing: disagreeing(infos),
  }
}

async function askNameServer(
  { admin }: LiveCluster,
  address: string,
  signal: AbortSignal,
): Promise<{ node: AskedNode; info: ClusterInfo | null }> {
  const node = emptyNode('nameServer', address)
  try {
    const { info, roundTripMs, version } = await admin.nameServers.probe(address, {
      signal,
      timeoutMs: TIMEOUT_MS,
      caller,
    })
    return { node: { ...node, isUp: true, roundTripMs: Math.round(roundTripMs), version: version || null }, info }
  } catch (error) {
    return { node: { ...node, error: problemOf(error) }, info: null }
  }
}

async function askBroker({ admin }: LiveCluster, server: Server, signal: AbortSignal): Promise<AskedNode> {
  const node = { ...emptyNode('broker', server.address), ...server }
  try {
    const { roundTripMs, version, runtime } = await admin.brokers.probe(server, {
      signal,
      timeoutMs: TIMEOUT_MS,
      caller,
    })
    return { ...node, isUp: true, roundTripMs: Math.round(roundTripMs), version: versionOf(runtime, version), runtime }
  } catch (error) {
    // A refusal comes from a process that runs: it denies access, or has just started.
    return { ...node, isUp: error instanceof BrokerError, error: problemOf(error) }
  }
}

/** `V5_5_0` as operators write it; the header's ordinal where the broker does not say. */
function versionOf({ brokerVersionDesc }: Record<string, string>, fromHeader: string): string | null {
  const described = brokerVersionDesc?.replace(/^V/, '').replaceAll('_', '.')
  return described || fromHeader || null
}

async function unlisted(server: Server): Promise<AskedNode> {
  const detail = `${server.brokerName} (${server.address}) is not listed by any name server.`
  return { ...emptyNode('broker', server.address), ...server, error: { code: 'CLUSTER_UNREACHABLE', detail } }
}

async function askPort(kind: 'proxy' | 'controller', address: string, signal: AbortSignal): Promise<AskedNode> {
  const node = emptyNode(kind, address)
  try {
    const roundTripMs = await dialTcp(address, { timeoutMs: TIMEOUT_MS, signal })
    return { ...node, isUp: true, roundTripMs: Math.round(roundTripMs) }
  } catch (error) {
    return { ...node, error: problemOf(error) }
  }
}

function disagreeing(infos: readonly { address: string; info: ClusterInfo }[]): string[] {
  const listOf = (info: ClusterInfo) =>
    allServers(info)
      .map((server) => `${server.brokerName} ${server.brokerId} ${server.address}`)
      .sort()
      .join('\n')
  const [first, ...others] = infos
  return first ? others.filter(({ info }) => listOf(info) !== listOf(first.info)).map(({ address }) => address) : []
}

/** @throws what is no answer of the node: an abort, a bug */
function problemOf(error: unknown): { code: string; detail: string } {
  if (!(error instanceof RocketmqError || error instanceof AppError)) throw error
  const { code, message } = toAppError(error)
  return { code, detail: message }
}

const caller = 'node-check'

const emptyNode = (kind: NodeKind, address: string): AskedNode => ({
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
})
