import type { HaStatus } from '../admin/ha-status.ts'
import type { Command } from '../codec/command.ts'
import { RequestCode } from '../request-code.ts'
import { ResponseCode } from '../response-code.ts'
import { type Answer, refuse, reply } from './fake-answers.ts'
import type { Handlers } from './fake-broker.ts'
import type { FakeGroup } from './fake-group.ts'
import {
  consumerConnectionBody,
  consumerOffsetBody,
  groupConfigBody,
  haStatusBody,
  json,
  producerInfoBody,
  queueKey,
  runningInfoBody,
  subscriptionOfTopicBody,
} from './fake-group-bodies.ts'
import type { FakeStore } from './fake-store.ts'

export interface FakeGroupFacts {
  brokerName: string
  brokerId: number
  /** Resets offsets on its own side, as 5.2+ does; else it pushes them to clients. */
  isServerSideReset?: boolean
}

/** What a real broker answers to the requests of groups, clients and replication, out of a store in memory. */
export function groupHandlers(store: FakeStore, facts: FakeGroupFacts): Handlers {
  const { brokerName, brokerId } = facts
  const groupOf = ({ extFields }: Command) => store.groups.get(extFields.consumerGroup ?? extFields.group ?? '')
  return {
    [RequestCode.GET_ALL_SUBSCRIPTIONGROUP_CONFIG]: () => reply({ body: groupConfigBody(store.groups.values()) }),
    [RequestCode.GET_ALL_CONSUMER_OFFSET]: () => reply({ body: consumerOffsetBody(store.groups.values()) }),
    [RequestCode.GET_CONSUMER_CONNECTION_LIST]: (request) => connection(groupOf(request), request),
    [RequestCode.GET_CONSUME_STATS]: (request) => consumeStats(store, brokerName, groupOf(request), request),
    [RequestCode.QUERY_CONSUME_TIME_SPAN]: (request) => timeSpans(store, brokerName, groupOf(request), request),
    [RequestCode.QUERY_CONSUMER_OFFSET]: (request) => {
      const offset = groupOf(request)?.offsets[request.extFields.topic ?? '']?.[Number(request.extFields.queueId)]
      return offset === undefined
        ? refuse(ResponseCode.QUERY_NOT_FOUND, 'Not found, do not set to zero, maybe this group boot first')
        : reply({ extFields: { offset: String(offset) } })
    },
    [RequestCode.UPDATE_CONSUMER_OFFSET]: (request) => {
      const group = groupOf(request)
      if (!group) return refuse(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, 'Group not exist!')
      const { topic = '', queueId, commitOffset = '0' } = request.extFields
      setOffset(group, topic, Number(queueId), BigInt(commitOffset))
      return reply()
    },
    [RequestCode.INVOKE_BROKER_TO_RESET_OFFSET]: (request) => resetOffset(store, facts, groupOf(request), request),
    [RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER]: (request) =>
      reply({ body: subscriptionOfTopicBody(groupOf(request), request.extFields.topic ?? '') }),
    [RequestCode.QUERY_TOPIC_CONSUME_BY_WHO]: ({ extFields }) =>
      reply({ body: JSON.stringify({ groupList: groupsOfTopic(store, extFields.topic ?? '') }) }),
    [RequestCode.GET_ALL_MESSAGE_REQUEST_MODE]: () => reply({ body: requestModes(store) }),
    [RequestCode.GET_CONSUMER_RUNNING_INFO]: (request) => runningInfo(groupOf(request), request),
    [RequestCode.GET_ALL_PRODUCER_INFO]: () => reply({ body: producerInfoBody(store.producers) }),
    [RequestCode.GET_BROKER_HA_STATUS]: () => reply({ body: haStatusBody(store.haStatus ?? alone(store, brokerId)) }),
    [RequestCode.GET_TIMER_METRICS]: () => reply({ body: timerMetrics(store) }),
    [RequestCode.VIEW_BROKER_STATS_DATA]: ({ extFields }) =>
      refuse(ResponseCode.SYSTEM_ERROR, `The stats <${extFields.statsName}> <${extFields.statsKey}> not exist`),
  }
}

