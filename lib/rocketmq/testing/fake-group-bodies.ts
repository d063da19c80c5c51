import type { RetryPolicy } from '../admin/group-config.ts'
import type { HaStatus } from '../admin/ha-status.ts'
import type { RunningInfo } from '../admin/running-info.ts'
import type { SubscriptionData } from '../admin/subscription-data.ts'
import type { FakeGroup, FakeProducer } from './fake-group.ts'

/*
 * Bodies as fastjson writes them: map keys that are numbers or objects stand bare, so they are no JSON (protocol notes §3).
 */

/** Body of GET_ALL_SUBSCRIPTIONGROUP_CONFIG (201). */
export function groupConfigBody(groups: Iterable<FakeGroup>): string {
  const table: string[] = []
  const forbidden: string[] = []
  for (const { config, extraMembers } of groups) {
    if (!config) continue
    const { retryPolicy, forbiddenTopics, ...known } = config
    if (forbiddenTopics.length > 0) {
      forbidden.push(
        `${JSON.stringify(config.groupName)}:{${forbiddenTopics.map((topic) => `${JSON.stringify(topic)}:4`)}}`,
      )
    }
    const members = { ...known, groupRetryPolicy: retryPolicy && retryPolicyBody(retryPolicy), ...extraMembers }
    table.push(`${JSON.stringify(config.groupName)}:${json(members)}`)
  }
  return `{"dataVersion":{"counter":1,"stateVersion":0,"timestamp":1},"forbiddenTable":{${forbidden}},"subscriptionGroupTable":{${table}}}`
}

/** Body of GET_ALL_CONSUMER_OFFSET (43). */
export function consumerOffsetBody(groups: Iterable<FakeGroup>): string {
  const table: string[] = []
  for (const { groupName, offsets } of groups) {
    for (const [topicName, offsetByQueueId] of Object.entries(offsets)) {
      const queues = Object.entries(offsetByQueueId).map(([queueId, offset]) => `${queueId}:${offset}`)
      table.push(`${JSON.stringify(`${topicName}@${groupName}`)}:{${queues}}`)
    }
  }
  return `{"dataVersion":{"counter":1,"stateVersion":0,"timestamp":1},"offsetTable":{${table}}}`
}

/** Body of GET_CONSUMER_CONNECTION_LIST (203). */
export function consumerConnectionBody(group: FakeGroup): string {
  return json({
    connectionSet: group.clients.map(({ clientId, address, language, versionOrdinal }) => ({
      clientAddr: address,
      clientId,
      language,
      version: versionOrdinal,
    })),
    consumeFromWhere: 'CONSUME_FROM_LAST_OFFSET',
    consumeType: group.consumeType ?? 'CONSUME_PASSIVELY',
    messageModel: group.messageModel ?? 'CLUSTERING',
    subscriptionTable: Object.fromEntries(group.subscriptions.map((data) => [data.topicName, subscriptionBody(data)])),
  })
}

/** Body of QUERY_SUBSCRIPTION_BY_CONSUMER (345). */
export function subscriptionOfTopicBody(group: FakeGroup | undefined, topicName: string): string {
  const data = group?.clients.length ? group.subscriptions.find((found) => found.topicName === topicName) : undefined
  return json({ topic: topicName, subscriptionData: data && subscriptionBody(data) })
}

/** Body of GET_ALL_PRODUCER_INFO (328). */
export function producerInfoBody(producers: readonly FakeProducer[]): string {
  const data: Record<string, unknown[]> = {}
  for (const producer of producers) {
    data[producer.producerGroup] ??= []
    data[producer.producerGroup]?.push({
      clientId: producer.clientId,
      language: producer.language ?? 'JAVA',
      lastUpdateTimestamp: (producer.lastSeenAt ?? new Date()).getTime(),
      remoteIP: producer.address ?? '127.0.0.1:50000',
      version: producer.versionOrdinal ?? 513,
    })
  }
  return json({ data })
}

