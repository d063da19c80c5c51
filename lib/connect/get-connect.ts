import type { PartialEntry } from '#lib/api/endpoint.ts'
import { dialTcp } from '#lib/clusters/dial-tcp.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { db } from '#lib/db/db.ts'
import { AppError } from '#lib/errors.ts'
import { allServers, type ClusterInfo } from '#lib/rocketmq/admin/cluster-info.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import type { ConnectEndpoint } from './schema.ts'

/** Name servers are asked for the brokers before these are asked: twice this, and the page has answered within 3 s. */
const PATIENCE_MS = 1_200

export interface ConnectAnswer {
  items: ConnectEndpoint[]
  askedAt: Date
  partial?: PartialEntry[]
}

/**
 * Every address that clients are told, asked now: name servers and brokers with a question, which one that hangs does not
 * answer though it still takes connections; proxies by both of their ports. Brokers that no name server lists, but that were seen
 * before, are asked too.
 *
 * @returns name servers, brokers, proxies; a silent one costs its own deadline
 */
export async function getConnect(ctx: Context, { clusterId }: { clusterId: string }): Promise<ConnectAnswer> {
  requirePermissionIn(ctx, 'connect:read', clusterId)
  const cluster = await getCluster(ctx, clusterId)
  const askedAt = new Date()
  const options = { signal: ctx.signal, timeoutMs: PATIENCE_MS, caller: 'connect' }
  const [proxies, { nameServers, brokers }] = await Promise.all([
    Promise.all(cluster.proxies.map((proxy) => askProxy(proxy, options, askedAt))),
    askListed(cluster, options, askedAt),
  ])
  const items = [...nameServers, ...brokers, ...proxies.flat()]
  const partial = items.flatMap(({ address, name, kind, error }) =>
    error ? [{ address, ...(kind === 'broker' && name && { brokerName: name }), ...error }] : [],
  )
  return { items, askedAt, ...(partial.length > 0 && { partial }) }
}

/** Name servers, and the brokers that they list or that were seen before. */
async function askListed(cluster: LiveCluster, options: AskOptions, askedAt: Date) {
  const [nameServers, seen] = await Promise.all([
    Promise.all(cluster.nameServers.map((address) => askNameServer(cluster, address, options, askedAt))),
    seenBrokers(cluster.clusterId),
  ])
  const listed = nameServers.flatMap(({ info }) => (info ? allServers(info, cluster.clusterNames ?? undefined) : []))
  const servers = new Map([...seen, ...listed].map((server) => [`${server.brokerName} ${server.brokerId}`, server]))
  const brokers = await Promise.all([...servers.values()].map((server) => askBroker(cluster, server, options, askedAt)))
  brokers.sort((a, b) => (a.name ?? '').localeCompare(b.name ?? '') || (a.brokerId ?? 0) - (b.brokerId ?? 0))
  return { nameServers: nameServers.map(({ item }) => item), brokers }
}

interface AskOptions {
  signal: AbortSignal
  timeoutMs: number
  caller: string
}
type Asked = Pick<ConnectEndpoint, 'isReachable' | 'roundTripMs' | 'version' | 'error'>

async function ask(question: () => Promise<{ roundTripMs: number; version: string | null }>): Promise<Asked> {
  try {
    const { roundTripMs, version } = await question()
    return { isReachable: true, roundTripMs: Math.round(roundTripMs), version, error: null }
  } catch (error) {
    if (!(error instanceof RocketmqError || error instanceof AppError)) throw error
    const { code, message } = toAppError(error)
    // A refusal comes from a process that runs: clients reach it, with what rights they have.
    return {
      isReachable: error instanceof BrokerError,
      roundTripMs: null,
      version: null,
      error: { code, detail: message },
    }
  }
}

async function askNameServer(
  { admin }: LiveCluster,
  address: string,
  options: AskOptions,
  askedAt: Date,
): Promise<{ item: ConnectEndpoint; info: ClusterInfo | null }> {
  let info: ClusterInfo | null = null
  const asked = await ask(async () => {
    const answer = await admin.nameServers.probe(address, options)
    info = answer.info
    return { roundTripMs: answer.roundTripMs, version: answer.version || null }
  })
  const item: ConnectEndpoint = {
    ...{ kind: 'nameServer', name: null, brokerId: null, protocol: 'remoting', address, mappedTo: null, askedAt },
    ...asked,
  }
  return { item, info }
}

async function askBroker(
  { admin }: LiveCluster,
  server: Server,
  options: AskOptions,
  askedAt: Date,
): Promise<ConnectEndpoint> {
  const { brokerName, brokerId, address, announcedAddress } = server
  const asked = await ask(async () => {
    const { roundTripMs, runtime, version } = await admin.brokers.probe(server, options)
    const described = runtime.brokerVersionDesc?.replace(/^V/, '').replaceAll('_', '.')
    return { roundTripMs, version: described || version || null }
  })
  return {
    ...{ kind: 'broker', name: brokerName, brokerId, protocol: 'remoting', address: announcedAddress },
    ...{ mappedTo: address === announcedAddress ? null : address, askedAt },
    ...asked,
  }
}

function askProxy(
  { name, grpc, remoting }: LiveCluster['proxies'][number],
  options: AskOptions,
  askedAt: Date,
): Promise<ConnectEndpoint[]> {
  const port = async (protocol: ConnectEndpoint['protocol'], address: string): Promise<ConnectEndpoint> => ({
    ...{ kind: 'proxy', name, brokerId: null, protocol, address, mappedTo: null, askedAt },
    ...(await ask(async () => ({ roundTripMs: await dialTcp(address, options), version: null }))),
  })
  return Promise.all([port('grpc', grpc), port('remoting', remoting)])
}

/** Brokers of earlier checks: name servers forget a dead one at once. */
async function seenBrokers(clusterId: string): Promise<Server[]> {
  const rows = await db().clusterNode.findMany({ where: { clusterId, kind: 'broker' } })
  return rows.flatMap(({ clusterName, brokerName, brokerId, address, announcedAddress }) =>
    clusterName !== null && brokerName !== null && brokerId !== null
      ? [{ clusterName, brokerName, brokerId, address, announcedAddress }]
      : [],
  )
}
