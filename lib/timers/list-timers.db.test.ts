import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCluster } from '#lib/clusters/create-cluster.ts'
import { closeAllClusters } from '#lib/clusters/get-cluster.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { type FakeCluster, startFakeCluster } from '#lib/rocketmq/testing/fake-cluster.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { listTimers } from './list-timers.ts'
import type { TimerState } from './schema.ts'

useDatabase()
const now = new Date('2026-11-22T14:00:00.000Z')
const inMs = (ms: number) => new Date(now.getTime() + ms)
const MINUTE = 60_000
let fake: FakeCluster
let clusterId: string
let viewer: Context

/** A message in the timer topic that is due so many ms from now. */
function wait(uniqKey: string, dueInMs: number, more: Record<string, string> = {}, storedAgoMs = 10 * MINUTE): void {
  const outMs = String(inMs(dueInMs).getTime())
  fake.broker('broker-a').putMessage({
    topicName: 'rmq_sys_wheel_timer',
    uniqKey,
    storeTimestamp: inMs(-storedAgoMs),
    properties: { REAL_TOPIC: 'reminders', REAL_QID: '0', TIMER_OUT_MS: outMs, TIMER_DELIVER_MS: outMs, ...more },
  })
}

beforeAll(async () => {
  fake = await startFakeCluster({
    brokers: 2,
    topics: [
      'reminders',
      { topicName: 'rmq_sys_wheel_timer', readQueueNums: 1, writeQueueNums: 1 },
      { topicName: 'SCHEDULE_TOPIC_XXXX', readQueueNums: 18, writeQueueNums: 18 },
    ],
    config: { timerWheelEnable: 'true', timerMaxDelaySec: '259200', fileReservedTime: '72' },
    runtime: { timerReadBehind: '0', scheduleMessageOffset_5: '1,3' },
  })
  const a = fake.broker('broker-a')
  wait('ROLLED', 30 * MINUTE, {}, 40 * MINUTE)
  wait('LATER', 20 * MINUTE)
  wait('SOON', 5 * MINUTE)
  wait('OTHER', 5 * MINUTE, { REAL_TOPIC: 'invoices' })
  wait('BACK', 15 * MINUTE)
  wait('BACK', 15 * MINUTE, { TIMER_DEL_UNIQKEY: 'BACK' })
  // Of another slot, so it takes nothing back.
  wait('STRAY', 11 * MINUTE, { TIMER_DEL_UNIQKEY: 'reminders+SOON' })
  wait('GONE', -5 * MINUTE)
  wait('ARRIVED', -MINUTE)
  wait('ROLLED', 30 * MINUTE, { TIMER_ROLL_TIMES: '1' }, 2 * MINUTE)
  a.putMessage({ topicName: 'reminders', uniqKey: 'ARRIVED', storeTimestamp: inMs(-MINUTE) })
  for (const [uniqKey, agoMs] of [
    ['L-DONE', 3 * MINUTE],
    ['L-LATE', MINUTE + 10_000],
    ['L-WAIT', 20_000],
  ] as const) {
    a.putMessage({
      topicName: 'SCHEDULE_TOPIC_XXXX',
      queueId: 4,
      uniqKey,
      storeTimestamp: inMs(-agoMs),
      properties: { REAL_TOPIC: 'reminders', REAL_QID: '0', DELAY: '5' },
    })
  }
  a.putMessage({ topicName: 'reminders', uniqKey: 'L-DONE', storeTimestamp: inMs(-2 * MINUTE) })
  const admin = await (await makePerson('admin')).context()
  viewer = await (await makePerson('viewer')).context()
  ;({ clusterId } = await createCluster(admin, {
    name: 'fake',
    environment: 'test',
    nameServers: fake.nameServers,
    requestTimeoutMs: 1_500,
  }))
})
afterAll(async () => {
  closeAllClusters()
  await fake.stop()
})

const list = (state: TimerState[], more: object = {}) =>
  listTimers(viewer, { clusterId, topic: 'reminders', state, ...more }, now)

