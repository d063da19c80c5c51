import { type LiveCluster, withSystemTopics } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import type { TracedDeliveries, TracedDelivery } from '#lib/messages/consumption/traced-deliveries.ts'
import { topicOf } from '#lib/messages/is-of-topic.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { buildTrace, locateRecords } from './build-traces.ts'
import { readRecordsByKey, traceWindow } from './read-records.ts'
import type { TraceHop } from './schema.ts'

/** Of the time for all: one broker that hangs must not take the records of the others along. */
const SHARE_OF_A_REQUEST = 0.7

/**
 * What consumers wrote down of a message, in the registered trace topics; none for who may not read traces of its topic. What was
 * read until the time is up counts; a failure tells nothing, and never breaks the answer around it.
 *
 * @throws the signal's reason
 */
export async function readDeliveries(
  ctx: Context,
  cluster: LiveCluster,
  message: StoredMessage,
  patienceMs: number,
): Promise<TracedDeliveries> {
  const nothing = { deliveries: [], partial: [] }
  if (!hasPermission(ctx, 'trace:read', cluster.clusterId, onTopic(topicOf(message)))) return nothing
  const id = message.uniqKey ?? message.offsetMsgId
  const deadline = AbortSignal.timeout(patienceMs)
  // Records are found by what stands in their keys; nothing of them is shown.
  const context = {
    cluster: withSystemTopics(cluster),
    caller: ctx.actor.userId ?? ctx.actor.id,
    mayUnmask: true,
    signal: ctx.signal,
    deadline,
    timeoutMs: Math.ceil(patienceMs * SHARE_OF_A_REQUEST),
  }
  try {
    const window = traceWindow(message.bornTimestamp)
    const read = await readRecordsByKey(context, cluster.traceTopics, { key: id, ...window })
    const own = locateRecords(read.found).filter(({ record }) => record.messageId === id)
    const deliveries = buildTrace(id, own).hops.flatMap((hop) => toDelivery(hop) ?? [])
    return { deliveries: deliveries.filter((delivery) => isSince(delivery, message)), partial: read.partial }
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (deadline.aborted || error instanceof AppError || error instanceof RocketmqError) return nothing
    throw error
  }
}

function toDelivery({ stage, groupName, clientHost, startedAt, retryTimes, result }: TraceHop): TracedDelivery | null {
  if (stage !== 'CONSUME' || groupName === null) return null
  const outcome = result === 'SUCCESS' || result === 'NO_END' ? result : 'FAILED'
  return { groupName, clientHost, at: startedAt, tries: retryTimes ?? null, outcome }
}

/** A copy in a retry topic has the unique id of what failed before it: that delivery was not one of the copy. */
const isSince = ({ tries }: TracedDelivery, { reconsumeTimes }: StoredMessage) =>
  tries === null || tries >= reconsumeTimes
