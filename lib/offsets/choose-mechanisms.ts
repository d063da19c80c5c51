import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Scope, ScopeTopic } from './find-scope.ts'
import { commitOf, type GroupFacts } from './read-facts.ts'
import { refuseReset } from './refuse-reset.ts'
import type { ResetMechanism, ResetTarget } from './schema.ts'

/**
 * How each broker of the scope can be reset, asked and never told from a version: one that resets on its own side does; another
 * pushes to the clients while some are online, and takes a commit while nobody is.
 *
 * @returns by broker address
 * @throws AppError CONFLICT with the reason where no way is safe
 */
export async function chooseMechanisms(
  cluster: LiveCluster,
  facts: GroupFacts,
  scope: Scope,
  { target, signal }: { target: ResetTarget; signal: AbortSignal },
): Promise<ReadonlyMap<string, ResetMechanism>> {
  const servers = new Map(scope.topics.map(({ server }) => [server.address, server]))
  const isOnline = facts.live.online.clients.length > 0
  const chosen = await Promise.all(
    [...servers.values()].map(async (server): Promise<[string, ResetMechanism]> => {
      if (await isServerSide(cluster, server, signal)) return [server.address, 'BROKER']
      return [server.address, isOnline ? 'CLIENTS' : 'COMMIT']
    }),
  )
  const mechanisms = new Map(chosen)
  const used = new Set(mechanisms.values())
  if (used.has('COMMIT')) requireKnownOffline(cluster, facts, servers)
  if (used.has('CLIENTS')) requirePushable(facts, scope, mechanisms, target)
  return mechanisms
}

/** 5.1 has the setting, off by default; 5.2 and later have it on. */
async function isServerSide(cluster: LiveCluster, server: Server, signal: AbortSignal): Promise<boolean> {
  try {
    const config = await cluster.admin.brokers.getConfig(server, { signal, timeoutMs: cluster.pageTimeoutMs })
    return config.useServerSideResetOffset === 'true'
  } catch (error) {
    if (!(error instanceof RocketmqError)) throw error
    throw refuseReset(
      'BROKER_SILENT',
      `${server.brokerName} does not tell how it resets offsets: ${error.message}. Nothing was changed.`,
      { silentBrokers: [server.brokerName], answeringBrokers: [] },
    )
  }
}

/** A client that nobody sees would commit its own offset over ours, so silence is not taken for nobody. */
function requireKnownOffline(
  { proxies }: LiveCluster,
  { live }: GroupFacts,
  servers: ReadonlyMap<string, Server>,
): void {
  const asked = new Set([...servers.keys(), ...proxies.map(({ remoting }) => remoting)])
  const silent = live.partial.filter(({ address }) => asked.has(address))
  if (silent.length === 0) return
  const names = silent.map(({ brokerName, address }) => brokerName ?? address).join(', ')
  throw refuseReset(
    'CLIENTS_UNKNOWN',
    `${names} did not say whether clients are online. On these brokers only a group without clients can be set directly.`,
  )
}

/** What a broker that pushes can do: whole topics, to one time, where every queue has been committed. */
function requirePushable(
  facts: GroupFacts,
  scope: Scope,
  mechanisms: ReadonlyMap<string, ResetMechanism>,
  target: ResetTarget,
): void {
  const topics = scope.topics.filter(({ server }) => mechanisms.get(server.address) === 'CLIENTS')
  const names = [...new Set(topics.map(({ server }) => server.brokerName))].sort().join(', ')
  const stop = 'Stop the clients: then the offsets are set directly.'
  if (facts.live.online.clients.every(({ protocol }) => protocol === 'grpc')) {
    throw refuseReset(
      'ONLINE_GRPC',
      `${names} can only ask remoting clients to move, and only gRPC clients are online. ${stop}`,
    )
  }
  const isWhole = scope.queueKeys === null && ['EARLIEST', 'LATEST', 'TIME'].includes(target.kind)
  if (!isWhole) {
    throw refuseReset(
      'ONLINE_WHOLE_TOPICS',
      `While clients are online, ${names} can move whole topics to the earliest, the latest or a time, nothing else. ${stop}`,
    )
  }
  const missing = topics.flatMap((topic) => neverCommitted(facts, topic))
  if (missing.length > 0) {
    throw refuseReset(
      'ONLINE_NEVER_COMMITTED',
      `${names} cannot move clients before each queue has a committed offset; ${missing.length} have none. Wait for the first commits, or stop the clients.`,
      { count: missing.length },
    )
  }
}

const neverCommitted = ({ commits }: GroupFacts, { server, topicName, config }: ScopeTopic): number[] =>
  Array.from({ length: config.writeQueueNums }, (_, queueId) => queueId).filter(
    (queueId) => commitOf(commits, server, topicName, queueId) === undefined,
  )
