import { describe, expect, it } from 'vitest'
import { getBrokerRuntimeInfo } from '#lib/rocketmq/requests/get-broker-runtime-info.ts'
import { goldenReply, goldenVersions } from '#lib/rocketmq/testing/golden-frame.ts'
import { rejectedPerSecond, runtimeFacts } from './runtime-facts.ts'

describe('runtimeFacts', () => {
  it('reads the keys of 5.x and the misspelt one of 4.9', () => {
    const runtime = {
      putTps: '12.5 11.0 10.0',
      getTransferedTps: ' 3,5 2 ',
      commitLogDiskRatio: '0.42',
      commitLogDirCapacity: 'Total : 252.0 GiB, Free : 1.5 GiB.',
      commitLogMinOffset: '1000',
      commitLogMaxOffset: '9223372036854775807',
      earliestMessageTimeStamp: '1700000000000',
      bootTimestamp: '1700000000000',
      sendThreadPoolQueueSize: '4',
      sendThreadPoolQueueCapacity: '10000',
      sendThreadPoolQueueHeadWaitTimeMills: '18',
      EndTransactionQueueSize: '0',
      EndTransactionThreadPoolQueueCapacity: '100000',
      pageCacheLockTimeMills: '142',
      putMessageFailedTimes: '7',
      brokerActive: 'true',
    }
    expect(runtimeFacts(runtime)).toEqual({
      inTps: 12.5,
      inTps1m: 11,
      inTps10m: 10,
      outTps: 3.5,
      outTps1m: 2,
      outTps10m: null,
      diskUsedRatio: 0.42,
      diskFreeBytes: '1610612736',
      commitLogBytes: '9223372036854774807',
      hasDeleted: true,
      oldestMessageAt: '2023-11-14T22:13:20.000Z',
      bootAt: '2023-11-14T22:13:20.000Z',
      putToday: null,
      putYesterday: null,
      getToday: null,
      getYesterday: null,
      sendQueueWaitMs: 18,
      pageCacheLockMs: 142,
      failedPuts: '7',
      pools: [
        { name: 'send', size: 4, capacity: 10_000, waitMs: 18 },
        { name: 'endTransaction', size: 0, capacity: 100_000, waitMs: null },
      ],
      isActingMaster: true,
    })
  })

  it('C-10: today is the counter now less the one of this morning, yesterday the one of this morning less the day before', () => {
    const runtime = {
      msgPutTotalYesterdayMorning: '100',
      msgPutTotalTodayMorning: '350',
      msgPutTotalTodayNow: '360',
      msgGetTotalYesterdayMorning: '0',
      msgGetTotalTodayMorning: '0',
      msgGetTotalTodayNow: '9',
    }
    expect(runtimeFacts(runtime)).toMatchObject({
      putToday: '10',
      putYesterday: '250',
      getToday: '9',
      getYesterday: '0',
    })
  })

  it.each<[Record<string, string>, string]>([
    [{}, 'nothing'],
    [{ putTps: '  ', commitLogDiskRatio: '-1', earliestMessageTimeStamp: '-1' }, 'an empty store'],
    [{ putTps: 'NaN', commitLogDiskRatio: 'x', earliestMessageTimeStamp: '9223372036854775807' }, 'nonsense'],
  ])('says null for what a broker does not say: %o (%s)', (runtime) => {
    const { pools, isActingMaster, ...facts } = runtimeFacts(runtime)
    expect(new Set(Object.values(facts))).toEqual(new Set([null]))
    expect({ pools, isActingMaster }).toEqual({ pools: [], isActingMaster: false })
  })

  it.each(goldenVersions)('finds every fact in the answer of a real %s', (version) => {
    const facts = runtimeFacts(getBrokerRuntimeInfo.decode(goldenReply('get-broker-runtime-info', version, 'master')))
    // Windows fill one after the other, and an idle 4.9 does not know its oldest message.
    const { inTps, inTps1m, inTps10m, outTps, outTps1m, outTps10m, oldestMessageAt, ...rest } = facts
    expect(Object.entries(rest).filter(([, value]) => value === null)).toEqual([])
    expect(rest.putToday).toBe('3')
    expect(rest.pools.map(({ name }) => name)).toContain('send')
  })
})

describe('rejectedPerSecond', () => {
  const now = new Date('2026-11-25T12:00:15Z')
  const before = { failedPuts: '10', bootAt: 'a', heardAt: '2026-11-25T12:00:00Z' }
  it.each([
    ['grows', before, { failedPuts: '40', bootAt: 'a' }, 2],
    ['stands', before, { failedPuts: '10', bootAt: 'a' }, 0],
    ['is of another start', before, { failedPuts: '40', bootAt: 'b' }, null],
    ['fell', before, { failedPuts: '1', bootAt: 'a' }, null],
    ['is new', { ...before, failedPuts: null }, { failedPuts: '40', bootAt: 'a' }, null],
    ['is not told', before, { failedPuts: null, bootAt: 'a' }, null],
  ])('of a counter that %s', (_, previous, facts, expected) => {
    expect(rejectedPerSecond(previous, facts, now)).toBe(expected)
  })
})