/** Body of GET_CONSUMER_RUNNING_INFO (307). */
export function runningInfoBody(group: FakeGroup, info: Partial<RunningInfo>, withStack: boolean): string {
  const queues = (info.queues ?? []).map(
    (queue) =>
      `${queueKey(queue)}:${json({
        cachedMsgCount: queue.cachedMessages,
        cachedMsgMaxOffset: queue.cachedMaxOffset,
        cachedMsgMinOffset: queue.cachedMinOffset,
        cachedMsgSizeInMiB: queue.cachedMiB,
        commitOffset: queue.commitOffset,
        droped: queue.isDropped,
        lastConsumeTimestamp: queue.lastConsumeAt?.getTime() ?? 0,
        lastLockTimestamp: queue.lastLockAt?.getTime() ?? 0,
        lastPullTimestamp: queue.lastPullAt?.getTime() ?? 0,
        locked: queue.isLocked,
      })}`,
  )
  const popQueues = (info.popQueues ?? []).map(
    (queue) =>
      `${queueKey(queue)}:${json({
        droped: queue.isDropped,
        lastPopTimestamp: queue.lastPopAt?.getTime() ?? 0,
        waitAckCount: queue.waitAckCount,
      })}`,
  )
  const rest = json({
    properties: info.properties ?? {},
    statusTable: Object.fromEntries(
      (info.statuses ?? []).map((status) => [
        status.topicName,
        {
          consumeFailedMsgs: status.consumeFailedLastHour,
          consumeFailedTPS: status.consumeFailedTps,
          consumeOKTPS: status.consumeOkTps,
          consumeRT: status.consumeRtMs,
          pullRT: status.pullRtMs,
          pullTPS: status.pullTps,
        },
      ]),
    ),
    subscriptionSet: (info.subscriptions ?? group.subscriptions).map(subscriptionBody),
    jstack: withStack ? (info.jstack ?? undefined) : undefined,
  })
  return `{"mqTable":{${queues}},"mqPopTable":{${popQueues}},${rest.slice(1)}`
}

/** Body of GET_BROKER_HA_STATUS (907). */
export function haStatusBody(status: HaStatus): string {
  return json({
    master: status.isMaster,
    masterCommitLogMaxOffset: status.masterCommitLogMaxOffset,
    inSyncSlaveNums: status.inSyncSlaveCount,
    haConnectionInfo: status.slaves.map((slave) => ({
      addr: slave.address,
      diff: slave.behindBytes,
      inSync: slave.isInSync,
      slaveAckOffset: slave.ackOffset,
      transferFromWhere: slave.transferFromOffset,
      transferredByteInSecond: slave.bytesPerSecond,
    })),
    haClientRuntimeInfo: {
      masterAddr: status.upstream?.masterAddress ?? undefined,
      lastReadTimestamp: status.upstream?.lastReadAt?.getTime() ?? 0,
      lastWriteTimestamp: status.upstream?.lastWriteAt?.getTime() ?? 0,
      masterFlushOffset: status.upstream?.masterFlushOffset ?? 0,
      maxOffset: status.upstream?.maxOffset ?? 0,
      transferredByteInSecond: status.upstream?.bytesPerSecond ?? 0,
    },
  })
}

/** A queue as a key of fastjson. */
export function queueKey(queue: { brokerName: string; queueId: number; topicName: string }): string {
  return json({ brokerName: queue.brokerName, queueId: queue.queueId, topic: queue.topicName })
}

function subscriptionBody(data: SubscriptionData): unknown {
  return {
    classFilterMode: data.isClassFilter,
    codeSet: [],
    expressionType: data.expressionType,
    subString: data.expression,
    subVersion: data.subVersion,
    tagsSet: [],
    topic: data.topicName,
  }
}

function retryPolicyBody(policy: RetryPolicy): unknown {
  if (policy.type === 'CUSTOMIZED') return { type: policy.type, customizedRetryPolicy: { next: policy.nextMs } }
  const { type, initialMs, maxMs, multiplier } = policy
  return { type, exponentialRetryPolicy: { initial: initialMs, max: maxMs, multiplier } }
}

/** JSON without null, as servers write it, and with `bigint` as digits up to 2^53, as text beyond. */
export function json(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member !== 'bigint') return member ?? undefined
    return Number.isSafeInteger(Number(member)) ? Number(member) : String(member)
  })
}
