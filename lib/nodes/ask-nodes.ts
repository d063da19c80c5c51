import { dialTcp } from '#lib/clusters/dial-tcp.ts'
import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { ProxyNode } from '#lib/clusters/schema.ts'
import { allServers, type ClusterInfo } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import { askBroker } from './ask-broker.ts'
import { askController } from './ask-controllers.ts'
import { type AskedNode, CHECK_TIMEOUT_MS, checkOptions, problemOf, silentNode } from './asked-node.ts'

export interface AskedCluster {
  nodes: AskedNode[]
  /** Name servers whose brokers are not those of the first one that answers. */
  disagreeing: string[]
}

/**
 * Asks every node of a cluster once, all at the same time: name servers for their brokers (106), brokers for what they measure,
 * controllers for their leader (1005), proxies whether they listen. One that hangs costs its own deadline.
 *
 * @param remembered brokers seen before: name servers forget a dead one at once
 * @param withTopics also how many topics each name server knows (206): a long answer, so not each time
 */
export async function askNodes(
  cluster: LiveCluster,
  { remembered, withTopics }: { remembered: readonly Server[]; withTopics: boolean },
  signal: AbortSignal,
): Promise<AskedCluster> {
  const [ports, { nameServers, brokers, infos }] = await Promise.all([
    Promise.all([
      ...cluster.proxies.map((proxy) => askProxy(proxy, signal)),
      ...cluster.controllers.map((address) => askController(cluster, address, signal)),
    ]),
    askListed(cluster, { remembered, withTopics }, signal),
  ])
  return { nodes: [...nameServers, ...brokers, ...ports], disagreeing: disagreeing(infos) }
}

/** Name servers, and the brokers that they or we know of. */
async function askListed(
  cluster: LiveCluster,
  { remembered, withTopics }: { remembered: readonly Server[]; withTopics: boolean },
  signal: AbortSignal,
) {
  const nameServers = await Promise.all(
    cluster.nameServers.map((address) => askNameServer(cluster, address, withTopics, signal)),
  )
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
  return { nameServers: nameServers.map(({ node }) => node), brokers, infos }
}

async function askNameServer(
  { admin, clusterNames }: LiveCluster,
  address: string,
  withTopics: boolean,
  signal: AbortSignal,
): Promise<{ node: AskedNode; info: ClusterInfo | null }> {
  const node = silentNode('nameServer', address)
  try {
    const [{ info, roundTripMs, version }, topics] = await Promise.all([
      admin.nameServers.probe(address, checkOptions(signal)),
      withTopics ? countTopics(admin, address, signal) : null,
    ])
    const listed = allServers(info, clusterNames ?? undefined).map(({ announcedAddress }) => announcedAddress)
    const answer = { isUp: true, roundTripMs: Math.round(roundTripMs), version: version || null }
    return { node: { ...node, ...answer, listed, topics }, info }
  } catch (error) {
    return { node: { ...node, error: problemOf(error) }, info: null }
  }
}

/** Null: it does not say, by its settings or for now. */
async function countTopics(admin: LiveCluster['admin'], address: string, signal: AbortSignal): Promise<number | null> {
  try {
    return (await admin.topics.listNames(address, checkOptions(signal))).length
  } catch (error) {
    if (error instanceof RocketmqError) return null
    throw error
  }
}

async function unlisted(server: Server): Promise<AskedNode> {
  const detail = `${server.brokerName} (${server.address}) is not listed by any name server.`
  return { ...silentNode('broker', server.address), ...server, error: { code: 'CLUSTER_UNREACHABLE', detail } }
}

async function askPort(address: string, signal: AbortSignal): Promise<AskedNode> {
  const node = silentNode('proxy', address)
  try {
    const roundTripMs = await dialTcp(address, { timeoutMs: CHECK_TIMEOUT_MS, signal })
    return { ...node, isUp: true, roundTripMs: Math.round(roundTripMs) }
  } catch (error) {
    return { ...node, error: problemOf(error) }
  }
}

/** Both ports; the one that newer clients use says whether it is up. */
async function askProxy({ grpc, remoting }: ProxyNode, signal: AbortSignal): Promise<AskedNode> {
  const [node, other] = await Promise.all([askPort(grpc, signal), askPort(remoting, signal)])
  return {
    ...node,
    remoting: {
      isRemotingUp: other.isUp,
      remotingMs: other.roundTripMs,
      remotingError: other.error?.detail ?? null,
    },
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
