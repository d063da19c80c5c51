import { setTimeout as wait } from 'node:timers/promises'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { toFanOut, toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { type NewMessage, type SendAnswer, sendLimits } from '../schema.ts'
import { type MessagePlan, planMessages } from './plan-messages.ts'
import { type Published, publishMessage } from './publish-message.ts'
import { withBytes } from './read-original.ts'
import { readTopicToSendTo } from './topic-to-send-to.ts'

export type SendMessagesInput = NewMessage & { clusterId: string; topicName: string }

/** On their way at once, where the order does not matter. */
const MAX_ON_THE_WAY = 16

type SentOne = Published & { index: number }

/**
 * Sends one message, or `count` of them at a rate, to a topic that exists: inventory and route are read before, and the request
 * itself makes no topic. Each message is sent once; what was not answered may be stored, and is named with its unique id.
 *
 * It ends after 50 s, or when the client has gone, with what was sent by then.
 *
 * @throws AppError NOT_FOUND, CONFLICT, INVALID_INPUT with one message per field, READ_ONLY; FORBIDDEN for more than one without
 *   `message:send-many`; what the broker said when no message was stored
 */
export async function sendMessages(ctx: Context, input: SendMessagesInput): Promise<SendAnswer> {
  const { clusterId, topicName, body, ...rest } = input
  requirePermission(ctx, 'message:send', clusterId, onTopic(topicName))
  if (input.count > 1) requirePermission(ctx, 'message:send-many', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const entry = {
    action: 'message.send',
    clusterId,
    target: { kind: 'topic', name: topicName },
    permission: input.count > 1 ? ('message:send-many' as const) : ('message:send' as const),
    // Bodies are not for everybody who may read the audit.
    detail: { ...rest, body: bodyWords(body) },
  }
  const { answer } = await audited(ctx, entry, async (record) => {
    requireTypedName(cluster, input)
    const message = await withBytes(ctx, input)
    const plan = planMessages(await readTopicToSendTo(cluster, topicName, ctx.signal), message, new Date())
    const sent = await sendAll(ctx, cluster, topicName, plan)
    const made = toAnswer(topicName, plan, sent)
    record.after({ ...made, items: made.items.slice(0, 20) })
    return { ...outcomeOf(sent), answer: made }
  })
  return answer
}

function bodyWords(body: NewMessage['body']) {
  if ('text' in body) return { textLength: body.text.length }
  return 'base64' in body ? { base64Length: body.base64.length } : body
}

/** Real consumers get it. @throws AppError INVALID_INPUT */
function requireTypedName({ environment }: LiveCluster, { topicName, confirm }: SendMessagesInput): void {
  if (environment !== 'production' || confirm === topicName) return
  throw new AppError('INVALID_INPUT', `Sending to ${topicName} in production needs its full name as confirm.`, {
    fields: [{ path: 'body.confirm', rule: 'confirm', params: { name: topicName }, detail: 'Type the full name.' }],
  })
}

async function sendAll(ctx: Context, cluster: LiveCluster, topicName: string, plan: MessagePlan): Promise<SentOne[]> {
  const sent: SentOne[] = []
  const onTheWay = new Set<Promise<void>>()
  const startedAt = performance.now()
  let failure: unknown = null
  for (let place = 0; place < plan.count; place++) {
    const dueMs = startedAt + (place * 1_000) / plan.ratePerSecond - performance.now()
    // Its end is asked for below.
    if (dueMs > 0) await wait(dueMs, undefined, { signal: ctx.signal }).catch(() => {})
    if (onTheWay.size >= (plan.isOrdered ? 1 : MAX_ON_THE_WAY)) await Promise.race(onTheWay)
    if (failure !== null || ctx.signal.aborted) break
    if (performance.now() - startedAt > sendLimits.sendSeconds * 1_000) break
    const index = plan.firstIndex + place
    const message = { topicName, body: plan.bodyOf(index, new Date()), properties: plan.properties }
    const one = publishMessage(cluster, message, { signal: ctx.signal, queue: plan.queueOf(place) })
      .then((published) => void sent.push({ ...published, index }))
      .catch((error: unknown) => {
        failure = error
      })
      .finally(() => onTheWay.delete(one))
    onTheWay.add(one)
  }
  await Promise.all(onTheWay)
  // An abort that comes after some were sent ends the work, not the account of it.
  if (sent.length === 0) ctx.signal.throwIfAborted()
  if (failure !== null && !ctx.signal.aborted) throw failure
  return sent.sort((a, b) => a.index - b.index)
}

/** As the audit counts them. @throws AppError when nothing was stored: what the first broker said */
function outcomeOf(sent: readonly SentOne[]) {
  const results = { done: [], failed: [], unknown: [] } as Parameters<typeof toFanOut>[0]
  for (const { queue, outcome } of sent) {
    if (outcome.state === 'done') results.done.push({ server: queue.server })
    else results[outcome.state].push({ server: queue.server, error: outcome.error })
  }
  return toFanOut(results)
}

function toAnswer(topicName: string, plan: MessagePlan, sent: readonly SentOne[]): SendAnswer {
  const answer: SendAnswer = { items: [], failed: [], notSent: plan.count - sent.length }
  for (const { index, uniqKey, queue, outcome, durationMs } of sent) {
    const { brokerName, queueId, server } = queue
    const common = { uniqKey, topicName, brokerName, queueId, durationMs }
    if (outcome.state === 'done') {
      const { status, offsetMsgId, queueOffset } = outcome.value
      answer.items.push({ ...common, offsetMsgId, queueOffset, sendStatus: status })
    } else {
      const error = toTargetError(outcome.error, server)
      answer.failed.push({ ...common, index, isUnknown: outcome.state === 'unknown', error })
    }
  }
  return answer
}
