import type { Command } from '../codec/command.ts'
import { encodeOffsetMsgId } from '../codec/message-id.ts'
import { decodeProperties } from '../codec/properties.ts'
import { RequestCode } from '../request-code.ts'
import { decodeConfigText } from '../requests/config-text.ts'
import { ResponseCode } from '../response-code.ts'
import { type Answer, refuse, reply } from './fake-answers.ts'
import { topicConfigBody, topicStatsBody } from './fake-bodies.ts'
import type { Handlers } from './fake-broker.ts'
import type { FakeMessage, FakeStore } from './fake-store.ts'

export interface FakeStoreFacts {
  brokerName: string
  systemTopics: readonly string[]
  runtime: Readonly<Record<string, string>>
  /** Changed by request 25. */
  config: Record<string, string>
  /** `host:port` of the broker, once it listens. */
  address: () => string
}

/** What a real broker answers to the requests of topics and messages, out of a store in memory. */
export function storeHandlers(store: FakeStore, facts: FakeStoreFacts): Handlers {
  return {
    [RequestCode.GET_BROKER_RUNTIME_INFO]: () => reply({ body: JSON.stringify({ table: facts.runtime }) }),
    [RequestCode.GET_BROKER_CONFIG]: () =>
      reply({
        body: Object.entries(facts.config)
          .map(([key, value]) => `${key}=${value}\n`)
          .join(''),
      }),
    // As real ones do: what it does not know is ignored, and the answer is the same.
    [RequestCode.UPDATE_BROKER_CONFIG]: ({ body }) => {
      for (const [key, value] of Object.entries(decodeConfigText(body))) {
        if (key === 'rocketmqHome') return refuse(16, 'Can not update config in black list.')
        if (key in facts.config) facts.config[key] = value
      }
      return reply()
    },
    [RequestCode.GET_SYSTEM_TOPIC_LIST_FROM_BROKER]: () =>
      reply({ body: JSON.stringify({ topicList: facts.systemTopics }) }),
    [RequestCode.GET_ALL_TOPIC_CONFIG]: () => reply({ body: topicConfigBody(store.configs.values()) }),
    [RequestCode.UPDATE_AND_CREATE_TOPIC]: (request) => createTopic(store, request),
    [RequestCode.DELETE_TOPIC_IN_BROKER]: ({ extFields }) => {
      store.deleteTopic(extFields.topic ?? '')
      return reply({ remark: null })
    },
    [RequestCode.GET_TOPIC_STATS_INFO]: ({ extFields }) => topicStats(store, facts.brokerName, extFields.topic ?? ''),
    [RequestCode.GET_MAX_OFFSET]: ({ extFields }) =>
      offset(store.ends(extFields.topic ?? '', Number(extFields.queueId)).maxOffset),
    [RequestCode.GET_MIN_OFFSET]: ({ extFields }) =>
      offset(store.ends(extFields.topic ?? '', Number(extFields.queueId)).minOffset),
    [RequestCode.GET_EARLIEST_MSG_STORETIME]: (request) =>
      reply({ extFields: { timestamp: String(queueOf(store, request)[0]?.storeTimestampMs ?? -1) } }),
    [RequestCode.SEARCH_OFFSET_BY_TIMESTAMP]: (request) => {
      const queue = queueOf(store, request)
      const found = queue.findIndex((message) => message.storeTimestampMs >= Number(request.extFields.timestamp))
      return offset(found === -1 ? queue.length : found)
    },
    [RequestCode.PULL_MESSAGE]: (request) => pull(queueOf(store, request), request),
    [RequestCode.SEND_MESSAGE_V2]: (request) => send(store, facts.address(), request),
    [RequestCode.QUERY_MESSAGE]: (request) => query(store, request),
    [RequestCode.VIEW_MESSAGE_BY_ID]: ({ extFields }) => {
      const found = store.messages.find((message) => String(message.commitLogOffset) === extFields.offset)
      return found
        ? reply({ body: found.bytes })
        : refuse(ResponseCode.SYSTEM_ERROR, `can not find message by the offset, ${extFields.offset}`)
    },
  }
}

function queueOf(store: FakeStore, { extFields }: Command): FakeMessage[] {
  return store.queue(extFields.topic ?? '', Number(extFields.queueId))
}

function offset(value: number | bigint): Answer {
  return reply({ extFields: { offset: String(value) } })
}

