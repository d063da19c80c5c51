import { asArray, asNumber, asObject, asString } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { ResponseCode } from '../response-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeSubscriptionData, type SubscriptionDataBody } from './subscription-data.ts'

export interface GetConsumerConnectionListHeader {
  consumerGroup: string
}

export interface ConsumerConnectionBody {
  connections: { clientId: string; clientAddr: string; language: string; version: number }[]
  subscriptions: SubscriptionDataBody[]
  /** CONSUME_ACTIVELY, CONSUME_PASSIVELY, CONSUME_POP. */
  consumeType: string
  /** BROADCASTING, CLUSTERING. */
  messageModel: string
  consumeFromWhere: string | null
}

/**
 * GET_CONSUMER_CONNECTION_LIST (203), to a broker or a proxy: the clients of a group that are connected to it.
 *
 * Request: `consumerGroup!`. Code 206 (CONSUMER_NOT_ONLINE) when there are none: null here.
 * Reply body: `{"connectionSet":[{"clientAddr":"10.0.0.1:4711","clientId":"10.0.0.1@1","language":"JAVA","version":513}],
 * "consumeFromWhere":"CONSUME_FROM_LAST_OFFSET","consumeType":"CONSUME_PASSIVELY","messageModel":"CLUSTERING",
 * "subscriptionTable":{"t":{"subString":"*", …}}}`. One subscription per topic, whatever the single clients say.
 *
 * @see protocol notes §4.5
 */
export const getConsumerConnectionList = defineRequest<GetConsumerConnectionListHeader, ConsumerConnectionBody | null>({
  code: RequestCode.GET_CONSUMER_CONNECTION_LIST,
  answers: [ResponseCode.CONSUMER_NOT_ONLINE],
  encode: (header) => ({ header: { ...header } }),
  decode({ code, body }) {
    if (code === ResponseCode.CONSUMER_NOT_ONLINE) return null
    const reply = asObject(parseTolerantJson(body), '$')
    const connections = asArray(reply.get('connectionSet') ?? [], '$.connectionSet')
    const subscriptions = reply.get('subscriptionTable')
    const consumeFromWhere = reply.get('consumeFromWhere')
    return {
      connections: connections.map((value) => {
        const path = '$.connectionSet[]'
        const connection = asObject(value, path)
        return {
          clientId: asString(connection.get('clientId'), `${path}.clientId`),
          clientAddr: asString(connection.get('clientAddr') ?? '', `${path}.clientAddr`),
          language: asString(connection.get('language') ?? '', `${path}.language`),
          version: asNumber(connection.get('version') ?? 0n, `${path}.version`),
        }
      }),
      subscriptions:
        subscriptions == null
          ? []
          : asObject(subscriptions, '$.subscriptionTable').values.map((value) =>
              decodeSubscriptionData(value, '$.subscriptionTable.*'),
            ),
      consumeType: asString(reply.get('consumeType') ?? '', '$.consumeType'),
      messageModel: asString(reply.get('messageModel') ?? '', '$.messageModel'),
      consumeFromWhere: consumeFromWhere == null ? null : asString(consumeFromWhere, '$.consumeFromWhere'),
    }
  },
})
