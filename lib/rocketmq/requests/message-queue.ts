import { asNumber, asObject, asString, type JsonValue } from '../codec/json-value.ts'

/** One queue as bodies write it, mostly as the key of a table: `{"brokerName":"broker-a","queueId":0,"topic":"t"}`. */
export interface MessageQueueBody {
  topic: string
  brokerName: string
  queueId: number
}

/** @throws ProtocolError */
export function decodeMessageQueue(value: JsonValue | undefined, path: string): MessageQueueBody {
  const queue = asObject(value, path)
  return {
    topic: asString(queue.get('topic'), path),
    brokerName: asString(queue.get('brokerName'), path),
    queueId: asNumber(queue.get('queueId'), path),
  }
}
