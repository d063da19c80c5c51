import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toAppError, toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { isMasked } from '#lib/masking/mask-messages.ts'
import type { Server } from '#lib/rocketmq/admin/server.ts'
import { BrokerError, RequestTimeoutError, RocketmqError } from '#lib/rocketmq/errors.ts'
import { ResponseCode } from '#lib/rocketmq/response-code.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onGroup } from '#lib/users/scope-match.ts'
import { findMessage, type MessageRef, requireMessage } from '../get-message.ts'
import { topicOf } from '../is-of-topic.ts'
import type { CannotVerify, VerifyClients, VerifyRequest, VerifyResult } from '../schema.ts'
import { sightOf } from '../seen-as.ts'
import { findClients } from './find-clients.ts'

/** Finding message and client takes at most 4 s of the 15; the broker waits 10 s for its client. */
const FIND_MS = 1_000
const PATIENCE_MS = 11_000

/**
 * Has one client of a group consume a message again (309), and answers what its listener said. It really runs; no offset moves. One
 * client is asked, once: one that is silent may still be at work.
 *
 * @throws AppError as `findMessage`; CONFLICT when nobody can be asked, with the reason OFFLINE or why not; CLUSTER_TIMEOUT with the
 *   reason CLIENT_SILENT when it does not answer in 11 s; READ_ONLY; what the broker said
 */
export async function verifyConsumption(ctx: Context, input: MessageRef & VerifyRequest): Promise<VerifyResult> {
  const { clusterId, messageId, topic, groupName, clientId } = input
  requireMessage(ctx, 'message:verify', input)
  requirePermission(ctx, 'message:verify', clusterId, onGroup(groupName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const entry = {
    action: 'message.verify',
    clusterId,
    target: { kind: 'message', name: messageId },
    permission: 'message:verify' as const,
    detail: { groupName, ...(clientId !== undefined && { clientId }), ...(topic !== undefined && { topic }) },
  }
  return audited(ctx, entry, async (record) => {
    const { server, message } = await findMessage(ctx, input, {
      timeoutMs: Math.min(cluster.pageTimeoutMs, FIND_MS),
      seenBy: 'message:verify',
    })
    const clients = await findClients(cluster, { groupName, storedOn: server }, ctx.signal)
    const chosen = choose(clients, clientId, server)
    const { offsetMsgId, topicName } = message
    const query = { groupName, clientId: chosen, offsetMsgId, topicName }
    const answer = await ask(cluster, server, query, ctx.signal)
    // An exception likes to repeat what it could not read.
    const isHidden = answer.remark !== null && isMasked(message) && !sightOf(ctx, clusterId, topicOf(message)).mayUnmask
    const shown = { groupName, clientId: chosen, brokerName: server.brokerName, ...answer }
    const result = isHidden ? { ...shown, remark: null, isRemarkMasked: true } : shown
    record.after(isMasked(message) ? { ...result, remark: null } : result)
    return result
  })
}

/** @throws AppError CONFLICT when nobody, or not the one that is named, can be asked */
function choose({ groupName, items, partial }: VerifyClients, clientId: string | undefined, server: Server): string {
  const able = items.filter(({ cannot }) => cannot === undefined)
  const chosen = clientId === undefined ? able[0] : items.find((client) => client.clientId === clientId)
  if (!chosen) {
    const silent = (partial ?? []).map(({ brokerName, address }) => brokerName ?? address)
    const where = silent.length === 0 ? '' : ` on the servers that answer; ${silent.join(', ')} did not`
    const first = items[0]?.cannot
    if (clientId === undefined && first)
      throw cannotAsk(`No client of ${groupName} can be asked: ${why(first, server)}`, first)
    const who = clientId === undefined ? `No client of ${groupName}` : `No client ${clientId} of ${groupName}`
    throw cannotAsk(`${who} is online${where}.`, 'OFFLINE')
  }
  if (chosen.cannot) throw cannotAsk(`${chosen.clientId} cannot be asked: ${why(chosen.cannot, server)}`, chosen.cannot)
  return chosen.clientId
}

const cannotAsk = (detail: string, reason: CannotVerify | 'OFFLINE') => new AppError('CONFLICT', detail, { reason })

function why(cannot: CannotVerify, { brokerName }: Server): string {
  switch (cannot) {
    case 'BROADCAST':
      return 'the group consumes by broadcast.'
    case 'PULL':
      return 'its program pulls by itself and has no listener.'
    case 'PROXY':
      return 'it speaks gRPC with a cluster-mode proxy, which hands nothing on.'
    case 'OTHER_BROKER':
      return `it is not connected to ${brokerName}, which stores the message.`
  }
}

async function ask(
  { admin }: LiveCluster,
  server: Server,
  query: { groupName: string; clientId: string; offsetMsgId: string; topicName: string },
  signal: AbortSignal,
) {
  try {
    return await admin.clients.consumeDirectly(server, query, { signal, timeoutMs: PATIENCE_MS })
  } catch (error) {
    if (!(error instanceof RocketmqError)) throw error
    if (!isSilentClient(error)) throw toAppError(error)
    const { clientId } = query
    const detail = `${clientId} did not answer ${server.brokerName} (${server.address}). It may still be at work on the message.`
    const unknown = [{ target: clientId, error: toTargetError(error, server) }]
    const facts = { reason: 'CLIENT_SILENT', extra: { done: [], failed: [], unknown } }
    throw new AppError('CLUSTER_TIMEOUT', detail, facts, { cause: error })
  }
}

const isSilentClient = (error: RocketmqError) =>
  error instanceof RequestTimeoutError ||
  (error instanceof BrokerError && error.responseCode === ResponseCode.CONSUME_MSG_TIMEOUT)
