import type { FanOut, PartialEntry } from '#lib/api/endpoint.ts'
import { audited } from '#lib/audit/audited.ts'
import { getCluster, type LiveCluster, requireWritable } from '#lib/clusters/get-cluster.ts'
import { readLimits } from '#lib/clusters/get-limits.ts'
import { toFanOut, toPartialEntry } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import { askEach } from '#lib/groups/ask-each.ts'
import { getSample } from '#lib/monitoring/get-sample.ts'
import type { TopicConfigChange } from '#lib/rocketmq/admin/topics.ts'
import { RocketmqError } from '#lib/rocketmq/errors.ts'
import type { Context } from '#lib/users/context.ts'
import { wholeScope } from '#lib/users/read-scope.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { onTopic } from '#lib/users/scope-match.ts'
import { findTopic } from './find-topic.ts'
import { changeTopicCommand } from './mqadmin-command.ts'
import { readBack } from './read-back.ts'
import { readTargets, type TopicTargets } from './read-targets.ts'
import { requireQueuesWithin } from './require-within-limits.ts'
import type { TopicShrink, TopicShrinkResult } from './schema.ts'
import type { BrokerConfig } from './topic-rows.ts'
import { heldConfigs, requireChangeable } from './update-topic.ts'

interface ShrinkInput {
  clusterId: string
  topicName: string
  /** Queues that stay on each broker. */
  queuesPerBroker: number
}

const IN_FLIGHT = 16

/**
 * How far a topic is on its way to fewer queues: whether producers still write to those that go, and which groups have not consumed
 * everything in them.
 *
 * @throws AppError NOT_FOUND, INVALID_INPUT when the topic has no more queues than that
 */
export async function getTopicShrink(ctx: Context, input: ShrinkInput): Promise<TopicShrink> {
  requirePermission(ctx, 'topic:read', input.clusterId, onTopic(input.topicName))
  const cluster = await getCluster(ctx, input.clusterId)
  return (await look(ctx, cluster, input)).shrink
}

/**
 * Does the next step towards fewer queues. First the queues that go take no more messages but are still read; when every group that
 * has to do with the topic has consumed all that is in them, they are given up. While something waits in them nothing is done, and
 * the answer says who has not consumed what. The way back is to raise the queues again.
 *
 * A producer with an old route that writes to a queue while it is given up is refused by the broker and sends elsewhere; what
 * came in between the last look and that moment opens the queues again.
 *
 * @throws AppError NOT_FOUND, READ_ONLY, INVALID_INPUT, CONFLICT while a broker is silent; CLUSTER_… with the three lists when no
 *   master has done it
 */
export async function shrinkTopic(ctx: Context, input: ShrinkInput): Promise<TopicShrinkResult> {
  const { clusterId, topicName, queuesPerBroker } = input
  requirePermission(ctx, 'topic:update', clusterId, onTopic(topicName))
  const cluster = await getCluster(ctx, clusterId)
  requireWritable(cluster)
  const { shrink, targets, ends } = await look(ctx, cluster, input)
  const changes = changesOf(shrink, targets, queuesPerBroker)
  const command = changeTopicCommand(cluster.nameServers, changes)
  const entry = {
    action: 'topic.shrink',
    clusterId,
    target: { kind: 'topic', name: topicName },
    permission: 'topic:update' as const,
    before: { configs: heldConfigs(targets.masters) },
    detail: { queuesPerBroker, step: shrink.step },
    command,
  }
  return audited(ctx, entry, async (record) => {
    requireQueuesWithin(await readLimits(clusterId), queuesPerBroker)
    const [silent] = [...targets.unreachable.map(({ error }) => error), ...(shrink.partial ?? [])]
    if (silent) {
      const detail = `${silent.detail} Queues are given up only when every broker has said that they are empty.`
      throw new AppError('CONFLICT', detail)
    }
    if (changes.length === 0) {
      record.after(shrink)
      return { done: [], failed: [], unknown: [], resource: shrink, command }
    }
    const results = await cluster.admin.topics.update(changes, { signal: ctx.signal })
    const outcome: FanOut<TopicShrink> = toFanOut(results)
    await readBack(cluster, topicName, results)
    const late = shrink.step === 'READ' ? await grownOn(ctx, cluster, { topicName, changes, ends }) : new Set<string>()
    if (late.size > 0) await openAgain(ctx, cluster, changes, late)
    const resource = (await look(ctx, cluster, input)).shrink
    record.after({ ...resource, openedAgainOn: [...late] })
    return { ...outcome, resource, command }
  })
}

/** End of each queue that goes, by `brokerName queueId`. */
type Ends = ReadonlyMap<string, bigint>
const keyOf = (brokerName: string, queueId: number) => `${brokerName} ${queueId}`

