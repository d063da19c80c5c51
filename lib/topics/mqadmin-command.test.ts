import { expect, it } from 'vitest'
import { updateTopicCommand } from './mqadmin-command.ts'

const config = {
  topicName: 'pay%orders',
  readQueueNums: 4,
  writeQueueNums: 4,
  perm: 6,
  order: true,
  attributes: { 'message.type': 'FIFO', 'cleanup.policy': 'COMPACTION' },
}
const server = {
  address: '1.2.3.4:1',
  announcedAddress: '10.0.0.1:10911',
  brokerName: 'a',
  clusterName: 'C',
  brokerId: 0,
}

it('writes one line per target, to what the broker announces', () => {
  expect(updateTopicCommand(['n1:9876', 'n2:9876'], [{ clusterName: 'C' }, { server }], config)).toBe(
    [
      "sh mqadmin updateTopic -n 'n1:9876;n2:9876' -c C -t pay%orders -r 4 -w 4 -p 6 -o true -a +message.type=FIFO,+cleanup.policy=COMPACTION",
      "sh mqadmin updateTopic -n 'n1:9876;n2:9876' -b 10.0.0.1:10911 -t pay%orders -r 4 -w 4 -p 6 -o true -a +message.type=FIFO,+cleanup.policy=COMPACTION",
    ].join('\n'),
  )
})

it('quotes what a shell would read', () => {
  const command = updateTopicCommand(['n:1'], [{ clusterName: "it's $(x)" }], {
    ...config,
    attributes: {},
    order: false,
  })
  expect(command).toBe(`sh mqadmin updateTopic -n n:1 -c 'it'\\''s $(x)' -t pay%orders -r 4 -w 4 -p 6`)
})
