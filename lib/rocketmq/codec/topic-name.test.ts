import { describe, expect, it } from 'vitest'
import { isSystemGroup, splitNamespace, topicKind } from './topic-name.ts'

describe('topicKind', () => {
  const listedByBroker = new Set(['DefaultCluster', 'broker-a', 'DefaultCluster_REPLY_TOPIC', 'my-traces'])

  it.each([
    ['TopicTest', 'NORMAL'],
    ['ns%TopicTest', 'NORMAL'],
    ['a%b', 'NORMAL'],
    ['%LMQ%queue', 'NORMAL'],
    ['%RETRY%g', 'RETRY'],
    ['%RETRY%ns%g', 'RETRY'],
    ['%RETRY%g_t', 'RETRY'],
    ['%RETRY%g+t', 'RETRY'],
    ['%RETRY%TOOLS_CONSUMER', 'RETRY'],
    ['%DLQ%g', 'DLQ'],
    ['%DLQ%ns%g', 'DLQ'],
    ['%retry%g', 'NORMAL'],
    ['TBW102', 'SYSTEM'],
    ['SCHEDULE_TOPIC_XXXX', 'SYSTEM'],
    ['RMQ_SYS_TRACE_TOPIC', 'SYSTEM'],
    ['RMQ_SYS_OWN', 'NORMAL'],
    ['rmq_sys_wheel_timer', 'SYSTEM'],
    ['rmq_sys_REVIVE_LOG_DefaultCluster', 'SYSTEM'],
    ['rmq_sys_anything', 'SYSTEM'],
    ['DefaultHeartBeatSyncerTopic', 'SYSTEM'],
    ['broker-a', 'SYSTEM'],
    ['DefaultCluster_REPLY_TOPIC', 'SYSTEM'],
    ['my-traces', 'SYSTEM'],
    ['broker-b', 'NORMAL'],
  ])('of %s is %s', (topicName, kind) => {
    expect(topicKind(topicName, listedByBroker)).toBe(kind)
  })
})

describe('splitNamespace', () => {
  it.each([
    ['t', null, 't'],
    ['a%b', 'a', 'b'],
    ['a%b%c', 'a', 'b%c'],
    ['%RETRY%g', null, '%RETRY%g'],
    ['%RETRY%ns%g', 'ns', '%RETRY%g'],
    ['%RETRY%ns%g+ns%t', 'ns', '%RETRY%g+ns%t'],
    ['%DLQ%g', null, '%DLQ%g'],
    ['%DLQ%ns%g', 'ns', '%DLQ%g'],
    ['%LMQ%$parent$child', null, '%LMQ%$parent$child'],
    ['rmq_sys_wheel_timer', null, 'rmq_sys_wheel_timer'],
    ['%b', null, '%b'],
    ['%RETRY%%g', null, '%RETRY%%g'],
    ['a%', 'a', ''],
    ['', null, ''],
  ])('of %j is %j and %j', (name, namespace, shortName) => {
    expect(splitNamespace(name)).toEqual({ namespace, shortName })
  })
})

describe('isSystemGroup', () => {
  it.each([
    ['CID_RMQ_SYS_TRANS', true],
    ['CID_RMQ_SYS_anything', true],
    ['TOOLS_CONSUMER', true],
    ['CID_ONS-HTTP-PROXY', true],
    ['CID_DefaultHeartBeatSyncerTopic', true],
    ['CLIENT_INNER_PRODUCER', true],
    ['orders', false],
    ['ns%TOOLS_CONSUMER', false],
    ['CID_orders', false],
  ])('of %s is %s', (groupName, expected) => {
    expect(isSystemGroup(groupName)).toBe(expected)
  })
})
