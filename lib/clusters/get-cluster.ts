import { db } from '#lib/db/db.ts'
import type { Cluster as ClusterRow } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { maskMessages } from '#lib/masking/mask-messages.ts'
import { maskerOf } from '#lib/masking/masker-of.ts'
import { AdminClient, type AdminClientOptions } from '#lib/rocketmq/admin/admin-client.ts'
import type { Context } from '#lib/users/context.ts'
import { type ReadScope, readScopeOf, type SeenBy } from '#lib/users/read-scope.ts'
import { clusterNotFound, requirePermissionIn } from '#lib/users/require-permission.ts'
import type { BrokerCacheOptions, BrokerCacheSource } from './broker-cache.ts'
import { type GroupInventory, GroupInventoryCache } from './group-inventory.ts'
import { type Inventory, InventoryCache } from './inventory.ts'
import { type RpcFigures, RpcMeter } from './rpc-meter.ts'
import { AddressMapping, ProxyNode } from './schema.ts'
import { scopedGroupInventory, scopedInventory } from './scoped-inventory.ts'
import { openSecret } from './sealed-secrets.ts'

/** A registered cluster that can be asked. */
export interface LiveCluster {
  clusterId: string
  name: string
  environment: string
  /** Refuses writes now: registered so, and no exception runs. */
  readOnly: boolean
  /** RocketMQ cluster names that are shown; null = all. */
  clusterNames: string[] | null
  nameServers: string[]
  proxies: ProxyNode[]
  controllers: string[]
  traceTopics: string[]
  /** What this process may ask of each broker: its share of the budget of the registration. */
  requestsPerSecondPerBroker: number
  /** Deadline of one server's part of a page: short, so that a page answers within 3 s although a server hangs. */
  pageTimeoutMs: number
  admin: AdminClient
  /** What the actor sees of it. */
  scope: ReadScope
  /** The topics that the actor sees. */
  getInventory: (options?: BrokerCacheOptions) => Promise<Inventory>
  /** The consumer groups that the actor sees. */
  getGroupInventory: (options?: BrokerCacheOptions) => Promise<GroupInventory>
  /** All topics and groups, whoever asks: to count against limits, and to read RocketMQ's own topics. Never to be shown. */
  getWholeInventory: (options?: BrokerCacheOptions) => Promise<Inventory>
  getWholeGroupInventory: (options?: BrokerCacheOptions) => Promise<GroupInventory>
  /** Every `host:port` that may be dialled for this cluster, announced and mapped: nothing outside it ever is. */
  knownAddresses: () => Promise<ReadonlySet<string>>
}

interface Connection {
  admin: AdminClient
  inventory: InventoryCache
  groupInventory: GroupInventoryCache
}

const PAGE_TIMEOUT_MS = 2_000
/** Requests that run while a registration changes end on the old connection. */
const CLOSE_AFTER_MS = 60_000

/** One per cluster and process, as long as the registration stays the same. */
const connections = new Map<string, { fingerprint: string; opened: Promise<Connection> }>()

/**
 * The cluster that a verb works on, with its admin client and of its inventory what the actor sees: the topics on which they hold
 * `topic:read`, the groups on which they hold `group:read`.
 *
 * @param seenBy another permission that decides: of messages `message:read`
 * @throws AppError NOT_FOUND for an unknown or removed cluster, and for one that the actor may not read
 */
export async function getCluster(ctx: Context, clusterId: string, seenBy: SeenBy = {}): Promise<LiveCluster> {
  requirePermissionIn(ctx, 'cluster:read', clusterId)
  const row = await db().cluster.findUnique({ where: { clusterId } })
  if (!row || row.removedAt) {
    closeCluster(clusterId)
    throw clusterNotFound(clusterId)
  }
  const { admin, inventory, groupInventory } = await connectionOf(row)
  const scope = readScopeOf(ctx, clusterId, seenBy)
  const proxies = ProxyNode.array().parse(row.proxies)
  const clusterNames = row.clusterNames.length > 0 ? row.clusterNames : null
  return {
    clusterId,
    name: row.name,
    environment: row.environment,
    readOnly: isReadOnly(row, new Date()),
    clusterNames,
    nameServers: row.nameServers,
    proxies,
    controllers: row.controllers,
    traceTopics: row.traceTopics,
    requestsPerSecondPerBroker: budgetOf(row),
    pageTimeoutMs: Math.min(row.requestTimeoutMs, PAGE_TIMEOUT_MS),
    admin,
    scope,
    getInventory: async (options) => scopedInventory(await inventory.get(options), scope),
    getGroupInventory: async (options) => scopedGroupInventory(await groupInventory.get(options), scope),
    getWholeInventory: (options) => inventory.get(options),
    getWholeGroupInventory: (options) => groupInventory.get(options),
    knownAddresses: async () => {
      const { info } = await inventory.get()
      const servers = info.brokers.flatMap((broker) => broker.servers)
      return new Set([
        ...row.nameServers,
        ...row.controllers,
        ...proxies.flatMap(({ grpc, remoting }) => [grpc, remoting]),
        ...servers.flatMap(({ address, announcedAddress }) => [address, announcedAddress]),
      ])
    },
  }
}

/**
 * The same cluster with all topics, for verbs that read RocketMQ's own ones: trace records, delayed and half messages. What they find there they
 * still show by `scope`.
 */