async function look(
  ctx: Context,
  cluster: LiveCluster,
  { clusterId, topicName, queuesPerBroker }: ShrinkInput,
): Promise<{ shrink: TopicShrink; targets: TopicTargets; ends: Ends }> {
  const { row: found } = await findTopic(cluster, topicName, ctx.signal)
  const targets = await readTargets(cluster, topicName, ctx.signal)
  const row = targets.row ?? found
  requireChangeable(row)
  const most = Math.max(...row.brokers.map(({ config }) => Math.max(config.readQueueNums, config.writeQueueNums)))
  if (most < queuesPerBroker) {
    const detail = `${topicName} has ${most} queues per broker: to have more, change the topic.`
    throw new AppError('INVALID_INPUT', detail, {
      fields: [{ path: 'body.queuesPerBroker', rule: 'onlyFewerQueues', params: { queues: most }, detail }],
    })
  }
  const sample = await getSample({ clusterId, scope: wholeScope })
  const sampled = sample?.topics.get(topicName)?.groupNames ?? []
  const waiting: TopicShrink['waiting'] = []
  const partial: PartialEntry[] = []
  const ends = new Map<string, bigint>()
  await Promise.all(
    targets.masters.map(async (broker) => {
      try {
        waiting.push(...(await waitingOn(ctx, cluster, { broker, topicName, queuesPerBroker, sampled, ends })))
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        partial.push(toPartialEntry(broker.server, error))
      }
    }),
  )
  const brokers = row.brokers.map(({ server, config }) => ({
    brokerName: server.brokerName,
    writeQueues: config.writeQueueNums,
    readQueues: config.readQueueNums,
  }))
  const isWritten = brokers.some(({ writeQueues }) => writeQueues > queuesPerBroker)
  const isRead = brokers.some(({ readQueues }) => readQueues > queuesPerBroker)
  const isUnsure = waiting.length > 0 || partial.length > 0 || targets.unreachable.length > 0
  return {
    shrink: {
      topicName,
      queuesPerBroker,
      step: isWritten ? 'WRITE' : !isRead ? 'DONE' : isUnsure ? 'DRAIN' : 'READ',
      brokers,
      waiting: waiting.sort(
        (a, b) =>
          a.groupName.localeCompare(b.groupName) || a.brokerName.localeCompare(b.brokerName) || a.queueId - b.queueId,
      ),
      readAt: new Date(),
      ...(partial.length > 0 && { partial }),
    },
    targets,
    ends,
  }
}

/** Who has not consumed what in the queues that go from this broker. A group that never committed there has consumed nothing. */
async function waitingOn(
  ctx: Context,
  { admin, scope, pageTimeoutMs: timeoutMs }: LiveCluster,
  {
    broker: { server, config },
    topicName,
    queuesPerBroker,
    sampled,
    ends,
  }: {
    broker: BrokerConfig
    topicName: string
    queuesPerBroker: number
    sampled: readonly string[]
    ends: Map<string, bigint>
  },
): Promise<TopicShrink['waiting']> {
  const options = { signal: ctx.signal, timeoutMs }
  const count = Math.max(config.readQueueNums, config.writeQueueNums) - queuesPerBroker
  const queueIds = Array.from({ length: Math.max(0, count) }, (_, index) => queuesPerBroker + index)
  if (queueIds.length === 0) return []
  const { done, failed } = await admin.groups.listOffsets([server], options)
  if (failed[0]) throw failed[0].error
  const committed = new Map(
    (done[0]?.value ?? []).filter((each) => each.topicName === topicName).map((each) => [each.groupName, each]),
  )
  const groupNames = new Set([...committed.keys(), ...sampled])
  const waiting: TopicShrink['waiting'] = []
  await askEach(queueIds, IN_FLIGHT, async (queueId) => {
    const queue = { topicName, queueId }
    const [min, max] = await Promise.all([
      admin.offsets.getMin(server, queue, options),
      admin.offsets.getMax(server, queue, options),
    ])
    ends.set(keyOf(server.brokerName, queueId), max)
    for (const groupName of groupNames) {
      const at = committed.get(groupName)?.offsetByQueueId.get(queueId)
      const from = at === undefined || at < min ? min : at
      if (max <= from) continue
      // What a group that the actor does not see still has to read holds the queues back too; which group it is is not said.
      const name = scope.group(groupName) ? groupName : '(outside your scope)'
      waiting.push({ topicName, brokerName: server.brokerName, queueId, groupName: name, lag: max - from })
    }
  })
  return waiting
}

function changesOf({ step }: TopicShrink, { masters }: TopicTargets, queues: number): TopicConfigChange[] {
  if (step === 'WRITE') {
    return masters
      .filter(({ config }) => config.writeQueueNums > queues)
      .map(({ server, config }) => ({ server, before: config, config: { writeQueueNums: queues } }))
  }
  if (step !== 'READ') return []
  return masters
    .filter(({ config }) => config.readQueueNums > queues)
    .map(({ server, config }) => ({ server, before: config, config: { readQueueNums: queues } }))
}

/** Brokers that took a message for a queue just before it was given up; one that does not tell may have. */
async function grownOn(
  ctx: Context,
  { admin, pageTimeoutMs: timeoutMs }: LiveCluster,
  { topicName, changes, ends }: { topicName: string; changes: readonly TopicConfigChange[]; ends: Ends },
): Promise<Set<string>> {
  const names = new Set<string>()
  await Promise.all(
    changes.map(async ({ server, before, config }) => {
      const kept = config.readQueueNums ?? before.readQueueNums
      const queueIds = Array.from({ length: before.readQueueNums - kept }, (_, index) => kept + index)
      try {
        await askEach(queueIds, IN_FLIGHT, async (queueId) => {
          const end = await admin.offsets.getMax(server, { topicName, queueId }, { signal: ctx.signal, timeoutMs })
          if (end > (ends.get(keyOf(server.brokerName, queueId)) ?? 0n)) names.add(server.brokerName)
        })
      } catch (error) {
        if (!(error instanceof RocketmqError)) throw error
        names.add(server.brokerName)
      }
    }),
  )
  return names
}

async function openAgain(
  ctx: Context,
  { admin }: LiveCluster,
  changes: readonly TopicConfigChange[],
  names: ReadonlySet<string>,
): Promise<void> {
  const back = changes
    .filter(({ server }) => names.has(server.brokerName))
    .map(({ server, before, config }) => ({
      server,
      before: { ...before, ...config },
      config: { readQueueNums: before.readQueueNums },
    }))
  await admin.topics.update(back, { signal: ctx.signal })
}
