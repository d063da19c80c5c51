import type { LiveCluster } from '#lib/clusters/get-cluster.ts'
import { toAppError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { RunningInfo } from '#lib/rocketmq/admin/clients.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, RequestTimeoutError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import { findConnections, type GroupConnections } from './find-connections.ts'
import { seenInfo } from './seen-info.ts'

/** The broker waits 10 s for its client. */
const PATIENCE_MS = 12_000

export interface ClientQuestion {
  groupName: string
  clientId: string
  withStack: boolean
}

export interface ClientAnswer {
  info: RunningInfo
  server: Server
  connections: GroupConnections
  /** As the brokers know the group. */
  messageModel: string
}

/**
 * Asks one consumer what it does (307), through a broker that it is connected to. Ends when the signal aborts.
 *
 * @throws AppError NOT_FOUND when it is online nowhere, NOT_SUPPORTED when only a proxy holds its connection, CLUSTER_TIMEOUT
 *   with the reason CLIENT_SILENT when it does not answer within 12 s, what the first broker said when none could be asked
 */
export async function askClient(
  cluster: LiveCluster,
  question: ClientQuestion,
  signal: AbortSignal,
): Promise<ClientAnswer> {
  const connections = await findConnections(cluster, question.groupName, signal)
  const holding = connections.brokers.flatMap(({ server, connection }) =>
    connection?.clients.some(({ clientId }) => clientId === question.clientId) ? [{ server, connection }] : [],
  )
  if (holding.length === 0) throw notAskable(question, connections)

  const deadlineMs = performance.now() + PATIENCE_MS
  let refusal: RocketmqError | null = null
  for (const { server, connection } of holding) {
    const timeoutMs = Math.ceil(deadlineMs - performance.now())
    if (timeoutMs <= 0) break
    try {
      const info = await cluster.admin.clients.getRunningInfo(server, question, { signal, timeoutMs })
      return { info: seenInfo(info, cluster.scope), server, connections, messageModel: connection.messageModel }
    } catch (error) {
      if (!(error instanceof RocketmqError)) throw error
      if (isSilentClient(error)) throw silentClient(question, server, error)
      // Not connected here any more, or the broker is going: another one may still hold it.
      refusal ??= error
    }
  }
  throw toAppError(refusal)
}

const isSilentClient = (error: RocketmqError) =>
  error instanceof RequestTimeoutError ||
  (error instanceof BrokerError && error.responseCode === ResponseCode.CONSUME_MSG_TIMEOUT)

function silentClient({ clientId }: ClientQuestion, { brokerName, address }: Server, cause: RocketmqError): AppError {
  const detail = `The client ${clientId} did not answer ${brokerName} (${address}).`
  return new AppError('CLUSTER_TIMEOUT', detail, { reason: 'CLIENT_SILENT' }, { cause })
}

function notAskable({ clientId, groupName }: ClientQuestion, connections: GroupConnections): AppError {
  const isAtProxy = connections.proxies.some(({ connection }) =>
    connection?.clients.some((client) => client.clientId === clientId),
  )
  if (isAtProxy) {
    return new AppError(
      'NOT_SUPPORTED',
      `${clientId} is connected to a proxy in cluster mode. Stack and running info answer only through a broker or a local-mode proxy.`,
    )
  }
  if (connections.brokers.length === 0 && connections.brokerError) return toAppError(connections.brokerError)
  const silent = connections.partial.map(({ brokerName, address }) => brokerName ?? address)
  const where = silent.length === 0 ? '' : ` on the servers that answer; ${silent.join(', ')} did not`
  return new AppError('NOT_FOUND', `No client ${clientId} of group ${groupName} is online${where}.`)
}
