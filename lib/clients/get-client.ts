import { type PartialEntry, unknown } from '#lib/api/endpoint.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { ClientSample, ClusterSample } from '#lib/monitoring/sample.ts'
import { RETRY_PREFIX } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermissionIn } from '#lib/users/require-permission.ts'
import { findConnections, type GroupConnections } from './find-connections.ts'
import type { Askable, ClientDetail, ClientKind } from './schema.ts'
import { toClient } from './to-client.ts'

export interface GetClientInput {
  clusterId: string
  clientId: string
  group?: string | undefined
  kind?: ClientKind | undefined
}

/**
 * One client as a member of a group; of several memberships a consumer's first. From the sample, which asks nobody; a consumer
 * that it does not know yet is looked for on every broker and proxy, if its group is given.
 *
 * @throws AppError NOT_FOUND; what the first broker said when none answers
 */
export async function getClient(
  ctx: Context,
  input: GetClientInput,
): Promise<ClientDetail & { partial?: PartialEntry[] }> {
  requirePermissionIn(ctx, 'client:read', input.clusterId)
  const cluster = await getCluster(ctx, input.clusterId, { group: 'client:read' })
  const sample = await getSample(cluster)
  const sampled = sample && findInSample(sample, input)
  if (sampled) return sampled
  // The servers are asked about a group that the actor sees, and about no other.
  if (input.group !== undefined && !cluster.scope.group(input.group)) throw clientNotFound(input.clientId, [])
  return findOnline(cluster, input, ctx.signal)
}

/** @returns null when the sample does not know such a client. Pure. */
export function findInSample(
  sample: ClusterSample,
  { clientId, group, kind }: Pick<GetClientInput, 'clientId' | 'group' | 'kind'>,
): ClientDetail | null {
  const consumers = [...sample.groups.values()].flatMap(({ onlineClients }) => onlineClients)
  const all = [...consumers, ...sample.producers].filter((client) => client.clientId === clientId)
  const found = all.find(
    (client) => (group === undefined || client.groupName === group) && (kind === undefined || client.kind === kind),
  )
  if (!found) return null
  return {
    ...toClient(found),
    askable: askable(found),
    memberships: all.map((client) => ({ kind: client.kind, groupName: client.groupName })),
    source: 'SAMPLE',
    sampledAt: sample.at,
  }
}

async function findOnline(
  cluster: LiveCluster,
  { clientId, group, kind }: GetClientInput,
  signal: AbortSignal,
): Promise<ClientDetail & { partial?: PartialEntry[] }> {
  if (group === undefined || kind === 'PRODUCER') throw clientNotFound(clientId, [])
  const connections = await findConnections(cluster, group, signal)
  const sample = toSample(clientId, group, connections)
  if (!sample && connections.brokers.length === 0 && connections.brokerError) throw toAppError(connections.brokerError)
  if (!sample) throw clientNotFound(clientId, connections.partial)
  return {
    ...toClient(sample),
    firstSeenAt: null,
    askable: askable(sample),
    memberships: [{ kind: 'CONSUMER', groupName: group }],
    source: 'LIVE',
    ...(connections.partial.length > 0 && { partial: connections.partial }),
  }
}

/** What the servers say of one client now, in the form of a sample. Null when none of them knows it. */
function toSample(clientId: string, groupName: string, { brokers, proxies }: GroupConnections): ClientSample | null {
  const isIt = (client: { clientId: string }) => client.clientId === clientId
  const atBrokers = brokers.flatMap(({ connection }) => (connection?.clients.some(isIt) ? [connection] : []))
  const atProxies = proxies.filter(({ connection }) => connection?.clients.some(isIt))
  const connection = atBrokers[0] ?? atProxies[0]?.connection
  const client = connection?.clients.find(isIt)
  if (!connection || !client) return null
  const now = new Date()
  const { address, language, version, versionOrdinal } = client
  return {
    ...{ clientId, kind: 'CONSUMER', groupName, address, language, version, versionOrdinal },
    protocol: atProxies.length > 0 ? 'grpc' : 'remoting',
    seenBy: {
      brokers: atBrokers.length,
      brokersAsked: brokers.length,
      proxies: atProxies.map(({ name }) => name),
    },
    firstSeenAt: now,
    lastSeenAt: now,
    topics: connection.subscriptions.map(({ topicName }) => topicName).filter((name) => !name.startsWith(RETRY_PREFIX)),
    queues: null,
    lag: unknown('NOT_SAMPLED'),
    isHung: null,
  }
}

function askable({ kind, seenBy }: ClientSample): Askable {
  if (kind === 'PRODUCER') return 'PRODUCER'
  return seenBy.brokers === 0 && seenBy.proxies.length > 0 ? 'ONLY_AT_PROXY' : 'YES'
}

function clientNotFound(clientId: string, partial: readonly PartialEntry[]): AppError {
  const silent = partial.map(({ brokerName, address }) => brokerName ?? address)
  const where = silent.length === 0 ? '' : ` on the servers that answer; ${silent.join(', ')} did not`
  return new AppError('NOT_FOUND', `No client ${clientId} is online${where}.`)
}