function setOffset(group: FakeGroup, topicName: string, queueId: number, offset: bigint): void {
  group.offsets = { ...group.offsets, [topicName]: { ...group.offsets[topicName], [queueId]: offset } }
}

function resetOffset(
  store: FakeStore,
  { brokerName, isServerSideReset = false }: FakeGroupFacts,
  group: FakeGroup | undefined,
  { extFields }: Command,
): Answer {
  const { topic: topicName = '', timestamp, queueId = '-1', offset } = extFields
  if (!group) return refuse(ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST, 'Group does not exist')
  if (isServerSideReset && offset !== undefined) {
    const { minOffset, maxOffset } = store.ends(topicName, Number(queueId))
    if (BigInt(offset) < minOffset || BigInt(offset) > maxOffset + 1n) {
      const remark = `Target offset ${offset} not in consume queue range [${minOffset}-${maxOffset}]`
      return refuse(ResponseCode.SYSTEM_ERROR, remark)
    }
    setOffset(group, topicName, Number(queueId), BigInt(offset))
    return reply({
      body: `{"offsetTable":{${queueKey({ brokerName, queueId: Number(queueId), topicName })}:${offset}}}`,
    })
  }
  const committed = group.offsets[topicName] ?? {}
  const queueIds = queueIdsOf(store, topicName)
  if (queueIds.some((id) => committed[id] === undefined)) {
    return refuse(ResponseCode.SYSTEM_ERROR, `THe consumer group <${group.groupName}> not exist`)
  }
  if (group.clients.length === 0) {
    return refuse(ResponseCode.CONSUMER_NOT_ONLINE, 'Consumer not online, so can not reset offset')
  }
  // What is pushed moves nothing here: that is up to the clients.
  const table = queueIds.map((id) => {
    const found = store.queue(topicName, id).findIndex((message) => message.storeTimestampMs >= Number(timestamp))
    const { minOffset, maxOffset } = store.ends(topicName, id)
    const at = timestamp === '-1' ? maxOffset : found === -1 ? minOffset : BigInt(found)
    return `${queueKey({ brokerName, queueId: id, topicName })}:${at}`
  })
  return reply({ body: `{"offsetTable":{${table}}}` })
}

function connection(group: FakeGroup | undefined, { extFields }: Command): Answer {
  return group && group.clients.length > 0
    ? reply({ body: consumerConnectionBody(group) })
    : refuse(ResponseCode.CONSUMER_NOT_ONLINE, `the consumer group[${extFields.consumerGroup}] not online`)
}

function consumeStats(
  store: FakeStore,
  brokerName: string,
  group: FakeGroup | undefined,
  { extFields }: Command,
): Answer {
  const asked = extFields.topic === undefined ? topicsWithProgress(group) : [extFields.topic]
  const table = asked.flatMap((topicName) =>
    queueIdsOf(store, topicName).map((queueId) => {
      const { maxOffset } = store.ends(topicName, queueId)
      const consumerOffset = group?.offsets[topicName]?.[queueId] ?? 0n
      const pullOffset = group?.pullOffsets?.[topicName]?.[queueId] ?? consumerOffset
      const last = store.queue(topicName, queueId)[Number(consumerOffset) - 1]
      return (
        `${queueKey({ brokerName, queueId, topicName })}:{"brokerOffset":${maxOffset},"consumerOffset":${consumerOffset},` +
        `"lastTimestamp":${last?.storeTimestampMs ?? 0},"pullOffset":${pullOffset}}`
      )
    }),
  )
  return reply({ body: `{"consumeTps":${group?.consumeTps ?? 0},"offsetTable":{${table}}}` })
}