function createTopic(store: FakeStore, { extFields }: Command): Answer {
  const attributes = { ...store.configs.get(extFields.topic ?? '')?.attributes }
  for (const change of extFields.attributes?.split(',') ?? []) {
    const [key = '', value = ''] = change.slice(1).split('=', 2)
    if (change.startsWith('-')) delete attributes[key]
    else attributes[key] = value
  }
  store.putTopic({
    topicName: extFields.topic ?? '',
    readQueueNums: Number(extFields.readQueueNums),
    writeQueueNums: Number(extFields.writeQueueNums),
    perm: Number(extFields.perm),
    order: extFields.order === 'true',
    topicFilterType: extFields.topicFilterType ?? 'SINGLE_TAG',
    topicSysFlag: Number(extFields.topicSysFlag ?? 0),
    attributes,
  })
  // Real brokers leave this default in the reply of a success.
  return reply({ remark: 'not set any response code' })
}

function topicStats(store: FakeStore, brokerName: string, topicName: string): Answer {
  const config = store.configs.get(topicName)
  if (!config) return refuse(ResponseCode.TOPIC_NOT_EXIST, `topic[${topicName}] not exist`)
  const queues = Array.from({ length: Math.max(config.readQueueNums, config.writeQueueNums) }, (_, queueId) => {
    const { minOffset, maxOffset, lastMs } = store.ends(topicName, queueId)
    return { brokerName, queueId, minOffset, maxOffset, lastUpdateTimestampMs: lastMs }
  })
  return reply({ body: topicStatsBody(topicName, queues) })
}

function pull(queue: readonly FakeMessage[], { extFields }: Command): Answer {
  const start = Number(extFields.queueOffset)
  const answer = (code: number, nextOffset: number, messages: readonly FakeMessage[] = []) =>
    reply({
      code,
      extFields: {
        nextBeginOffset: String(nextOffset),
        minOffset: '0',
        maxOffset: String(queue.length),
        suggestWhichBrokerId: '0',
      },
      body: Buffer.concat(messages.map(({ bytes }) => bytes)),
    })
  if (start < 0 || start > queue.length) return answer(ResponseCode.PULL_OFFSET_MOVED, start < 0 ? 0 : queue.length)
  if (start === queue.length) return answer(ResponseCode.PULL_NOT_FOUND, start)
  const stretch = queue.slice(start, start + Number(extFields.maxMsgNums))
  const wanted = extFields.subscription ?? '*'
  const tags = wanted === '*' ? null : wanted.split('||').map((tag) => tag.trim())
  const found = tags ? stretch.filter((message) => message.tags !== undefined && tags.includes(message.tags)) : stretch
  const code = found.length > 0 ? ResponseCode.SUCCESS : ResponseCode.PULL_RETRY_IMMEDIATELY
  return answer(code, start + stretch.length, found)
}

/** As real ones do, but no topic is ever made out of `c`. */
function send(store: FakeStore, address: string, { extFields, body }: Command): Answer {
  const { b: topicName = '', e, i = '' } = extFields
  const config = store.configs.get(topicName)
  if (!config) return refuse(ResponseCode.TOPIC_NOT_EXIST, `topic[${topicName}] not exist, apply first please!`)
  if (Number(e) >= config.writeQueueNums) {
    return refuse(ResponseCode.SYSTEM_ERROR, `request queueId[${e}] is illegal, ${topicName}`)
  }
  const properties = decodeProperties(i)
  const [tags, keys, uniqKey] = ['TAGS', 'KEYS', 'UNIQ_KEY'].map((name) => properties.get(name))
  const { queueId, queueOffset, commitLogOffset } = store.putMessage(address, {
    topicName,
    queueId: Number(e),
    body,
    ...(tags !== undefined && { tags }),
    ...(keys !== undefined && { keys }),
    ...(uniqKey !== undefined && { uniqKey }),
    properties: Object.fromEntries(properties),
  })
  return reply({
    extFields: {
      msgId: encodeOffsetMsgId(address, commitLogOffset),
      queueId: String(queueId),
      queueOffset: String(queueOffset),
    },
  })
}

function query(store: FakeStore, { extFields }: Command): Answer {
  const found = store.messages
    .filter(
      (message) =>
        message.topicName === extFields.topic &&
        message.indexKeys.includes(extFields.key ?? '') &&
        message.storeTimestampMs >= Number(extFields.beginTimestamp) &&
        message.storeTimestampMs <= Number(extFields.endTimestamp),
    )
    .slice(-Number(extFields.maxNum))
  if (found.length === 0)
    return refuse(ResponseCode.QUERY_NOT_FOUND, 'can not find message, maybe time range not correct')
  return reply({ body: Buffer.concat(found.map(({ bytes }) => bytes)) })
}
