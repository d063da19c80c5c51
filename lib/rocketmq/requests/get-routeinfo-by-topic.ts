import { asArray, asNumber, asObject, asString, type JsonValue } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { ResponseCode } from '../response-code.ts'
import { type BrokerDataBody, decodeBrokerData } from './broker-data.ts'
import { defineRequest } from './define-request.ts'

export interface GetRouteInfoHeader {
  topic: string
}

export interface TopicRouteBody {
  queueDatas: {
    brokerName: string
    readQueueNums: number
    writeQueueNums: number
    perm: number
    topicSysFlag: number
  }[]
  brokerDatas: BrokerDataBody[]
  /** `broker-a:4;broker-b:4`, only of a name server with `orderMessageEnable=true`. */
  orderTopicConf: string | null
}

/**
 * GET_ROUTEINFO_BY_TOPIC (105), to a name server or a proxy: the brokers and queues of a topic.
 *
 * Request: `topic!`, `acceptStandardJsonOnly`; no body.
 * Reply body: `{"brokerDatas":[{"brokerAddrs":{"0":"host:port"},"brokerName":…,"cluster":…}],"filterServerTable":{},
 * "queueDatas":[{"brokerName":…,"perm":6,"readQueueNums":8,"topicSysFlag":0,"writeQueueNums":8}]}`. Broker ids are bare
 * integer keys from servers before 4.9.4. 5.x adds `topicQueueMappingByBroker` for static topics.
 * Code 17 (TOPIC_NOT_EXIST) when no registered broker has the topic: null here.
 *
 * @see protocol notes §4.1
 */
export const getRouteinfoByTopic = defineRequest<GetRouteInfoHeader, TopicRouteBody | null>({
  code: RequestCode.GET_ROUTEINFO_BY_TOPIC,
  answers: [ResponseCode.TOPIC_NOT_EXIST],
  encode: ({ topic }) => ({ header: { topic, acceptStandardJsonOnly: true } }),
  decode({ code, body }) {
    if (code === ResponseCode.TOPIC_NOT_EXIST) return null
    const route = asObject(parseTolerantJson(body), '$')
    const orderTopicConf = route.get('orderTopicConf')
    return {
      queueDatas: list(route.get('queueDatas'), '$.queueDatas').map((value, index) => {
        const path = `$.queueDatas[${index}]`
        const queue = asObject(value, path)
        return {
          brokerName: asString(queue.get('brokerName'), `${path}.brokerName`),
          readQueueNums: asNumber(queue.get('readQueueNums'), `${path}.readQueueNums`),
          writeQueueNums: asNumber(queue.get('writeQueueNums'), `${path}.writeQueueNums`),
          perm: asNumber(queue.get('perm'), `${path}.perm`),
          // Before 4.9.4 a misspelt `topicSynFlag`; absent is 0.
          topicSysFlag: asNumber(queue.get('topicSysFlag') ?? queue.get('topicSynFlag') ?? 0n, `${path}.topicSysFlag`),
        }
      }),
      brokerDatas: list(route.get('brokerDatas'), '$.brokerDatas').map((value, index) =>
        decodeBrokerData(value, `$.brokerDatas[${index}]`),
      ),
      orderTopicConf: orderTopicConf == null ? null : asString(orderTopicConf, '$.orderTopicConf'),
    }
  },
})

function list(value: JsonValue | undefined, path: string): JsonValue[] {
  return value === undefined ? [] : asArray(value, path)
}
