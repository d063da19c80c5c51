import { getCluster } from '#lib/clusters/get-cluster.ts'
import { decodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import { readDeliveries } from '#lib/traces/read-deliveries.ts'
import type { Context } from '#lib/users/context.ts'
import { type ConsumptionQuery, listConsumption } from './consumption/list-consumption.ts'
import { findMessage, type MessageRef, requireMessage } from './get-message.ts'
import type { ConsumptionList } from './schema.ts'

/** Of one request: finding the message and asking about it must both fit into 3 s although a server hangs. */
const TIMEOUT_MS = 1_000

/**
 * What became of a message in each group of its topic: those that subscribe to it now or ever committed an offset in it, by name.
 *
 * Told from copies under its unique id in dead-letter, retry and delay topics (code 12), traces (12) where the reader may see them,
 * subscriptions (203), and the offset committed for its queue (208, 14); who reads that queue, from its clients (307). At most 8
 * requests at once, and those for traces. A server that does not answer is named in `partial`, and what depends on it is UNKNOWN or
 * probable.
 *
 * @throws AppError as `findMessage` does
 */
export async function getConsumption(
  ctx: Context,
  input: MessageRef & ConsumptionQuery,
  now = new Date(),
): Promise<ConsumptionList> {
  requireMessage(ctx, 'message:read', input)
  const cluster = await getCluster(ctx, input.clusterId, { topic: 'message:read' })
  const timeoutMs = Math.min(cluster.pageTimeoutMs, TIMEOUT_MS)
  // An offset id is read at one broker, which has the answer or nobody has; a unique id is looked up twice at all of them.
  const findMs = decodeOffsetMsgId(input.messageId) ? cluster.pageTimeoutMs : timeoutMs
  const found = await findMessage(ctx, input, { timeoutMs: findMs })
  const caller = ctx.actor.userId ?? ctx.actor.id
  return listConsumption({ cluster, caller, signal: ctx.signal, now, timeoutMs }, found, input, {
    readTraces: () => readDeliveries(ctx, cluster, found.message, timeoutMs),
    withOwners: true,
  })
}
