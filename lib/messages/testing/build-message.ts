import { encodeOffsetMsgId } from '#lib/rocketmq/codec/message-id.ts'
import type { StoredMessage } from '#lib/rocketmq/codec/stored-message.ts'

/** A stored message with only what a test cares about. */
export function buildMessage(given: Partial<StoredMessage> & { properties?: Map<string, string> } = {}): StoredMessage {
  const properties = given.properties ?? new Map<string, string>()
  const commitLogOffset = given.commitLogOffset ?? 0n
  const storedBody = given.storedBody ?? Buffer.from('body')
  return {
    storeBytes: 91 + storedBody.length,
    magicVersion: 1,
    bodyCrc: 0,
    isCrcOk: true,
    queueId: 0,
    flag: 0,
    queueOffset: 0n,
    commitLogOffset,
    sysFlag: 0,
    bornTimestamp: new Date(0),
    bornHost: '10.0.0.9:51044',
    storeTimestamp: new Date(0),
    storeHost: '127.0.0.1:10911',
    reconsumeTimes: 0,
    preparedTransactionOffset: 0n,
    storedBody,
    compression: 'none',
    topicName: 'orders',
    offsetMsgId: encodeOffsetMsgId('127.0.0.1:10911', commitLogOffset),
    uniqKey: properties.get('UNIQ_KEY') ?? null,
    ...given,
    properties,
  }
}