describe('listTimers', () => {
  it('M-15: lists what waits for a topic by due time, with what was asked for', async () => {
    const { items, coverage, levels, limits, partial } = await list(['PENDING'])
    expect(partial).toBeUndefined()
    expect(items.map(({ uniqKey }) => uniqKey)).toEqual(['L-LATE', 'L-WAIT', 'SOON', 'LATER', 'ROLLED'])
    expect(items[1]).toMatchObject({ level: 5, askedMs: MINUTE, dueAt: inMs(40_000), topicName: 'reminders' })
    expect(items[0]).toMatchObject({ state: 'PENDING', lateMs: 10_000 })
    expect(items[2]).toMatchObject({ level: null, dueAt: inMs(5 * MINUTE), storedTopicName: 'rmq_sys_wheel_timer' })
    expect(coverage).toMatchObject({ stoppedBecause: 'complete', matched: 5 })
    expect(levels[4]).toEqual({ level: 5, delayMs: MINUTE, pending: 2n })
    expect(limits).toEqual({ maxDelayMs: 3 * 86_400_000, readBehindMs: 0, keptMs: 72 * 3_600_000 })
  })

  it('M-15: counts the copies of a message that was stored anew once', async () => {
    const { items } = await list(['PENDING'])
    expect(items.filter(({ uniqKey }) => uniqKey === 'ROLLED')).toMatchObject([{ rollTimes: 1 }])
  })

  it('M-15: marks what was delivered, with the message, and what was taken back', async () => {
    const { items } = await list(['DELIVERED', 'DELETED'])
    const of = (uniqKey: string) => items.find((item) => item.uniqKey === uniqKey)
    expect(of('ARRIVED')).toMatchObject({ state: 'DELIVERED', delivered: { at: inMs(-MINUTE) } })
    expect(of('L-DONE')).toMatchObject({ state: 'DELIVERED', level: 5, delivered: { at: inMs(-2 * MINUTE) } })
    expect(of('GONE')).toMatchObject({ state: 'DELIVERED' })
    expect(of('GONE')).not.toHaveProperty('delivered')
    expect(of('BACK')).toMatchObject({ state: 'DELETED' })
    expect(items).toHaveLength(4)
  })

  it('goes on with its cursor, and knows what was taken back on an earlier page', async () => {
    // Newest stored first: the recall is on the first page.
    for (let index = 0; index < 25; index++) wait(`PAD-${index}`, 60 * MINUTE, {}, MINUTE - index)
    const pages = [await list(['PENDING', 'DELETED'], { pageSize: 20 })]
    for (let cursor = pages[0]?.cursor; cursor; cursor = pages.at(-1)?.cursor) {
      pages.push(await list(['PENDING', 'DELETED'], { pageSize: 20, cursor }))
    }
    const ids = pages.flatMap(({ items }) => items.map(({ uniqKey }) => uniqKey))
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toHaveLength(31)
    expect(pages.flatMap(({ items }) => items).find(({ uniqKey }) => uniqKey === 'BACK')?.state).toBe('DELETED')
    expect(pages.at(-1)?.coverage.stoppedBecause).toBe('complete')
    const cursor = pages[0]?.cursor ?? ''
    await expect(list(['PENDING'], { cursor })).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  })

  it('names a broker that does not answer, and does not say that this is all', async () => {
    fake.broker('broker-b').server.pause()
    const answer = await list(['PENDING'])
    fake.broker('broker-b').server.resume()
    expect(answer.partial).toMatchObject([{ brokerName: 'broker-b' }])
    expect(answer.coverage.stoppedBecause).toBe('failed')
    expect(answer.items.length).toBeGreaterThan(0)
    expect(answer.levels[4]?.pending).toBeNull()
  })

  it('is not for who may not read messages', async () => {
    const nobody = await (await makePerson(null)).context()
    await expect(listTimers(nobody, { clusterId }, now)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