export const withSystemTopics = (cluster: LiveCluster): LiveCluster => ({
  ...cluster,
  getInventory: cluster.getWholeInventory,
})

/**
 * The budget of a broker is divided, not coordinated: what samples all day gets most of it, what answers pages a tenth each.
 */
let budgetShare = 0.1

/** The worker says so at its start. */
export function takeSamplerShare(): void {
  budgetShare = 0.9
}

const budgetOf = ({ requestsPerSecondPerBroker }: Pick<ClusterRow, 'requestsPerSecondPerBroker'>) =>
  Math.max(1, Math.round(requestsPerSecondPerBroker * budgetShare))

/** @throws AppError READ_ONLY */
export function requireWritable(cluster: { name: string; readOnly: boolean }): void {
  if (cluster.readOnly) throw new AppError('READ_ONLY', `${cluster.name} is registered read-only.`)
}

/** Registered read-only, and no timed exception runs. */
export function isReadOnly(row: Pick<ClusterRow, 'readOnly' | 'readOnlyExceptionUntil'>, now: Date): boolean {
  return row.readOnly && !(row.readOnlyExceptionUntil && row.readOnlyExceptionUntil > now)
}

/** Ends all connections of a cluster at once: it was removed. */
export function closeCluster(clusterId: string): void {
  const entry = connections.get(clusterId)
  connections.delete(clusterId)
  entry?.opened.then(
    ({ admin }) => admin.close(),
    () => {},
  )
}

/** Ends the connections of all clusters: the process stops. */
export function closeAllClusters(): void {
  for (const clusterId of [...connections.keys()]) closeCluster(clusterId)
}

async function connectionOf(row: ClusterRow): Promise<Connection> {
  const fingerprint = JSON.stringify([
    row.nameServers,
    row.clusterNames,
    row.accessKey,
    row.secretKeySealedId,
    [row.tlsEnabled, row.tlsVerify, row.tlsServerName, row.tlsCa, row.tlsClientCertificate, row.tlsClientKeySealedId],
    row.addressMap,
    [row.useVipChannel, row.connectTimeoutMs, row.requestTimeoutMs, row.requestsPerSecondPerBroker],
  ])
  const existing = connections.get(row.clusterId)
  if (existing?.fingerprint === fingerprint) return existing.opened
  const entry = { fingerprint, opened: open(row) }
  connections.set(row.clusterId, entry)
  existing?.opened.then(
    ({ admin }) => setTimeout(() => admin.close(), CLOSE_AFTER_MS).unref(),
    () => {},
  )
  try {
    return await entry.opened
  } catch (error) {
    if (connections.get(row.clusterId) === entry) connections.delete(row.clusterId)
    throw error
  }
}

async function open(row: ClusterRow): Promise<Connection> {
  const admin = new AdminClient({
    ...(await adminClientOptions(row)),
    meter: meterOf(row.clusterId),
    // The one place through which messages come in: nothing that shows them can forget the rules.
    onMessages: async (messages) => maskMessages(await maskerOf(row.clusterId), messages),
  })
  const source: BrokerCacheSource = {
    admin,
    nameServers: row.nameServers,
    clusterNames: row.clusterNames.length > 0 ? row.clusterNames : null,
    rememberedMasters: () => rememberedMasters(row.clusterId),
  }
  return { admin, inventory: new InventoryCache(source), groupInventory: new GroupInventoryCache(source) }
}

/** By cluster: one outlives the connections that it counts. */
const meters = new Map<string, RpcMeter>()

function meterOf(clusterId: string): RpcMeter {
  const meter = meters.get(clusterId) ?? new RpcMeter(clusterId)
  meters.set(clusterId, meter)
  return meter
}

/** What this process asked of each server of a cluster in the last minute. */
export const rpcFigures = (clusterId: string): RpcFigures[] => meters.get(clusterId)?.figures() ?? []

/** How to reach a registered cluster, with its secrets opened. */
export async function adminClientOptions(row: ClusterRow): Promise<AdminClientOptions> {
  const [secretKey, clientKey] = await Promise.all([
    row.secretKeySealedId ? openSecret(row.secretKeySealedId) : null,
    row.tlsClientKeySealedId ? openSecret(row.tlsClientKeySealedId) : null,
  ])
  return {
    nameServers: row.nameServers,
    addressMap: AddressMapping.array().parse(row.addressMap),
    useVipChannel: row.useVipChannel,
    connectTimeoutMs: row.connectTimeoutMs,
    requestTimeoutMs: row.requestTimeoutMs,
    requestsPerSecondPerBroker: budgetOf(row),
    ...(row.accessKey && secretKey && { credentials: { accessKey: row.accessKey, secretKey } }),
    ...(row.tlsEnabled && {
      tls: {
        verify: row.tlsVerify,
        ...(row.tlsServerName && { serverName: row.tlsServerName }),
        ...(row.tlsCa && { ca: row.tlsCa }),
        ...(row.tlsClientCertificate && { certificate: row.tlsClientCertificate }),
        ...(clientKey && { key: clientKey }),
      },
    }),
  }
}

async function rememberedMasters(clusterId: string) {
  const rows = await db().clusterNode.findMany({
    where: { clusterId, kind: 'broker', brokerId: 0 },
    select: { brokerName: true, clusterName: true, address: true },
  })
  return rows.flatMap(({ brokerName, clusterName, address }) =>
    brokerName && clusterName ? [{ brokerName, clusterName, address }] : [],
  )
}