/** Those with a commit; of an online group only those that it subscribes to. */
function topicsWithProgress(group: FakeGroup | undefined): string[] {
  if (!group) return []
  const topicNames = Object.keys(group.offsets)
  if (group.clients.length === 0 || group.subscriptions.length === 0) return topicNames
  const subscribed = new Set(group.subscriptions.map(({ topicName }) => topicName))
  return topicNames.filter((topicName) => subscribed.has(topicName))
}

function timeSpans(store: FakeStore, brokerName: string, group: FakeGroup | undefined, { extFields }: Command): Answer {
  const topicName = extFields.topic ?? ''
  if (!store.configs.has(topicName)) return refuse(ResponseCode.TOPIC_NOT_EXIST, `topic[${topicName}] not exist`)
  const now = Date.now()
  const consumeTimeSpanSet = queueIdsOf(store, topicName).map((queueId) => {
    const messages = store.queue(topicName, queueId)
    // Without a commit it is −1, and no message is there.
    const consumerOffset = Number(group?.offsets[topicName]?.[queueId] ?? -1n)
    const storedAt = (index: number) => messages[index]?.storeTimestampMs ?? -1
    const isBehind = BigInt(consumerOffset) < store.ends(topicName, queueId).maxOffset
    return {
      messageQueue: { brokerName, queueId, topic: topicName },
      minTimeStamp: storedAt(0),
      maxTimeStamp: storedAt(messages.length - 1),
      consumeTimeStamp: storedAt(Math.max(0, consumerOffset - 1)),
      delayTime: group?.delaysMs?.[topicName]?.[queueId] ?? (isBehind ? now - storedAt(consumerOffset) : 0),
    }
  })
  return reply({ body: json({ consumeTimeSpanSet }) })
}

function runningInfo(group: FakeGroup | undefined, { extFields }: Command): Answer {
  const client = group?.clients.find(({ clientId }) => clientId === extFields.clientId)
  const name = `${extFields.consumerGroup} ${extFields.clientId}`
  if (!group || !client) return refuse(ResponseCode.SYSTEM_ERROR, `The Consumer <${name}> not online`)
  // A real broker says so after 10 s.
  if (!client.runningInfo) return refuse(ResponseCode.CONSUME_MSG_TIMEOUT, `consumer <${name}> Timeout: 10000ms`)
  return reply({ body: runningInfoBody(group, client.runningInfo, extFields.jstackEnable === 'true') })
}

function groupsOfTopic(store: FakeStore, topicName: string): string[] {
  return [...store.groups.values()]
    .filter(
      ({ offsets, clients, subscriptions }) =>
        topicName in offsets || (clients.length > 0 && subscriptions.some((data) => data.topicName === topicName)),
    )
    .map(({ groupName }) => groupName)
}

function requestModes(store: FakeStore): string {
  const messageRequestModeMap: Record<string, Record<string, unknown>> = {}
  for (const { groupName, modes = {} } of store.groups.values()) {
    for (const [topic, mode] of Object.entries(modes)) {
      const byGroup = messageRequestModeMap[topic] ?? {}
      messageRequestModeMap[topic] = byGroup
      byGroup[groupName] = { consumerGroup: groupName, mode, popShareQueueNum: 0, topic }
    }
  }
  return json({ messageRequestModeMap })
}

function timerMetrics(store: FakeStore): string {
  const counts = Object.entries(store.timingCountByTopic)
  return json({ timingCount: Object.fromEntries(counts.map(([topic, count]) => [topic, { count, timeStamp: 1 }])) })
}

/** A master without slaves, or a slave that lost its master. */
function alone(store: FakeStore, brokerId: number): HaStatus {
  return {
    isMaster: brokerId === 0,
    masterCommitLogMaxOffset: brokerId === 0 ? store.commitLogEnd : 0n,
    inSyncSlaveCount: 0,
    slaves: [],
    upstream: null,
  }
}

function queueIdsOf(store: FakeStore, topicName: string): number[] {
  const config = store.configs.get(topicName)
  return Array.from({ length: config ? Math.max(config.readQueueNums, config.writeQueueNums) : 0 }, (_, id) => id)
}
