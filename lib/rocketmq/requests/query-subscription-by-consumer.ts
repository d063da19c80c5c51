import { asObject } from '../codec/json-value.ts'
import { parseTolerantJson } from '../codec/tolerant-json.ts'
import { RequestCode } from '../request-code.ts'
import { defineRequest } from './define-request.ts'
import { decodeSubscriptionData, type SubscriptionDataBody } from './subscription-data.ts'

export interface QuerySubscriptionByConsumerHeader {
  group: string
  topic: string
}

/**
 * QUERY_SUBSCRIPTION_BY_CONSUMER (345), to a broker: what an online group subscribes to in one topic. 5.0+.
 *
 * Request: `group!`, `topic!`. Reply body: `{"group":"g","subscriptionData":{"subString":"*", …},"topic":"t"}`, without
 * `subscriptionData` when the group is offline or does not subscribe: null here.
 *
 * @see protocol notes §4.5
 */
export const querySubscriptionByConsumer = defineRequest<
  QuerySubscriptionByConsumerHeader,
  SubscriptionDataBody | null
>({
  code: RequestCode.QUERY_SUBSCRIPTION_BY_CONSUMER,
  encode: (header) => ({ header: { ...header } }),
  decode({ body }) {
    const data = asObject(parseTolerantJson(body), '$').get('subscriptionData')
    return data == null ? null : decodeSubscriptionData(data, '$.subscriptionData')
  },
})
