import { expect, it } from 'vitest'
import type { Broker } from '#lib/rocketmq/admin/cluster-info.ts'
import type { TopicRoute } from '#lib/rocketmq/admin/topics.ts'
import { writeQueuesOf } from './write-queues.ts'

const broker = (brokerName: string, ids = [0, 1], clusterName = 'c'): Broker => ({
  brokerName,
  clusterName,
  servers: ids.map((brokerId) => ({
    address: `${brokerName}-${brokerId}:1`,
    announcedAddress: `${brokerName}-${brokerId}:1`,
    brokerName,
    clusterName,
    brokerId,
  })),
})
const queue = (brokerName: string, writeQueueNums: number, perm = 6) => ({
  brokerName,
  writeQueueNums,
  readQueueNums: 16,
  perm,
  topicSysFlag: 0,
})
const route = (parts: Partial<TopicRoute>): TopicRoute => ({
  brokers: [broker('b'), broker('a')],
  queues: [queue('b', 1), queue('a', 2)],
  orderTopicConf: null,
  ...parts,
})
const namesOf = (given: TopicRoute, clusterNames: string[] | null = null) =>
  writeQueuesOf(given, clusterNames).map(
    ({ brokerName, queueId, server }) => `${brokerName}:${queueId}@${server.address}`,
  )

it('counts write queues by broker and number, each at its master', () => {
  expect(namesOf(route({}))).toEqual(['a:0@a-0:1', 'a:1@a-0:1', 'b:0@b-0:1'])
})

it('leaves out what takes no messages: no permission, no live master, another cluster', () => {
  expect(namesOf(route({ queues: [queue('a', 2, 4), queue('b', 1, 2)] }))).toEqual(['b:0@b-0:1'])
  expect(namesOf(route({ brokers: [broker('a', [1]), broker('b')] }))).toEqual(['b:0@b-0:1'])
  expect(namesOf(route({ brokers: [broker('a', [0], 'other'), broker('b')] }), ['c'])).toEqual(['b:0@b-0:1'])
})

it('follows the table of ordered topics where there is one', () => {
  expect(namesOf(route({ orderTopicConf: 'b:2;a:1;gone:4' }))).toEqual(['a:0@a-0:1', 'b:0@b-0:1', 'b:1@b-0:1'])
})
