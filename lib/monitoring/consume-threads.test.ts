import { expect, test } from 'vitest'
import { standingThreads, workingThreads } from './consume-threads.ts'

const idle = ['java.util.concurrent.LinkedBlockingQueue.take(LinkedBlockingQueue.java:435)']
const run =
  'app//org.apache.rocketmq.client.impl.consumer.ConsumeMessageConcurrentlyService$ConsumeRequest.run(ConsumeMessageConcurrentlyService.java:411)'
const at = (line: number) => [`app//Billing.book(Billing.java:${line})`, run]
const thread = (name: string, frames: string[], state = 'BLOCKED') => ({ name, state, frames })

test('only threads of the group that are inside a listener', () => {
  const threads = [
    thread('ConsumeMessageThread_billing_1', at(7)),
    thread('ConsumeMessageThread_billing_2', idle),
    thread('ConsumeMessageThread_mail_1', at(7)),
    thread('ConsumeMessageThread_3', at(7)),
    thread('RebalanceService', at(7)),
  ]
  expect(workingThreads(threads, 'billing').map(({ name }) => name)).toEqual([
    'ConsumeMessageThread_billing_1',
    'ConsumeMessageThread_3',
  ])
})

test('the same place in the same state, twice', () => {
  const earlier = [thread('a', at(7)), thread('a', at(7)), thread('b', at(7)), thread('c', at(7))]
  const later = [thread('a', at(7)), thread('b', at(8)), thread('c', at(7), 'RUNNABLE'), thread('d', at(7))]
  expect(standingThreads(earlier, later)).toEqual([{ ...thread('a', at(7)), count: 1 }])
})
