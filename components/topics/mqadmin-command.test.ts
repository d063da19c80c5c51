import { expect, test } from 'vitest'
import { updateTopicCommand as apiTopicCommand, changeTopicCommand } from '#lib/topics/mqadmin-command.ts'
import { createTopicCommand, updateTopicCommand } from './mqadmin-command.ts'

const nameServers = ['10.0.0.1:9876', '10.0.0.2:9876']
const server = {
  address: '127.0.0.1:10911',
  announcedAddress: '10.0.0.3:10911',
  brokerName: 'broker-a',
  clusterName: 'DefaultCluster',
  brokerId: 0,
}

test('before the write it reads as the API says it after', () => {
  const shown = createTopicCommand(
    nameServers,
    [{ clusterName: 'Default Cluster' }, { brokerAddress: '10.0.0.3:10911' }],
    {
      topicName: 'order%created',
      type: 'FIFO',
      queuesPerBroker: 8,
      permission: 'W',
      isOrdered: true,
      cleanupPolicy: 'COMPACTION',
      queueType: 'BatchCQ',
    },
  )
  const answered = apiTopicCommand(nameServers, [{ clusterName: 'Default Cluster' }, { server }], {
    topicName: 'order%created',
    readQueueNums: 8,
    writeQueueNums: 8,
    perm: 2,
    order: true,
    attributes: { 'message.type': 'FIFO', 'cleanup.policy': 'COMPACTION', 'queue.type': 'BatchCQ' },
  })
  expect(shown).toBe(answered)
})

test('what is not said is left to the broker', () => {
  const [line] = createTopicCommand(nameServers, [{ clusterName: 'c' }], {
    topicName: 'plain',
    type: 'NORMAL',
    queuesPerBroker: 4,
  }).split('\n')
  expect(line).toBe(
    "sh mqadmin updateTopic -n '10.0.0.1:9876;10.0.0.2:9876' -c c -t plain -r 4 -w 4 -p 6 -a +message.type=NORMAL",
  )
})

test('a change reads before the write as the API says it after, with what stays', () => {
  const held = { readQueueNums: 4, writeQueueNums: 8, order: true, topicFilterType: 'SINGLE_TAG', topicSysFlag: 0 }
  const shown = updateTopicCommand(
    nameServers,
    [
      {
        ...{ brokerName: 'broker-a', address: server.address, announcedAddress: server.announcedAddress },
        ...{ clusterName: 'DefaultCluster', perm: 'RW', attributes: { 'message.type': 'FIFO' }, ...held },
        ...{ differingKeys: [], readAt: new Date(), isStale: false },
      },
    ],
    'a%b',
    { permission: 'R' },
  )
  const before = { topicName: 'a%b', perm: 6, attributes: { 'message.type': 'FIFO' }, isStatic: false, ...held }
  expect(shown).toBe(changeTopicCommand(nameServers, [{ server, before, config: { perm: 4 } }]))
  expect(shown).toBe(
    "sh mqadmin updateTopic -n '10.0.0.1:9876;10.0.0.2:9876' -b 10.0.0.3:10911 -t a%b -r 4 -w 8 -p 4 -o true",
  )
})
