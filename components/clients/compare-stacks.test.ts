import { describe, expect, it } from 'vitest'
import { compareStacks } from './compare-stacks.ts'

const thread = (name: string, state: string, ...frames: string[]) => ({ name, state, frames })
const CONSUME =
  'org.apache.rocketmq.client.impl.consumer.ConsumeMessageConcurrentlyService$ConsumeRequest.run(ConsumeMessageConcurrentlyService.java:402)'
const sleeping = ['java.base@21/java.lang.Thread.sleep0(Native Method)', 'com.acme.Slow.consume(Slow.java:12)', CONSUME]
const idle = [
  'java.base@21/jdk.internal.misc.Unsafe.park(Native Method)',
  'java.util.concurrent.LinkedBlockingQueue.take()',
]
const read = ['sun.nio.ch.EPoll.wait(Native Method)', 'io.netty.channel.nio.NioEventLoop.run(NioEventLoop.java:1)']
const shown = (before: ReturnType<typeof thread>[], after: ReturnType<typeof thread>[]) =>
  compareStacks(before, after).map(({ kind, place, count, threadNames }) => [kind, place, count, threadNames.join()])

describe('G-13: two dumps', () => {
  it('of a sleeping consumer name the frame in which it is stuck, and not what waits for work', () => {
    const dump = [
      thread('ConsumeMessageThread_g_1', 'TIMED_WAITING', ...sleeping),
      thread('ConsumeMessageThread_g_2', 'TIMED_WAITING', ...sleeping),
      thread('ConsumeMessageThread_g_3', 'WAITING', ...idle),
      thread('NettyClientSelector_1', 'RUNNABLE', ...read),
    ]
    expect(shown(dump, dump)).toEqual([
      ['STANDING', 'com.acme.Slow.consume(Slow.java:12)', 2, 'ConsumeMessageThread_g_1,ConsumeMessageThread_g_2'],
    ])
  })

  it('name threads that burn the processor, at one place or at several, and whoever waits for a lock before them', () => {
    const lock = thread('b', 'BLOCKED', 'com.acme.Ledger.post(Ledger.java:7)')
    const loop = thread('c', 'RUNNABLE', 'com.acme.Loop.spin(Loop.java:3)')
    expect(
      shown(
        [thread('a', 'RUNNABLE', 'com.acme.Parse.one(Parse.java:1)'), lock, loop],
        [thread('a', 'RUNNABLE', 'com.acme.Parse.two(Parse.java:2)'), lock, loop],
      ),
    ).toEqual([
      ['STANDING', 'com.acme.Ledger.post(Ledger.java:7)', 1, 'b'],
      ['HOT', 'com.acme.Parse.two(Parse.java:2)', 1, 'a'],
      ['HOT', 'com.acme.Loop.spin(Loop.java:3)', 1, 'c'],
    ])
  })

  it('say nothing of threads that moved, came or went; of those called alike one is not taken for another', () => {
    const stuck = thread('pool', 'TIMED_WAITING', ...sleeping)
    const elsewhere = thread('pool', 'WAITING', 'com.acme.Other.run(Other.java:9)')
    expect(shown([stuck, elsewhere], [stuck, stuck])).toEqual([
      ['STANDING', 'com.acme.Slow.consume(Slow.java:12)', 1, 'pool'],
    ])
    expect(shown([stuck], [elsewhere])).toEqual([])
    expect(shown([], [stuck])).toEqual([])
  })
})
